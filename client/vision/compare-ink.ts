/**
 * How much darker than bare paper each pixel is, and which pixels look like ink by that alone.
 * Frame: canvas raster. Method: darkness against the interpolated paper tone, then a threshold relative to the darkest place within
 * a pen's width, so that a soft pencil and the blurred rim of a marker are told apart (after Sauvola and Pietikäinen, 2000).
 */
import { type CellGrid, interpolateRows } from './cell-grid.ts';
import { LINEAR_OF_BYTE } from './linear-light.ts';

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

/** Share of the paper's light that is missing at each pixel of `even`: 0 = paper, 1 = no light at all, below 0 = brighter than paper. */
export const measureDarkness = (
  grid: CellGrid,
  background: Float32Array,
  even: Uint8Array,
  darkness: Float32Array,
): void => {
  interpolateRows(grid, background, (y, line) => {
    for (let x = 0, i = y * grid.width; x < grid.width; x++, i++)
      darkness[i] = 1 - LINEAR_OF_BYTE[even[i]!]! / line[x]!;
  });
};

/**
 * Takes away what is dark over more than a pen's reach (creases, soft shadows, the coarse background's error): the local mean of darkness, where ink
 * counts no more than `clip`. In place.
 */
export const flattenDarkness = ({ width, height, cell }: CellGrid, darkness: Float32Array, clip: number): void => {
  const radius = Math.max(2, Math.round(FLATTEN_CELLS * cell));
  const across = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const at = y * width;
    let sum = 0;
    let count = 0;
    for (let x = 0; x < Math.min(width, radius); x++) {
      sum += clamp(darkness[at + x]!, clip);
      count++;
    }
    for (let x = 0; x < width; x++) {
      if (x + radius < width) {
        sum += clamp(darkness[at + x + radius]!, clip);
        count++;
      }
      if (x - radius > 0) {
        sum -= clamp(darkness[at + x - radius - 1]!, clip);
        count--;
      }
      across[at + x] = sum / count;
    }
  }
  const sums = new Float32Array(width);
  let count = 0;
  for (let y = -radius; y < height; y++) {
    const enter = y + radius;
    const leave = y - radius - 1;
    if (enter < height) {
      count++;
      for (let x = 0, i = enter * width; x < width; x++, i++) sums[x] = sums[x]! + across[i]!;
    }
    if (leave >= 0) {
      count--;
      for (let x = 0, i = leave * width; x < width; x++, i++) sums[x] = sums[x]! - across[i]!;
    }
    if (y < 0) continue;
    for (let x = 0, i = y * width; x < width; x++, i++) darkness[i] = darkness[i]! - sums[x]! / count;
  }
};

/** Light beside a pixel must not make the pixel look darker: brightness hardly counts. */
const clamp = (d: number, clip: number): number => (d > clip ? clip : Math.max(d, -0.2 * clip));

/** Standard deviation of bare paper's darkness: the spread below the median, where there is no ink. */
export const measureNoise = (darkness: Float32Array): number => {
  const bins = new Uint32Array(400);
  let count = 0;
  for (let i = 0; i < darkness.length; i += 3) {
    const d = darkness[i]!;
    if (d < -0.5 || d >= 0.5) continue;
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

/**
 * The darkness that each pixel must exceed to be ink: the core threshold, or a share of the darkest pixel nearby.
 * `darkest` receives the local maximum of darkness (0…255).
 */
export const localCore = (
  width: number,
  height: number,
  pxPerMm: number,
  darkness: Float32Array,
  darkest: Uint8Array,
): void => {
  const reach = Math.max(1, Math.round(CORE_REACH_MM * pxPerMm));
  const across = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const at = y * width;
    for (let x = 0; x < width; x++) {
      const from = Math.max(0, x - reach);
      const to = Math.min(width - 1, x + reach);
      let most = 0;
      for (let t = from; t <= to; t++) {
        const d = darkness[at + t]!;
        if (d > most) most = d;
      }
      across[at + x] = most * 255;
    }
  }
  for (let y = 0; y < height; y++) {
    const from = Math.max(0, y - reach);
    const to = Math.min(height - 1, y + reach);
    const at = y * width;
    for (let x = 0; x < width; x++) {
      let most = 0;
      for (let t = from; t <= to; t++) {
        const d = across[t * width + x]!;
        if (d > most) most = d;
      }
      darkest[at + x] = most;
    }
  }
};

/** Darkness (0…1) above which a pixel beside a core of `darkest` (0…255) is ink; 2 = none nearby. */
export const inkThreshold = (darkest: number, core: number): number =>
  darkest < core * 255 ? 2 : Math.max(core * 0.55, (RIM_SHARE * darkest) / 255);
