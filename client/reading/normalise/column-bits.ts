/**
 * Which pixels of a plane are inked, a column at a time: one bit a row. What is counted along columns or under a shear touches
 * some hundred words then, where it would touch some ten thousand pixels.
 */
import type { Plane } from './plane.ts';

/** Planes higher than this do not fit. */
export const MOST_ROWS = 64;

export interface ColumnBits {
  readonly width: number;
  readonly height: number;
  /** Of each column, rows 0 … 31 from the lowest bit up. */
  readonly top: Int32Array;
  /** Rows 32 … 63. */
  readonly bottom: Int32Array;
}

/** Every `step`-th column of the plane, inked where there is more ink than `least`. */
export function takeColumns({ width: w, height: h, data }: Plane, least: number, step = 1): ColumnBits {
  const width = Math.ceil(w / step);
  const top = new Int32Array(width);
  const bottom = new Int32Array(width);
  for (let y = 0; y < h; y++) {
    const half = y < 32 ? top : bottom;
    const bit = 1 << y;
    for (let x = 0, at = y * w; x < width; x++, at += step) if (data[at]! > least) half[x]! |= bit;
  }
  return { width, height: h, top, bottom };
}
