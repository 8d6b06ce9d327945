/**
 * How much the line climbs: the shear whose rows gather the ink most sharply.
 */
import { searchPeak } from './search-peak.ts';

/** Rise of the writing per px to the right (y down), from the sharpest horizontal projection; short crops are trusted less. */
export function estimateSlope(strokes: Uint8Array, w: number, h: number): number {
  const block = 8;
  const blocks = Math.ceil(w / block);
  const sums = new Float32Array(blocks * h);
  for (let y = 0; y < h; y++) for (let x = 0; x < w; x++) if (strokes[y * w + x]!) sums[(x >> 3) * h + y]!++;
  const limit = Math.min(0.2, Math.max(0, (w / h - 1.2) * 0.04));
  const score = (slope: number): number => {
    const profile = new Float32Array(h);
    for (let q = 0; q < blocks; q++) {
      const shift = slope * (q * block + block / 2 - w / 2);
      const whole = Math.floor(shift);
      const part = shift - whole;
      for (let y = 0; y < h; y++) {
        const value = sums[q * h + y]!;
        if (value === 0) continue;
        const t = y - whole;
        if (t >= 0 && t < h) profile[t]! += value * (1 - part);
        if (t >= 1 && t <= h) profile[t - 1]! += value * part;
      }
    }
    let sum = 0;
    for (const value of profile) sum += value * value;
    return sum * (1 - 5 * slope * slope);
  };
  return searchPeak(score, limit, 16);
}
