/**
 * How much the line climbs: the shear whose rows gather the ink most sharply.
 */
import { searchPeak } from './search-peak.ts';

/** Columns that are moved together. */
const BLOCK = 8;
/** The steepest climb that is looked for. */
const STEEPEST = 0.2;

/** Rise of the writing per px to the right (y down), from the sharpest horizontal projection; short crops are trusted less. */
export function estimateSlope(strokes: Uint8Array, w: number, h: number): number {
  const limit = Math.min(STEEPEST, Math.max(0, (w / h - 1.2) * 0.04));
  if (limit === 0) return 0;
  const blocks = sumBlocks(strokes, w, h);
  // Rows that the shear moves out of the crop land in the margins.
  const margin = Math.ceil((STEEPEST * w) / 2) + 2;
  const profile = new Float32Array(h + 2 * margin);
  const score = (slope: number): number => {
    projectRows(blocks, slope, w, margin, profile);
    return sumSquares(profile, margin, margin + h) * (1 - 5 * slope * slope);
  };
  return searchPeak(score, limit, 16);
}

/** The ink of each row under a shear, into `profile` from entry `margin` on; a block between two rows counts for both. */
function projectRows(
  { from, row, sum }: Blocks,
  slope: number,
  w: number,
  margin: number,
  profile: Float32Array,
): void {
  profile.fill(0);
  for (let q = 0; q < from.length - 1; q++) {
    const shift = slope * (q * BLOCK + BLOCK / 2 - w / 2);
    const whole = Math.floor(shift);
    const part = shift - whole;
    const rest = 1 - part;
    const up = margin - whole;
    for (let k = from[q]!, end = from[q + 1]!; k < end; k++) {
      const t = row[k]! + up;
      profile[t]! += sum[k]! * rest;
      profile[t - 1]! += sum[k]! * part;
    }
  }
}

function sumSquares(values: Float32Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i]! * values[i]!;
  return sum;
}

/** How much ink each row of each block of columns has, where it has any: of block q, entries from[q] … from[q + 1] − 1, top to bottom. */
interface Blocks {
  readonly from: Int32Array;
  readonly row: Int32Array;
  readonly sum: Float64Array;
}

function sumBlocks(strokes: Uint8Array, w: number, h: number): Blocks {
  const blocks = Math.ceil(w / BLOCK);
  const from = new Int32Array(blocks + 1);
  const row = new Int32Array(blocks * h);
  const sum = new Float64Array(blocks * h);
  let count = 0;
  for (let q = 0; q < blocks; q++) {
    const end = Math.min(w, (q + 1) * BLOCK);
    for (let y = 0; y < h; y++) {
      let inked = 0;
      for (let x = q * BLOCK; x < end; x++) inked += strokes[y * w + x]!;
      if (inked === 0) continue;
      row[count] = y;
      sum[count++] = inked;
    }
    from[q + 1] = count;
  }
  return { from, row, sum };
}
