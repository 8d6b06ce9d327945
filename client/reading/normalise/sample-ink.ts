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
  for (const dv of taps) for (const du of taps) addTap(ink, width, map, du, dv, 1 / taps.length ** 2, out);
  return toBytes(out, measureGain(out));
}

/** Adds the bilinear sample at (u + du, v + dv) to every pixel (u, v); beyond the plane is paper. */
function addTap(
  { width: w, height: h, data }: Plane,
  width: number,
  map: LineToSource,
  du: number,
  dv: number,
  weight: number,
  out: Float32Array,
): void {
  const { a, d } = map;
  for (let v = 0, at = 0; v < LINE_HEIGHT; v++) {
    let x = a * du + map.b * (v + dv) + map.c;
    let y = d * du + map.e * (v + dv) + map.f;
    for (let u = 0; u < width; u++, at++, x += a, y += d) {
      if (!(x >= 0 && y >= 0 && x < w - 1 && y < h - 1)) continue;
      const x0 = x | 0;
      const y0 = y | 0;
      const i = y0 * w + x0;
      const topLeft = data[i]!;
      const bottomLeft = data[i + w]!;
      const fx = x - x0;
      const top = topLeft + (data[i + 1]! - topLeft) * fx;
      const bottom = bottomLeft + (data[i + w + 1]! - bottomLeft) * fx;
      out[at]! += weight * (top + (bottom - top) * (y - y0));
    }
  }
}

/** What makes the firmest quarter of the ink full ink, 255, though no more than three times as dark as it is. */
function measureGain(ink: Float32Array): number {
  const bins = new Int32Array(256);
  let inked = 0;
  for (let i = 0; i < ink.length; i++)
    if (ink[i]! > 0.2) {
      bins[Math.min(255, (ink[i]! * 255) | 0)]!++;
      inked++;
    }
  let firm = 255;
  for (let sum = 0; firm > 64 && sum < inked * 0.25; ) sum += bins[firm--]!;
  return 255 * Math.min(3, 255 / firm);
}

function toBytes(ink: Float32Array, gain: number): Uint8Array {
  const bytes = new Uint8Array(ink.length);
  for (let i = 0; i < ink.length; i++) if (ink[i]! > 0) bytes[i] = Math.min(255, Math.round(ink[i]! * gain));
  return bytes;
}
