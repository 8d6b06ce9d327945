/**
 * How bright bare paper is in each cell of the raster: the mean of the cell's bright pixels, ink left out.
 * In: an evened grey picture (bytes), pixels that must not count. Out: linear light a cell; 0 where too little could be seen.
 */

import { LINEAR_OF_CODE } from '../../calibration/srgb.ts';
import { type CellGrid, cellSpan } from './cell-grid.ts';

/** Paper is at least this share of a cell, however densely it is written on. */
const PAPER_SHARE = 0.12;
/** Pixels within this ratio of the bright level are paper with its noise; darker ones may be ink. */
const NEAR_BELOW = 0.88;
const NEAR_ABOVE = 1.12;
/** A cell of which less than this is usable says nothing. */
const MIN_USABLE = 0.2;

export interface CellTones {
  /** Linear light of bare paper; 0 = not measurable. */
  readonly tone: Float32Array;
  /** Share of usable pixels darker than the paper and its noise: ink, or an edge of something. */
  readonly darkShare: Float32Array;
}

/** `ignored` = nonzero pixels are left out; null = all count. */
export const measurePaperTone = (grid: CellGrid, even: Uint8Array, ignored: Uint8Array | null): CellTones => {
  const { width, height, cell, columns, rows } = grid;
  const tone = new Float32Array(columns * rows);
  const darkShare = new Float32Array(columns * rows);
  const bins = new Uint32Array(256);
  for (let r = 0; r < rows; r++) {
    const [y0, y1] = cellSpan(r, rows, cell, height);
    for (let c = 0; c < columns; c++) {
      const [x0, x1] = cellSpan(c, columns, cell, width);
      bins.fill(0);
      let usable = 0;
      for (let y = y0; y < y1; y++) {
        const end = y * width + x1;
        if (ignored === null) {
          for (let i = y * width + x0; i < end; i++) bins[even[i]!]!++;
          usable += x1 - x0;
        } else
          for (let i = y * width + x0; i < end; i++)
            if (ignored[i] === 0) {
              bins[even[i]!]!++;
              usable++;
            }
      }
      if (usable < MIN_USABLE * (x1 - x0) * (y1 - y0)) continue;
      let level = 255;
      for (let above = bins[255]!; level > 0 && above < usable * PAPER_SHARE; ) above += bins[--level]!;
      let sum = 0;
      let count = 0;
      const low = Math.floor(level * NEAR_BELOW);
      const high = Math.min(255, Math.ceil(level * NEAR_ABOVE));
      for (let v = low; v <= high; v++) {
        sum += bins[v]! * LINEAR_OF_CODE[v]!;
        count += bins[v]!;
      }
      let dark = 0;
      for (let v = 0; v < low; v++) dark += bins[v]!;
      tone[r * columns + c] = Math.max(sum / count, 1e-4);
      darkShare[r * columns + c] = dark / usable;
    }
  }
  return { tone, darkShare };
};
