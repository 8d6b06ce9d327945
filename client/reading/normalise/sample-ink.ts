/**
 * Draws the ink map: the work plane through the affine map of the line.
 */
import type { LineToSource } from './line-to-source.ts';
import type { Plane } from './plane.ts';

/** Rows of the ink map. */
export const LINE_HEIGHT = 48;

/** Samples the work plane through `map` with up to 2×2 bilinear taps a pixel, then makes firm strokes full ink again. */
export function sampleInk(ink: Plane, width: number, map: LineToSource): Uint8Array {
  const { width: w, height: h, data } = ink;
  const out = new Float32Array(width * LINE_HEIGHT);
  const taps = map.a > 1.2 || map.e > 1.2 ? [-0.25, 0.25] : [0];
  const weight = 1 / taps.length ** 2;
  for (const dv of taps)
    for (const du of taps)
      for (let v = 0; v < LINE_HEIGHT; v++) {
        let x = map.a * du + map.b * (v + dv) + map.c;
        let y = map.d * du + map.e * (v + dv) + map.f;
        for (let u = 0; u < width; u++, x += map.a, y += map.d) {
          const x0 = Math.floor(x);
          const y0 = Math.floor(y);
          if (x0 < 0 || y0 < 0 || x0 >= w - 1 || y0 >= h - 1) continue;
          const fx = x - x0;
          const i = y0 * w + x0;
          const top = data[i]! + (data[i + 1]! - data[i]!) * fx;
          const bottom = data[i + w]! + (data[i + w + 1]! - data[i + w]!) * fx;
          out[v * width + u]! += weight * (top + (bottom - top) * (y - y0));
        }
      }
  const bins = new Int32Array(256);
  let inked = 0;
  for (const value of out)
    if (value > 0.2) {
      bins[Math.min(255, (value * 255) | 0)]!++;
      inked++;
    }
  let firm = 255;
  for (let sum = 0; firm > 64 && sum < inked * 0.25; ) sum += bins[firm--]!;
  const gain = 255 * Math.min(3, 255 / firm);
  const bytes = new Uint8Array(out.length);
  for (let i = 0; i < out.length; i++) bytes[i] = Math.min(255, Math.round(out[i]! * gain));
  return bytes;
}
