/**
 * A camera picture in blocks: mean linear light of each, for the checks that look at what changed and where. Noise is averaged away, stripes are not
 * told apart. Frame: camera px, blocks row by row from the top left; what is left at the right and bottom edge belongs to no block.
 */
import type { Size } from '../frames.ts';
import { LINEAR_OF_CODE } from '../srgb.ts';

/** Camera px on a side: small enough for a head to cover a hundred, large enough for an average that is quiet. */
export const BLOCK_PX = 16;

export interface GridSize {
  readonly columns: number;
  readonly rows: number;
}
export const gridOf = ({ width, height }: Size): GridSize => ({
  columns: Math.floor(width / BLOCK_PX),
  rows: Math.floor(height / BLOCK_PX),
});

export const lightGrid = (luma: Uint8Array, size: Size): Float32Array => {
  const { columns, rows } = gridOf(size);
  const grid = new Float32Array(columns * rows);
  for (let y = 0; y < rows * BLOCK_PX; y++) {
    const cell = Math.floor(y / BLOCK_PX) * columns;
    // Every other px, as on the black squares of a chess board.
    for (let column = 0, from = y * size.width + (y & 1); column < columns; column++, from += BLOCK_PX) {
      let sum = 0;
      for (let i = from; i < from + BLOCK_PX; i += 2) sum += LINEAR_OF_CODE[luma[i]!]!;
      grid[cell + column]! += sum;
    }
  }
  for (let i = 0; i < grid.length; i++) grid[i]! /= (BLOCK_PX * BLOCK_PX) / 2;
  return grid;
};

/** Middle of a block, camera px. */
export const blockMiddle = ({ columns }: GridSize, block: number): { x: number; y: number } => ({
  x: ((block % columns) + 0.5) * BLOCK_PX - 0.5,
  y: (Math.floor(block / columns) + 0.5) * BLOCK_PX - 0.5,
});

export const medianOf = (values: number[]): number => {
  if (values.length === 0) return Number.NaN;
  values.sort((a, b) => a - b);
  return values[values.length >> 1]!;
};
