/**
 * What a camera sees of blank paper under a projector's light, as plain data that a calibration record carries:
 *   camera light of channel c at a canvas point = dark_c + gain_c · Σ_k mixing_ck · response_k(code_k)
 * in the camera's linear light (1 = its white). `dark` is room light and the projector's black together: all that is there while it shows black.
 * Frame: canvas mm; maps are coarse grids over the sheet, values at cell centres. Model: Grossberg, Peri, Nayar and Belhumeur, "Making one object
 * look like another" (CVPR 2004): per-channel response, 3×3 mixing, spatial gain.
 */
import { z } from 'zod';

const finite = z.number().refine(Number.isFinite, 'must be a finite number');
const GRID_MOST = 48;

const gridSchema = z.object({
  columns: z.number().int().min(1).max(GRID_MOST),
  rows: z.number().int().min(1).max(GRID_MOST),
});
export type PhotometryGrid = z.infer<typeof gridSchema>;

const triple = z.tuple([finite, finite, finite]);

export const photometrySchema = z
  .object({
    grid: gridSchema,
    /** mm that the grid covers. */
    sheet: z.object({ widthMm: finite.positive(), heightMm: finite.positive() }),
    /** Camera light = (sRGB decoding of its byte) ^ exponent: 1 for a camera that codes as it says. */
    cameraExponent: finite.min(0.4).max(2.5),
    /** Camera light under a black projector, RGB a cell, row by row. */
    dark: z.array(finite).max(3 * GRID_MOST * GRID_MOST),
    /** Relative strength of the projector's light, RGB a cell, mean 1: its falloff, the lens' and the paper's together. */
    gain: z.array(finite).max(3 * GRID_MOST * GRID_MOST),
    /** Row-major, camera channel × projector channel: camera light that full code of one projector channel adds, at gain 1. */
    mixing: z.array(finite).length(9),
    /** Light of a projector channel, 0 … 1 of full code, at each of `codes` (0 … 1 of full code, rising, from 0 to 1). */
    response: z.object({
      codes: z.array(finite.min(0).max(1)).min(2).max(64),
      light: z.array(triple).min(2).max(64),
    }),
    /** Light at code 0 as a share of white's; null where it could not be told from the room's at the raster's border. */
    blackLevel: finite.min(0).max(1).nullable(),
    /** Codes of grey that the camera can tell from black, and that do not clip it. */
    usable: z.object({ darkest: finite.min(0).max(1), brightest: finite.min(0).max(1) }),
    /** RMS difference on flats that the fit never saw, share of the camera's white; null when none was kept back. */
    heldOutRms: finite.min(0).nullable(),
  })
  .refine((p) => p.dark.length === 3 * p.grid.columns * p.grid.rows, 'dark must be 3 numbers a cell')
  .refine((p) => p.gain.length === 3 * p.grid.columns * p.grid.rows, 'gain must be 3 numbers a cell')
  .refine((p) => p.response.light.length === p.response.codes.length, 'response needs as many lights as codes');

export type Photometry = z.infer<typeof photometrySchema>;
export type Rgb = readonly [number, number, number];
