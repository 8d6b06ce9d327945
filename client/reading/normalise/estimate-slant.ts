/**
 * How much the letters lean: the shear with the most energy in vertical runs (after Vinciarelli and Luettin, 2001).
 */
import { searchPeak } from './search-peak.ts';

/** Shear of the writing, px to the right per px upward, where the squared lengths of vertical runs are greatest. */
export function estimateSlant(strokes: Uint8Array, w: number, h: number): number {
  // Half resolution is enough for the angle and four times as fast.
  const hw = w >> 1;
  const hh = h >> 1;
  // Only ink makes runs, and most is paper: the columns of the ink of row y are entries from[y] … from[y + 1] − 1.
  const inked = new Int32Array(hw * hh);
  const from = new Int32Array(hh + 1);
  let count = 0;
  for (let y = 0; y < hh; y++) {
    for (let x = 0, i = 2 * y * w; x < hw; x++, i += 2)
      if (strokes[i]! | strokes[i + 1]! | strokes[i + w]! | strokes[i + w + 1]!) inked[count++] = x;
    from[y + 1] = count;
  }
  const pad = hh;
  // The length of the run that each sheared column is in, and the row that it would go on in.
  const run = new Int32Array(hw + 2 * pad);
  const next = new Int32Array(hw + 2 * pad);
  return searchPeak((slant) => sumRuns(inked, from, slant, pad, run, next) * (1 - 0.1 * slant * slant), 0.9, 9);
}

/** The squared lengths of all vertical runs under a shear. */
function sumRuns(
  inked: Int32Array,
  from: Int32Array,
  slant: number,
  pad: number,
  run: Int32Array,
  next: Int32Array,
): number {
  next.fill(-1);
  const rows = from.length - 1;
  let sum = 0;
  for (let y = 0; y < rows; y++) {
    const shift = Math.round(slant * (y - rows / 2)) + pad;
    for (let k = from[y]!, end = from[y + 1]!; k < end; k++) {
      const at = inked[k]! + shift;
      const length = next[at] === y ? run[at]! : 0;
      // From a square to the next larger one.
      sum += 2 * length + 1;
      run[at] = length + 1;
      next[at] = y + 1;
    }
  }
  return sum;
}
