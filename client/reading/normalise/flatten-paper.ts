/**
 * Takes the paper and its light away: how much darker than the paper around it each pixel is.
 * The paper tone is a high percentile of coarse cells, spread to their neighbours and interpolated.
 */
import { type InkKernels, inkKernels } from './ink-kernels.ts';
import type { Plane } from './plane.ts';

/** Darker paper is not believed. */
const LEAST_TONE = 8;

/** Turns grey, in place, into the share of the paper's light that the ink takes away, 0 … 1: one minus grey over the local paper tone. `kernels` null: without WebAssembly, which gives the same. */
export function flattenPaper(grey: Plane, kernels = inkKernels()): void {
  const { width: w, height: h } = grey;
  const cell = Math.max(8, Math.ceil(h / 3));
  const columns = Math.max(1, Math.ceil(w / cell));
  const rows = Math.max(1, Math.ceil(h / cell));
  const tone = measureTones(grey, cell, columns, rows);
  // A cell full of ink takes the tone of its brightest neighbour; the mean then keeps the tone smooth.
  const smooth = neighbourhood(neighbourhood(tone, columns, rows, true), columns, rows, false);
  const light = kernels === null ? inJavaScript(grey) : inMemory(kernels, grey);
  const { above, below } = light;
  for (let y = 0, interpolated = -1; y < h; y++) {
    const gy = Math.min(rows - 1, Math.max(0, (y + 0.5) / cell - 0.5));
    const r0 = Math.floor(gy);
    // The two rows of cells around y change every `cell` rows only.
    if (r0 !== interpolated) {
      interpolateRow(smooth, columns, r0, cell, above);
      interpolateRow(smooth, columns, Math.min(rows - 1, r0 + 1), cell, below);
      interpolated = r0;
    }
    light.flattenRow(y, gy - r0);
  }
  light.finish();
}

/** Where a plane is flattened: the paper's tone in the rows of cells above and below, a row that lies `part` of the way down, the end. */
interface Light {
  readonly above: Float64Array;
  readonly below: Float64Array;
  flattenRow(y: number, part: number): void;
  finish(): void;
}

function inJavaScript({ width: w, data }: Plane): Light {
  const [above, below] = [new Float64Array(w), new Float64Array(w)];
  return {
    above,
    below,
    flattenRow: (y, part) => flattenPixels(data, y * w, 0, above, below, part),
    finish: () => {},
  };
}

function inMemory({ room, flattenRow }: InkKernels, { width: w, data }: Plane): Light {
  const { buffer, at } = room(STATE_BYTES, 8 * w, 8 * w, 4 * data.length);
  const [told, aboveAt, belowAt, from] = at as [number, number, number, number];
  const above = new Float64Array(buffer, aboveAt, w);
  const below = new Float64Array(buffer, belowAt, w);
  const state = new Float64Array(buffer, told, STATE_BYTES / 8);
  const plane = new Float32Array(buffer, from, data.length);
  plane.set(data);
  return {
    above,
    below,
    flattenRow: (y, part) => {
      state.set([1 - part, 1 - part, part, part, LEAST_TONE, LEAST_TONE]);
      if (w > 1) flattenRow(from + 4 * y * w, aboveAt, belowAt, told, w >> 1);
      // An odd pixel at the end has no other.
      if (w % 2 === 1) flattenPixels(plane, y * w, w - 1, above, below, part);
    },
    finish: () => data.set(plane),
  };
}
const STATE_BYTES = 48;

/** The paper lies between the tones of the cells above and below, `part` of the way down. Of a row that begins at `from`, the pixels from `first` on. */
function flattenPixels(
  data: Float32Array,
  from: number,
  first: number,
  above: Float64Array,
  below: Float64Array,
  part: number,
): void {
  const rest = 1 - part;
  for (let x = first, at = from + first; x < above.length; x++, at++) {
    const tone = above[x]! * rest + below[x]! * part;
    const darker = 1 - data[at]! / Math.max(LEAST_TONE, tone);
    // Never below 0, and without a branch: whether noise is above the paper's tone cannot be foretold.
    data[at] = (darker + Math.abs(darker)) * 0.5;
  }
}

/** The 80th percentile of each cell's greys, its bright part: that survives half a cell of ink and a little glare. */
function measureTones({ width: w, height: h, data }: Plane, cell: number, columns: number, rows: number): Float32Array {
  const tone = new Float32Array(columns * rows);
  const bits = new Int32Array(data.buffer, data.byteOffset, data.length);
  const even = new Int32Array(LEVELS);
  const odd = new Int32Array(LEVELS);
  for (let r = 0; r < rows; r++) {
    const yEnd = Math.min(h, (r + 1) * cell);
    for (let q = 0; q < columns; q++) {
      const xEnd = Math.min(w, (q + 1) * cell);
      even.fill(0);
      odd.fill(0);
      for (let y = r * cell; y < yEnd; y++) countLevels(bits, y * w + q * cell, y * w + xEnd, even, odd);
      const bright = (yEnd - r * cell) * (xEnd - q * cell) * 0.2;
      let level = LEVELS - 1;
      for (let above = even[level]! + odd[level]!; level > 0 && above < bright; ) {
        level--;
        above += even[level]! + odd[level]!;
      }
      tone[r * columns + q] = greyOf(level);
    }
  }
  return tone;
}

/**
 * Greys are counted by the upper half of their float32's bits, which rises with them and parts whole numbers up to 255 at least: to take it
 * costs less than to round. In two histograms, as equal neighbours would wait for each other's count.
 */
function countLevels(bits: Int32Array, from: number, end: number, even: Int32Array, odd: Int32Array): void {
  let at = from;
  for (; at < end - 1; at += 2) {
    even[Math.max(0, (bits[at]! >> 16) - LEVEL_ZERO)]!++;
    odd[Math.max(0, (bits[at + 1]! >> 16) - LEVEL_ZERO)]!++;
  }
  if (at < end) even[Math.max(0, (bits[at]! >> 16) - LEVEL_ZERO)]!++;
}

/** The upper half of the last float32 below 1: all greys below 1 are level 0. */
const LEVEL_ZERO = 0x3f7f;
/** 128 an octave, up to 256. */
const LEVELS = 1 + 8 * 128;
/** The whole grey that a level begins with or lies above. */
const greyOf = (level: number): number =>
  level === 0 ? 0 : Math.floor(2 ** ((level - 1) >> 7) * (1 + ((level - 1) & 127) / 128));

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
