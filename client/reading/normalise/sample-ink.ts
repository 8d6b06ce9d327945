/**
 * Draws the ink map: the work plane through the affine map of the line.
 */
import type { LineToSource } from './line-to-source.ts';
import type { Plane } from './plane.ts';

/** Rows of the ink map. */
export const LINE_HEIGHT = 48;

/** Samples the work plane through `map` with up to 2×2 bilinear taps a pixel, then makes firm strokes full ink again. */
export function sampleInk(ink: Plane, width: number, map: LineToSource): Uint8Array {
  const out = new Float32Array(width * LINE_HEIGHT);
  const taps = map.a > 1.2 || map.e > 1.2 ? [-0.25, 0.25] : [0];
  const weight = 1 / taps.length ** 2;
  // Whether there is any ink at all is asked of the bits: they need no conversion.
  const bits = new Int32Array(ink.data.buffer, ink.data.byteOffset, ink.data.length);
  for (let v = 0; v < LINE_HEIGHT; v++)
    for (const dv of taps) for (const du of taps) addRow(ink, bits, map, du, v + dv, weight, out, v * width, width);
  return toBytes(out);
}

/** Adds the bilinear samples at (u + du, v) of a row to `width` pixels from `from` on; beyond the plane is paper. */
function addRow(
  { width: w, height: h, data }: Plane,
  bits: Int32Array,
  map: LineToSource,
  du: number,
  v: number,
  weight: number,
  out: Float32Array,
  from: number,
  width: number,
): void {
  const { a, d } = map;
  const right = w - 1;
  const bottom = h - 1;
  let x = a * du + map.b * v + map.c;
  let y = d * du + map.e * v + map.f;
  // Pixels `first` … `past` − 1 lie within the plane for sure, however the sums below are rounded; the few others are looked at.
  const first =
    from + Math.max(0, firstAbove(ROUNDING - x, a), firstAbove(ROUNDING - y, d), firstAbove(ROUNDING + y - bottom, -d));
  const past =
    from +
    Math.min(
      width,
      pastBelow(right - ROUNDING - x, a),
      pastBelow(bottom - ROUNDING - y, d),
      pastBelow(y - ROUNDING, -d),
    );
  const end = from + width;
  for (let at = from; at < end; at++, x += a, y += d) {
    if ((at < first || at >= past) && !(x >= 0 && y >= 0 && x < right && y < bottom)) continue;
    const x0 = x | 0;
    const y0 = y | 0;
    const i = y0 * w + x0;
    // Most of a line is paper.
    if ((bits[i]! | bits[i + 1]! | bits[i + w]! | bits[i + w + 1]!) === 0) continue;
    const topLeft = data[i]!;
    const bottomLeft = data[i + w]!;
    const fx = x - x0;
    const top = topLeft + (data[i + 1]! - topLeft) * fx;
    const below = bottomLeft + (data[i + w + 1]! - bottomLeft) * fx;
    out[at]! += weight * (top + (below - top) * (y - y0));
  }
}

/** Far more than the sum of a row's steps is wrong by, px. */
const ROUNDING = 1e-6;
/** The first u ≥ 0 from which on step · u ≥ least; Infinity where that is not known of any. */
const firstAbove = (least: number, step: number): number =>
  least <= 0 && step >= 0 ? 0 : step > 0 ? Math.ceil(least / step) : least <= 0 ? 0 : Number.POSITIVE_INFINITY;
/** One past the last u up to which step · u < most; 0 where that is not known of any. */
const pastBelow = (most: number, step: number): number =>
  most <= 0 ? 0 : step > 0 ? Math.floor(most / step) : Number.POSITIVE_INFINITY;

/** Bytes of which the firmest quarter of the ink is full, 255, though no more than three times as dark as it is. */
function toBytes(ink: Float32Array): Uint8Array {
  const gain = measureGain(ink);
  const bytes = new Uint8Array(ink.length);
  // Half and more is full ink, rounded to the nearest byte.
  for (let i = 0; i < ink.length; i++) {
    const value = ink[i]! * gain + 0.5;
    bytes[i] = Math.min(255, value);
  }
  return bytes;
}

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
