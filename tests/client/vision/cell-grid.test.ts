import { describe, expect, it } from 'vitest';
import { type CellGrid, interpolateRows, layCells } from '../../../client/vision/cell-grid.ts';
import { seeded } from './random.ts';

/** The same by its definition, a px at a time. */
const interpolatePlainly = ({ width, height, cell, columns, rows }: CellGrid, values: Float32Array): Float32Array => {
  const out = new Float32Array(width * height);
  const across = new Float32Array(columns);
  const place = (x: number, count: number): [number, number] => {
    const g = Math.min(count - 1, Math.max(0, (x + 0.5) / cell - 0.5));
    const left = Math.min(Math.max(0, count - 2), Math.floor(g));
    return [left, count > 1 ? g - left : 0];
  };
  for (let y = 0; y < height; y++) {
    const [top, down] = place(y, rows);
    const below = Math.min(rows - 1, top + 1);
    for (let c = 0; c < columns; c++)
      across[c] = values[top * columns + c]! * (1 - down) + values[below * columns + c]! * down;
    for (let x = 0; x < width; x++) {
      const [left, share] = place(x, columns);
      const a = across[left]!;
      out[y * width + x] = columns === 1 ? a : a + (across[left + 1]! - a) * Math.fround(share);
    }
  }
  return out;
};

describe('interpolateRows', () => {
  it.each([
    [97, 61, 8],
    [40, 90, 13],
    [30, 20, 30],
    [31, 20, 12],
    [9, 9, 2],
    [64, 5, 64],
  ])('is bilinear between cell centres, to the bit: %i×%i px in cells of %i', (width, height, cell) => {
    const grid = layCells(width, height, cell);
    const random = seeded(width);
    const values = Float32Array.from({ length: grid.columns * grid.rows }, () => random());
    const out = new Float32Array(width * height);
    interpolateRows(grid, values, (y, line) => out.set(line, y * width));
    expect(out).toEqual(interpolatePlainly(grid, values));
  });
});
