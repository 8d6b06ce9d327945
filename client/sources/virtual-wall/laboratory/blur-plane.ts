/** Gaussian blur of one plane of floats, rows and columns after each other; the plane's border repeats itself. Any raster's px. */
import type { Size } from '../../../../calibration/frames.ts';
import { blurKernel } from '../sensor.ts';

/** Below this σ the outer taps weigh less than 8 bits can show. */
const SHARP = 0.2;

/**
 * Returns the plane itself when it stays sharp, else a new one. Stretches of rows that are all the same (stripes) are blurred once.
 */
export const blurPlane = (plane: Float32Array, { width, height }: Size, sigma: number): Float32Array => {
  if (sigma < SHARP) return plane;
  const kernel = blurKernel(sigma);
  const radius = kernel.length >> 1;
  const out = new Float32Array(plane.length);
  const row = new Float32Array(width + 2 * radius);
  const sums = new Float32Array(width);
  const same = sameAsAbove(plane, width, height);
  for (let y = 0; y < height; y++) {
    const from = y * width;
    if (isWithinSame(same, y, radius, height)) {
      out.copyWithin(from, from - width, from);
      continue;
    }
    // Down the columns first, from the rows about y; then along the row that this gives.
    const middle = kernel[radius]!;
    for (let x = 0; x < width; x++) sums[x] = middle * plane[from + x]!;
    for (let k = 1; k <= radius; k++) {
      const tap = kernel[radius + k]!;
      const up = Math.max(0, y - k) * width;
      const down = Math.min(height - 1, y + k) * width;
      for (let x = 0; x < width; x++) sums[x]! += tap * (plane[up + x]! + plane[down + x]!);
    }
    row.set(sums, radius);
    row.fill(sums[0]!, 0, radius);
    row.fill(sums[width - 1]!, width + radius);
    blurRow(row, kernel, out, from, width);
  }
  return out;
};

/** 1 where a row repeats the one above it. */
const sameAsAbove = (plane: Float32Array, width: number, height: number): Uint8Array => {
  const same = new Uint8Array(height);
  for (let y = 1; y < height; y++) {
    const from = y * width;
    let x = 0;
    while (x < width && plane[from + x] === plane[from + x - width]) x++;
    if (x === width) same[y] = 1;
  }
  return same;
};

/** The rows that row y and the one above it are made of are all the same. */
const isWithinSame = (same: Uint8Array, y: number, radius: number, height: number): boolean => {
  if (y - radius - 1 < 0 || y + radius >= height) return false;
  for (let k = y - radius; k <= y + radius; k++) if (same[k] === 0) return false;
  return true;
};

/** Symmetric taps: half the multiplications. */
const blurRow = (row: Float32Array, kernel: Float32Array, out: Float32Array, at: number, width: number): void => {
  const radius = kernel.length >> 1;
  const middle = kernel[radius]!;
  if (radius === 1) {
    const side = kernel[0]!;
    for (let x = 0; x < width; x++) out[at + x] = middle * row[x + 1]! + side * (row[x]! + row[x + 2]!);
    return;
  }
  if (radius === 2) {
    const [outer, inner] = [kernel[0]!, kernel[1]!];
    for (let x = 0; x < width; x++)
      out[at + x] = middle * row[x + 2]! + inner * (row[x + 1]! + row[x + 3]!) + outer * (row[x]! + row[x + 4]!);
    return;
  }
  for (let x = 0; x < width; x++) out[at + x] = middle * row[x + radius]!;
  for (let k = 0; k < radius; k++) {
    const tap = kernel[k]!;
    const far = 2 * radius - k;
    for (let x = 0; x < width; x++) out[at + x]! += tap * (row[x + k]! + row[x + far]!);
  }
};
