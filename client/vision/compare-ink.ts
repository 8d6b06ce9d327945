/**
 * How much darker than bare paper each pixel is, and which pixels look like ink by that alone.
 * Frame: canvas raster. Method: darkness against the interpolated paper tone, then a threshold relative to the darkest place within
 * a pen's width, so that a soft pencil and the blurred rim of a marker are told apart (after Sauvola and Pietikäinen, 2000).
 */

import { LINEAR_OF_CODE } from '../../calibration/srgb.ts';
import { type CellGrid, interpolateRows, layCells } from './cell-grid.ts';

/** The least darkness that can be ink, where the picture is free of noise: hard pencil, one pixel wide. */
const FAINTEST = 0.11;
/** Darkness of a stroke's core in units of the noise's deviation. */
const CORE_SIGMAS = 5.5;
/** A pixel belongs to a stroke if it has this share of the darkness of the core beside it. */
const RIM_SHARE = 0.42;
/** Reach of the core, mm: half a pen stroke. */
const CORE_REACH_MM = 0.25;

/** Reach of the local mean of darkness, in cells: wider than a pen stroke by far, narrower than a crease's shade. */
const FLATTEN_CELLS = 0.45;
const BLOCKS_A_CELL = 5;
/** Light beside a pixel must not make the pixel look darker: brightness counts this share of what darkness does. */
const BRIGHT_SHARE = 0.2;

/** Share of the paper's light that is missing at each pixel of `even`: 0 = paper, 1 = no light at all, below 0 = brighter than paper. */
export const measureDarkness = (
  grid: CellGrid,
  background: Float32Array,
  even: Uint8Array,
  darkness: Float32Array,
): void => {
  interpolateRows(grid, background, (y, line) => {
    for (let x = 0, i = y * grid.width; x < grid.width; x++, i++)
      darkness[i] = 1 - LINEAR_OF_CODE[even[i]!]! / line[x]!;
  });
};

/**
 * Takes away what is dark over more than a pen's reach (creases, soft shadows, the coarse background's error): the local mean of darkness, where ink
 * counts no more than `clip`. In place. The mean is smooth, so it is worked out on blocks of a few pixels.
 */
export const flattenDarkness = ({ width, height, cell }: CellGrid, darkness: Float32Array, clip: number): void => {
  const side = Math.max(2, Math.round(cell / BLOCKS_A_CELL));
  const blocks = layCells(width, height, side);
  const { columns, rows } = blocks;
  const sums = new Float32Array(columns * rows);
  const low = -BRIGHT_SHARE * clip;
  for (let y = 0; y < height; y++) {
    const row = Math.min(rows - 1, Math.floor(y / side)) * columns;
    let i = y * width;
    for (let c = 0; c < columns; c++) {
      const end = y * width + (c === columns - 1 ? width : (c + 1) * side);
      let sum = 0;
      for (; i < end; i++) {
        const d = darkness[i]!;
        sum += d > clip ? clip : Math.max(d, low);
      }
      sums[row + c] = sums[row + c]! + sum;
    }
  }
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      const wide = c === columns - 1 ? width - c * side : side;
      const high = r === rows - 1 ? height - r * side : side;
      sums[r * columns + c] = sums[r * columns + c]! / (wide * high);
    }
  const reach = Math.max(1, Math.round((FLATTEN_CELLS * cell) / side));
  interpolateRows(blocks, meanOver(sums, columns, rows, reach), (y, line) => {
    for (let x = 0, i = y * width; x < width; x++, i++) darkness[i] = darkness[i]! - line[x]!;
  });
};

/** Mean over a square of blocks, `reach` to each side. */
const meanOver = (values: Float32Array, columns: number, rows: number, reach: number): Float32Array => {
  const out = new Float32Array(values.length);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      let sum = 0;
      let count = 0;
      for (let y = Math.max(0, r - reach); y <= Math.min(rows - 1, r + reach); y++)
        for (let x = Math.max(0, c - reach); x <= Math.min(columns - 1, c + reach); x++) {
          sum += values[y * columns + x]!;
          count++;
        }
      out[r * columns + c] = sum / count;
    }
  return out;
};

/** Standard deviation of bare paper's darkness: the spread below the median, where there is no ink. */
export const measureNoise = (darkness: Float32Array): number => {
  const bins = new Uint32Array(400);
  let count = 0;
  for (let i = 0; i < darkness.length; i += 3) {
    const d = darkness[i]!;
    // Exactly zero: the pixel was left out, its light is not known.
    if (d < -0.5 || d >= 0.5 || d === 0) continue;
    bins[((d + 0.5) * 400) | 0]!++;
    count++;
  }
  if (count < 100) return 0.02;
  const quantile = (share: number): number => {
    let sum = 0;
    for (let b = 0; b < 400; b++) {
      sum += bins[b]!;
      if (sum >= share * count) return b / 400 - 0.5;
    }
    return 0;
  };
  return Math.max(0.004, quantile(0.5) - quantile(0.16));
};

/** The darkness from which a pixel is a stroke's core. */
export const coreThreshold = (noise: number): number => Math.min(0.35, Math.max(FAINTEST, CORE_SIGMAS * noise));

/** Half a pen's width, px. */
export const coreReach = (pxPerMm: number): number => Math.max(1, Math.round(CORE_REACH_MM * pxPerMm));

/** The darkest pixel (0…255) within `reach` px of each pixel; 0 where nothing is as dark as `core`. */
export const localCore = (
  width: number,
  height: number,
  reach: number,
  darkness: Float32Array,
  core: number,
): Uint8Array => {
  const darkest = new Uint8Array(width * height);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const d = darkness[i]!;
      if (d < core) continue;
      const byte = (d * 255) | 0;
      const right = Math.min(width - 1, x + reach);
      for (let v = Math.max(0, y - reach); v <= Math.min(height - 1, y + reach); v++)
        for (let j = v * width + Math.max(0, x - reach), end = v * width + right; j <= end; j++)
          if (darkest[j]! < byte) darkest[j] = byte;
    }
  return darkest;
};

/** Darkness (0…1) above which a pixel beside a core of `darkest` (0…255) is ink; 2 = none nearby. */
export const inkThreshold = (darkest: number, core: number): number =>
  darkest < core * 255 ? 2 : Math.max(core * 0.55, (RIM_SHARE * darkest) / 255);
