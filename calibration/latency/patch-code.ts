/**
 * The coded patch that a projector page draws at its raster's corners and the camera reads back: three bits in the upper row of cells, their
 * opposites in the lower, so that it is always equally bright, needs no threshold, and does not flicker. The code counts round in Gray order:
 * one column turns over at a time. Frame: projector px.
 */
import type { Size } from '../frames.ts';

export const PATCH_BITS = 3;
export const PATCH_CODES = 2 ** PATCH_BITS;
/** ms that a code stands: about two a second, and the round of eight outlasts any delay. */
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
export const codeOfCount = (count: number): number => {
  const n = ((count % PATCH_CODES) + PATCH_CODES) % PATCH_CODES;
  return n ^ (n >> 1);
};

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
