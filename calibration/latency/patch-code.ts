/**
 * The coded patch that a projector page draws at its raster's corners and the camera reads back: three bits in the upper row of cells, their
 * opposites in the lower, so that it is always equally bright, needs no threshold, and does not flicker. The codes go round in an order in
 * which one column turns over at a time. Frame: projector px.
 */
import type { Size } from '../frames.ts';

export const PATCH_BITS = 3;
/** In the order in which they are shown. 000 and 111 are left out: one is the other moved by a cell, and nobody could tell where the patch lies. */
const ROUND = [0b001, 0b011, 0b010, 0b110, 0b100, 0b101] as const;
export const PATCH_CODES = ROUND.length;
/** ms that a code stands: about two a second, and the round outlasts any delay. */
export const PATCH_MS = 500;
/** sRGB code of a lit cell, 0 … 1: dim (a third of the light), readable on a dark wall in a lit room. */
export const PATCH_LEVEL = 0.63;

/** Where a patch lies: its top left px (a whole number) and the side of its cells in px. */
export interface PatchPlace {
  readonly x: number;
  readonly y: number;
  readonly cell: number;
}

export interface PatchCell {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly lit: boolean;
}

/** A cell is this share of the raster's shorter side: some 6 mm where the raster is half a metre high. */
const CELL_SHARE = 1 / 60;
const LEAST_CELL_PX = 5;

export const patchCellPx = ({ width, height }: Size): number =>
  Math.max(LEAST_CELL_PX, Math.round(Math.min(width, height) * CELL_SHARE));

/** The n-th code shown since the page was opened. */
export const codeOfCount = (count: number): number => ROUND[((count % PATCH_CODES) + PATCH_CODES) % PATCH_CODES]!;

/** False for what no projector shows: an edge of light looks like 000 or 111. */
export const isPatchCode = (code: number): boolean => ROUND.some((shown) => shown === code);

export const isBitSet = (code: number, bit: number): boolean => ((code >> bit) & 1) === 1;

/** The six cells: upper row bit 2, 1, 0 from the left, lower row their opposites. */
export const patchCells = ({ x, y, cell }: PatchPlace, code: number): readonly PatchCell[] =>
  [0, 1].flatMap((row) =>
    Array.from({ length: PATCH_BITS }, (_, column) => ({
      x: x + column * cell,
      y: y + row * cell,
      size: cell,
      lit: isBitSet(code, PATCH_BITS - 1 - column) === (row === 0),
    })),
  );
