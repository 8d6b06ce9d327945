/**
 * How much the letters lean: the shear with the most energy in vertical runs (after Vinciarelli and Luettin, 2001).
 */
import { searchPeak } from './search-peak.ts';

/** Shear of the writing, px to the right per px upward, where the squared lengths of vertical runs are greatest. */
export function estimateSlant(strokes: Uint8Array, w: number, h: number): number {
  // Half resolution is enough for the angle and four times as fast.
  const hw = w >> 1;
  const hh = h >> 1;
  const half = new Uint8Array(hw * hh);
  for (let y = 0; y < hh; y++)
    for (let x = 0; x < hw; x++) {
      const i = 2 * y * w + 2 * x;
      half[y * hw + x] = strokes[i]! | strokes[i + 1]! | strokes[i + w]! | strokes[i + w + 1]!;
    }
  const pad = hh;
  const run = new Int32Array(hw + 2 * pad);
  const score = (slant: number): number => {
    run.fill(0);
    let sum = 0;
    for (let y = 0; y < hh; y++) {
      const shift = Math.round(slant * (y - hh / 2)) + pad;
      for (let x = 0; x < hw; x++) {
        const at = x + shift;
        if (half[y * hw + x]!) run[at]!++;
        else if (run[at]! > 0) {
          sum += run[at]! ** 2;
          run[at] = 0;
        }
      }
    }
    for (const value of run) sum += value * value;
    return sum * (1 - 0.1 * slant * slant);
  };
  return searchPeak(score, 0.9, 9);
}
