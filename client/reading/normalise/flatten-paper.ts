/**
 * Takes the paper and its light away: how much darker than the paper around it each pixel is.
 * The paper tone is a high percentile of coarse cells, spread to their neighbours and interpolated.
 */
import type { Plane } from './plane.ts';

/** Share of the paper's light that the ink takes away, 0 … 1: one minus grey over the local paper tone. */
export function flattenPaper(grey: Plane): Plane {
  const { width: w, height: h, data } = grey;
  const cell = Math.max(8, Math.ceil(h / 3));
  const columns = Math.max(1, Math.ceil(w / cell));
  const rows = Math.max(1, Math.ceil(h / cell));
  const tone = new Float32Array(columns * rows);
  const histogram = new Int32Array(256);
  for (let r = 0; r < rows; r++) {
    for (let q = 0; q < columns; q++) {
      histogram.fill(0);
      const yEnd = Math.min(h, (r + 1) * cell);
      const xEnd = Math.min(w, (q + 1) * cell);
      let count = 0;
      for (let y = r * cell; y < yEnd; y++)
        for (let x = q * cell; x < xEnd; x++, count++) histogram[data[y * w + x]! | 0]!++;
      // The paper is the bright part of the cell: its 80th percentile survives half a cell of ink and a little glare.
      let level = 255;
      for (let above = histogram[255]!; level > 0 && above < count * 0.2; ) above += histogram[--level]!;
      tone[r * columns + q] = level;
    }
  }
  // A cell full of ink takes the tone of its brightest neighbour; the mean then keeps the tone smooth.
  const smooth = neighbourhood(neighbourhood(tone, columns, rows, true), columns, rows, false);
  const out = new Float32Array(w * h);
  const above = new Float64Array(w);
  const below = new Float64Array(w);
  for (let y = 0, interpolated = -1; y < h; y++) {
    const gy = Math.min(rows - 1, Math.max(0, (y + 0.5) / cell - 0.5));
    const r0 = Math.floor(gy);
    // The two rows of cells around y change every `cell` rows only.
    if (r0 !== interpolated) {
      interpolateRow(smooth, columns, r0, cell, above);
      interpolateRow(smooth, columns, Math.min(rows - 1, r0 + 1), cell, below);
      interpolated = r0;
    }
    const fy = gy - r0;
    for (let x = 0, at = y * w; x < w; x++, at++) {
      const paper = Math.max(8, above[x]! * (1 - fy) + below[x]! * fy);
      out[at] = Math.max(0, 1 - data[at]! / paper);
    }
  }
  return { width: w, height: h, data: out };
}

/** One row of cells, interpolated to every column of pixels. */
function interpolateRow(tones: Float32Array, columns: number, row: number, cell: number, into: Float64Array): void {
  for (let x = 0; x < into.length; x++) {
    const gx = Math.min(columns - 1, Math.max(0, (x + 0.5) / cell - 0.5));
    const q0 = Math.floor(gx);
    const q1 = Math.min(columns - 1, q0 + 1);
    const fx = gx - q0;
    into[x] = tones[row * columns + q0]! * (1 - fx) + tones[row * columns + q1]! * fx;
  }
}

function neighbourhood(cells: Float32Array, columns: number, rows: number, maximum: boolean): Float32Array {
  const out = new Float32Array(cells.length);
  for (let r = 0; r < rows; r++) {
    for (let q = 0; q < columns; q++) {
      let best = 0;
      let sum = 0;
      let count = 0;
      for (let dr = Math.max(0, r - 1); dr <= Math.min(rows - 1, r + 1); dr++)
        for (let dq = Math.max(0, q - 1); dq <= Math.min(columns - 1, q + 1); dq++, count++) {
          const value = cells[dr * columns + dq]!;
          sum += value;
          if (value > best) best = value;
        }
      out[r * columns + q] = maximum ? best : sum / count;
    }
  }
  return out;
}
