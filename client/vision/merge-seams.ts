/**
 * Joins seams of different blocks that are one line of writing: words so far apart, or so differently tall, that they were grouped apart.
 * Frame: canvas raster px.
 */
import { type Seam, seamAt, seamRight } from './find-seams.ts';

/** Letter heights may differ by this ratio within one line; by more where the lower one is a word of low letters alone ("women", "sun"), not one of several lines of small print. */
const HEIGHT_RATIO = 2.2;
const LOW_WORD_RATIO = 4;
/** Gap and offset in letter heights. */
const GAP = 4;
const OFFSET = 0.6;

export const mergeSeams = (seams: readonly Seam[]): Seam[] => {
  const out = [...seams].sort((a, b) => a.left - b.left);
  for (let i = 0; i < out.length; i++)
    for (let j = 0; j < out.length; j++) {
      const a = out[i];
      const b = out[j];
      if (!a || !b || i === j || b.left < a.left) continue;
      const small = Math.min(a.letterHeight, b.letterHeight);
      const large = Math.max(a.letterHeight, b.letterHeight);
      const gap = b.left - seamRight(a);
      // Words of one line do not stand above each other.
      const most = isAlone(a.letterHeight < b.letterHeight ? a : b, [a, b], out) ? LOW_WORD_RATIO : HEIGHT_RATIO;
      if (large > most * small || gap > GAP * large || gap < -0.25 * (seamRight(b) - b.left) - large) continue;
      const x = (seamRight(a) + b.left) / 2;
      if (Math.abs(seamAt(a, x) - seamAt(b, x)) > OFFSET * small) continue;
      out[i] = join(a, b);
      out.splice(j, 1);
      i = -1;
      break;
    }
  return out;
};

/** Whether no third line stands above or below a low one within the taller one's letter height. */
const isAlone = (low: Seam, pair: readonly Seam[], all: readonly Seam[]): boolean => {
  const middle = (low.left + seamRight(low)) / 2;
  const reach = Math.max(...pair.map((s) => s.letterHeight));
  return all.every(
    (s) =>
      pair.includes(s) ||
      middle < s.left ||
      middle > seamRight(s) ||
      Math.abs(seamAt(s, middle) - seamAt(low, middle)) > reach,
  );
};

const join = (a: Seam, b: Seam): Seam => {
  const right = Math.max(seamRight(a), seamRight(b));
  const samples = Math.max(2, Math.round((right - a.left) / a.step) + 1);
  const meet = (seamRight(a) + b.left) / 2;
  const y = new Float32Array(samples);
  for (let i = 0; i < samples; i++) {
    const x = a.left + i * a.step;
    y[i] = x < meet ? seamAt(a, x) : seamAt(b, x);
  }
  const wa = seamRight(a) - a.left;
  const wb = seamRight(b) - b.left;
  return {
    ...a,
    y,
    slope: (a.slope * wa + b.slope * wb) / Math.max(1, wa + wb),
    letterHeight: (a.letterHeight * wa + b.letterHeight * wb) / Math.max(1, wa + wb),
  };
};
