/**
 * Draws the ink map: the work plane through the affine map of the line.
 */
import { type InkKernels, inkKernels } from './ink-kernels.ts';
import type { LineToSource } from './line-to-source.ts';
import type { Plane } from './plane.ts';

/** Rows of the ink map. */
export const LINE_HEIGHT = 48;

/**
 * Samples the work plane through `map` with up to 2×2 bilinear taps a pixel, then makes firm strokes full ink again. `kernels` null: without WebAssembly,
 * which gives the same.
 */
export function sampleInk(ink: Plane, width: number, map: LineToSource, kernels = inkKernels()): Uint8Array {
  const taps = map.a > 1.2 || map.e > 1.2 ? [-0.25, 0.25] : [0];
  const canvas = kernels === null ? inJavaScript(ink, width) : inMemory(kernels, ink, width);
  const weight = 1 / taps.length ** 2;
  for (let v = 0; v < LINE_HEIGHT; v++)
    for (const dv of taps) for (const du of taps) addRow(canvas, map, du, v + dv, weight, v * width, width);
  return canvas.toBytes(measureGain(canvas.out));
}

/** Where a line is drawn from and to. */
interface Canvas extends Plane {
  readonly out: Float32Array;
  /** Adds the samples at (x, y) + i · (a, d) to `count` pixels from `at` on, all of them within the plane. Gives x and y after the last. */
  addWithin(
    at: number,
    count: number,
    x: number,
    y: number,
    map: LineToSource,
    weight: number,
  ): readonly [number, number];
  /** Of `out`, the nearest bytes to `gain` times as much; half and more is full ink. */
  toBytes(gain: number): Uint8Array;
}

function inJavaScript(ink: Plane, width: number): Canvas {
  const { width: w, data } = ink;
  const out = new Float32Array(width * LINE_HEIGHT);
  return {
    ...ink,
    out,
    addWithin(at, count, x, y, { a, d }, weight) {
      for (let i = at; i < at + count; i++, x += a, y += d) addSample(data, w, x, y, weight, out, i);
      return [x, y];
    },
    toBytes(gain) {
      const bytes = new Uint8Array(out.length);
      for (let i = 0; i < out.length; i++) bytes[i] = Math.min(255, out[i]! * gain + 0.5);
      return bytes;
    },
  };
}

/** In the kernel's memory: what it is told and tells, the plane, the line. */
function inMemory({ room, addSamples, toBytes }: InkKernels, ink: Plane, width: number): Canvas {
  const size = width * LINE_HEIGHT;
  const { buffer, at: addresses } = room(STATE_BYTES, 4 * ink.data.length, 4 * size, size);
  const [told, from, to, into] = addresses as [number, number, number, number];
  const data = new Float32Array(buffer, from, ink.data.length);
  data.set(ink.data);
  const out = new Float32Array(buffer, to, size).fill(0);
  const state = new Float64Array(buffer, told, STATE_BYTES / 8);
  return {
    ...ink,
    data,
    out,
    addWithin(at, count, x, y, { a, d }, weight) {
      state.set([x, y, a, d, 4, 4 * ink.width, weight, weight]);
      addSamples(from, 4 * ink.width, told, to + 4 * at, count);
      return [state[0]!, state[1]!];
    },
    toBytes(gain) {
      state.fill(gain, 0, 2);
      // As many rows as four pixels go into.
      toBytes(to, told, into, size / 4);
      return new Uint8Array(buffer, into, size).slice();
    },
  };
}
const STATE_BYTES = 64;

/** Adds the bilinear samples at (u + du, v) of a row to `width` pixels from `from` on; beyond the plane is paper. */
function addRow(
  canvas: Canvas,
  map: LineToSource,
  du: number,
  v: number,
  weight: number,
  from: number,
  width: number,
): void {
  const { width: w, height: h, data, out } = canvas;
  const { a, d } = map;
  const right = w - 1;
  const bottom = h - 1;
  let x = a * du + map.b * v + map.c;
  let y = d * du + map.e * v + map.f;
  // Pixels `first` … `past` − 1 lie within the plane for sure, however the sums below are rounded; the few others are looked at.
  const first = Math.max(
    0,
    firstAbove(ROUNDING - x, a),
    firstAbove(ROUNDING - y, d),
    firstAbove(ROUNDING + y - bottom, -d),
  );
  const past = Math.min(
    width,
    pastBelow(right - ROUNDING - x, a),
    pastBelow(bottom - ROUNDING - y, d),
    pastBelow(y - ROUNDING, -d),
  );
  for (let u = 0; u < width; u++, x += a, y += d) {
    if (u === first && u < past) {
      [x, y] = canvas.addWithin(from + u, past - u, x, y, map, weight);
      u = past;
      if (u === width) return;
    }
    if (x >= 0 && y >= 0 && x < right && y < bottom) addSample(data, w, x, y, weight, out, from + u);
  }
}

function addSample(
  data: Float32Array,
  w: number,
  x: number,
  y: number,
  weight: number,
  out: Float32Array,
  at: number,
): void {
  const x0 = x | 0;
  const y0 = y | 0;
  const i = y0 * w + x0;
  const topLeft = data[i]!;
  const topRight = data[i + 1]!;
  const bottomLeft = data[i + w]!;
  const bottomRight = data[i + w + 1]!;
  // Most of a line is paper.
  if (topLeft === 0 && topRight === 0 && bottomLeft === 0 && bottomRight === 0) return;
  const fx = x - x0;
  const top = topLeft + (topRight - topLeft) * fx;
  const below = bottomLeft + (bottomRight - bottomLeft) * fx;
  out[at]! += weight * (top + (below - top) * (y - y0));
}

/** Far more than the sum of a row's steps is wrong by, px. */
const ROUNDING = 1e-6;
/** The first u ≥ 0 from which on step · u ≥ least; Infinity where that is not known of any. */
const firstAbove = (least: number, step: number): number =>
  least <= 0 && step >= 0 ? 0 : step > 0 ? Math.ceil(least / step) : least <= 0 ? 0 : Number.POSITIVE_INFINITY;
/** One past the last u up to which step · u < most; 0 where that is not known of any. */
const pastBelow = (most: number, step: number): number =>
  most <= 0 ? 0 : step > 0 ? Math.floor(most / step) : Number.POSITIVE_INFINITY;

/** The gain to bytes of which the firmest quarter of the ink is full, 255, though no more than three times as dark as it is. */
function measureGain(ink: Float32Array): number {
  const bins = new Int32Array(256);
  let inked = 0;
  for (let i = 0; i < ink.length; i++) {
    const value = ink[i]!;
    if (!(value > 0.2)) continue;
    bins[Math.min(255, (value * 255) | 0)]!++;
    inked++;
  }
  let firm = 255;
  for (let sum = 0; firm > 64 && sum < inked * 0.25; ) sum += bins[firm--]!;
  return 255 * Math.min(3, 255 / firm);
}
