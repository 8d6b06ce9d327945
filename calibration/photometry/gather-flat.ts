/**
 * One flat colour as the camera saw it on the sheet, averaged over the cells of a coarse grid. In: a camera picture (camera px) and where its
 * pixels lie on the canvas; out: mean linear light a cell. Pixels that are much darker than their cell (ink, a hand) do not count.
 */
import type { CameraPoint, CanvasPoint, SheetSize, Size } from '../frames.ts';
import { LINEAR_OF_CODE } from '../srgb.ts';
import type { PhotometryGrid } from './photometry.ts';

/** Fine enough for a pool of light and a lens' falloff, coarse enough that noise is averaged away and the record stays small. */
export const PHOTOMETRY_GRID: PhotometryGrid = { columns: 12, rows: 8 };

export interface FlatCapture {
  /** What the projector showed, code / 255 of each channel. */
  readonly colour: readonly [number, number, number];
  /** Linear light, RGB a cell, mean over the cell's pixels; 0 where there were none. */
  readonly light: Float32Array;
  /** Greatest byte share: how much of the cell's pixels are clipped at the camera's white, RGB a cell, 0 … 1. */
  readonly clipped: Float32Array;
  /** Pixels that counted, a cell. */
  readonly count: Float32Array;
}

export interface FlatPicture {
  readonly size: Size;
  readonly luma: Uint8Array;
  /** 3 bytes a pixel; null for a grey camera: luma stands for all three channels then. */
  readonly rgb: Uint8Array | null;
}

/** Which camera px belong to which cell: worked out once, used for every flat. */
export interface FlatCells {
  readonly grid: PhotometryGrid;
  readonly sheet: SheetSize;
  /** Camera px and its cell, alternating. */
  readonly members: Uint32Array;
}

/** The sheet's rim is left out: an edge mixes paper and wall. */
const RIM_MM_SHARE = 0.012;
const CLIPPED_BYTE = 253;
/** Of the cell's mean: ink and hands are darker, paper's fibres and the camera's noise are not. */
const INK_SHARE = 0.8;

/** `canvasOf` gives the canvas point of a camera px; null = not to be used (id blocks, outside of the raster). */
export const layFlatCells = (
  size: Size,
  sheet: SheetSize,
  canvasOf: (p: CameraPoint) => CanvasPoint | null,
  grid: PhotometryGrid = PHOTOMETRY_GRID,
): FlatCells => {
  const members: number[] = [];
  const rim = RIM_MM_SHARE * Math.hypot(sheet.widthMm, sheet.heightMm);
  for (let y = 0; y < size.height; y++)
    for (let x = 0; x < size.width; x++) {
      const p = canvasOf({ x, y });
      if (p === null || !(p.x > rim && p.y > rim && p.x < sheet.widthMm - rim && p.y < sheet.heightMm - rim)) continue;
      const column = Math.min(grid.columns - 1, Math.floor((p.x / sheet.widthMm) * grid.columns));
      const row = Math.min(grid.rows - 1, Math.floor((p.y / sheet.heightMm) * grid.rows));
      members.push(y * size.width + x, row * grid.columns + column);
    }
  return { grid, sheet, members: Uint32Array.from(members) };
};

/** Mean linear light a cell of the pictures of one colour (several average the flicker and the noise away). At least one picture. */
export const gatherFlat = (
  cells: FlatCells,
  colour: FlatCapture['colour'],
  pictures: readonly FlatPicture[],
): FlatCapture => {
  const n = cells.grid.columns * cells.grid.rows;
  const { members } = cells;
  const mean = new Float64Array(n);
  const all = new Float64Array(n);
  for (const { luma } of pictures)
    for (let m = 0; m < members.length; m += 2) {
      mean[members[m + 1]!]! += luma[members[m]!]!;
      all[members[m + 1]!]! += 1;
    }
  const light = new Float64Array(3 * n);
  const clipped = new Float64Array(3 * n);
  const count = new Float64Array(n);
  for (const { luma, rgb } of pictures)
    for (let m = 0; m < members.length; m += 2) {
      const i = members[m]!;
      const cell = members[m + 1]!;
      if (luma[i]! < (INK_SHARE * mean[cell]!) / all[cell]!) continue;
      count[cell]! += 1;
      for (let c = 0; c < 3; c++) {
        const byte = rgb === null ? luma[i]! : rgb[3 * i + c]!;
        light[3 * cell + c]! += LINEAR_OF_CODE[byte]!;
        if (byte >= CLIPPED_BYTE) clipped[3 * cell + c]! += 1;
      }
    }
  const perPixel = (sums: Float64Array): Float32Array =>
    Float32Array.from(sums, (sum, k) => sum / Math.max(1, count[Math.floor(k / 3)]!));
  return { colour, light: perPixel(light), clipped: perPixel(clipped), count: Float32Array.from(count) };
};
