/**
 * How much the line climbs: the shear whose rows gather the ink most sharply.
 */
import type { ColumnBits } from './column-bits.ts';
import { searchPeak } from './search-peak.ts';

/** Columns that are moved together. */
const BLOCK = 8;
/** The steepest climb that is looked for. */
const STEEPEST = 0.2;

/** Rise of the writing per px to the right (y down), from the sharpest horizontal projection; short crops are trusted less. */
export function estimateSlope(strokes: ColumnBits): number {
  const { width: w, height: h } = strokes;
  const limit = Math.min(STEEPEST, Math.max(0, (w / h - 1.2) * 0.04));
  if (limit === 0) return 0;
  const blocks = sumBlocks(strokes);
  // Rows that the shear moves out of the crop land in the margins.
  const margin = Math.ceil((STEEPEST * w) / 2) + 2;
  const profile = new Float64Array(h + 2 * margin);
  const score = (slope: number): number => {
    projectRows(blocks, slope, w, margin, profile);
    return sumSquares(profile, margin, margin + h) * (1 - 5 * slope * slope);
  };
  return searchPeak(score, limit, 16);
}

/** The ink of each row under a shear, into `profile` from entry `margin` on; a block between two rows counts for both. */
function projectRows(
  { rows, first, last, sum }: Blocks,
  slope: number,
  w: number,
  margin: number,
  profile: Float64Array,
): void {
  profile.fill(0);
  for (let q = 0; q < first.length; q++) {
    const shift = slope * (q * BLOCK + BLOCK / 2 - w / 2);
    const whole = Math.floor(shift);
    const part = shift - whole;
    const rest = 1 - part;
    const up = margin - whole;
    // Each row of the profile gets its own row's share, then the next row's: the order in which they were always rounded.
    let next = sum[q * rows + first[q]!]!;
    let t = first[q]! + up;
    profile[t - 1] = Math.fround(profile[t - 1]! + next * part);
    for (let k = q * rows + first[q]! + 1, end = q * rows + last[q]! + 1; k <= end; k++, t++) {
      const own = next;
      next = sum[k]!;
      profile[t] = Math.fround(Math.fround(profile[t]! + own * rest) + next * part);
    }
  }
}

function sumSquares(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i]! * values[i]!;
  return sum;
}

/** How much ink each row of each block of columns has: of block q, row y is entry q · rows + y, one row of nothing below the last. */
interface Blocks {
  readonly rows: number;
  readonly sum: Uint8Array;
  /** The uppermost and the lowest row that has ink; in an empty block, both are the row of nothing. */
  readonly first: Uint8Array;
  readonly last: Uint8Array;
}

function sumBlocks({ width: w, height: h, top, bottom }: ColumnBits): Blocks {
  const blocks = Math.ceil(w / BLOCK);
  const rows = h + 2;
  const sum = new Uint8Array(blocks * rows);
  const first = new Uint8Array(blocks).fill(h);
  const last = new Uint8Array(blocks).fill(h);
  for (let q = 0; q < blocks; q++) {
    let upper = 0;
    let lower = 0;
    for (let x = q * BLOCK, end = Math.min(w, x + BLOCK); x < end; x++) {
      upper |= top[x]!;
      lower |= bottom[x]!;
      for (let left = top[x]!; left !== 0; left &= left - 1) sum[q * rows + 31 - Math.clz32(left & -left)]!++;
      for (let left = bottom[x]!; left !== 0; left &= left - 1) sum[q * rows + 63 - Math.clz32(left & -left)]!++;
    }
    if ((upper | lower) === 0) continue;
    first[q] = upper !== 0 ? 31 - Math.clz32(upper & -upper) : 63 - Math.clz32(lower & -lower);
    last[q] = lower !== 0 ? 63 - Math.clz32(lower) : 31 - Math.clz32(upper);
  }
  return { rows, sum, first, last };
}
