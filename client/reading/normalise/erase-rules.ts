/**
 * Ruled lines: long thin straight lines across the crop, found by counting ink along sheared rows.
 */
import { takeColumns } from './column-bits.ts';
import type { Plane } from './plane.ts';
import { RULE_DIMMED } from './rule-dimmed.ts';

/** A ruled line is inked in this share of the crop's columns; the baseline of joined-up writing stays below. */
const RULE_COVER = 0.77;
/** The same for crops of a word or two, whose baseline may be joined from end to end. */
const RULE_COVER_SHORT = 0.9;
/** Every which column is looked at when ruled lines are searched. */
const RULE_STEP = 3;

/**
 * Finds up to three long thin straight lines across the crop. In `ink`, which is measured, they are erased; in `visible`,
 * which is read, they are only dimmed, because the bowls of letters that stand on a line would go with it. Strokes that
 * cross stay as they are. Returns the lines' slope, null where there is none.
 */
export function eraseRules(ink: Plane, visible: Plane): number | null {
  const { width: w, height: h } = ink;
  if (w < 1.2 * h) return null;
  const cover = w < 6 * h ? RULE_COVER_SHORT : RULE_COVER;
  const columns = Math.ceil(w / RULE_STEP);
  let slope: number | null = null;
  for (let found = 0; found < 3; found++) {
    const inked = countInked(ink);
    let best = 0;
    let bestRow = 0;
    let bestSlope = 0;
    const count = new Int32Array(h * 2);
    for (let step = -6; step <= 6; step++) {
      const tilt = step * 0.01;
      if (slope !== null && Math.abs(tilt - slope) > 0.011) continue;
      count.fill(0);
      // Columns are counted together as far as the tilt leaves them at the same height.
      for (let from = 0, to = 0; from < columns; from = to) {
        const shift = Math.round(tilt * (from * RULE_STEP - w / 2));
        while (to < columns && Math.round(tilt * (to * RULE_STEP - w / 2)) === shift) to++;
        const yTo = Math.min(h, h + shift);
        for (let y = Math.max(0, shift); y < yTo; y++) count[y - shift]! += inked[to * h + y]! - inked[from * h + y]!;
      }
      for (let y = 0; y < h; y++)
        if (count[y]! > best) {
          best = count[y]!;
          bestRow = y;
          bestSlope = tilt;
        }
    }
    if (best < cover * columns) break;
    if (!eraseOneRule(ink, visible, bestRow, bestSlope)) break;
    slope ??= bestSlope;
  }
  return slope;
}

/**
 * Of each row, in how many of the columns looked at there is ink, itself or the row above or below: [columns + 1, h], entry (q, y)
 * counting the columns before the q-th, so that any stretch of columns is a difference.
 */
function countInked(ink: Plane): Int32Array {
  const { width: columns, height: h, top, bottom } = takeColumns(ink, 0.2, RULE_STEP);
  const inked = new Int32Array((columns + 1) * h);
  for (let q = 0, at = 0; q < columns; q++) {
    const [upper, lower] = [top[q]!, bottom[q]!];
    // With the rows above and below.
    const upperNear = upper | (upper << 1) | (upper >>> 1) | (lower << 31);
    const lowerNear = lower | (lower << 1) | (lower >>> 1) | (upper >>> 31);
    for (let y = 0; y < h; y++, at++) inked[at + h] = inked[at]! + (((y < 32 ? upperNear : lowerNear) >>> y) & 1);
  }
  return inked;
}

function eraseOneRule(ink: Plane, visible: Plane, row: number, slope: number): boolean {
  const { width: w, height: h, data } = ink;
  const tops = new Int16Array(w).fill(-1);
  const bottoms = new Int16Array(w);
  const levels = new Float32Array(w);
  const runs = new Int32Array(h + 1);
  let counted = 0;
  for (let x = 0; x < w; x++) {
    const near = Math.round(row + slope * (x - w / 2));
    let y = -1;
    let most = 0.12;
    for (let t = Math.max(0, near - 2); t <= Math.min(h - 1, near + 2); t++)
      if (data[t * w + x]! > most) {
        most = data[t * w + x]!;
        y = t;
      }
    if (y < 0) continue;
    let top = y;
    let bottom = y;
    while (top > 0 && data[(top - 1) * w + x]! > 0.12) top--;
    while (bottom < h - 1 && data[(bottom + 1) * w + x]! > 0.12) bottom++;
    levels[x] = most;
    tops[x] = top;
    bottoms[x] = bottom;
    runs[bottom - top + 1]!++;
    counted++;
  }
  let thickness = 0;
  for (let sum = 0; thickness < h && sum < counted * 0.4; ) sum += runs[++thickness]!;
  // Ruling is thin; a thick band is writing, a shadow or the table's edge, and is left alone.
  if (thickness > Math.max(4, h * 0.09)) return false;
  // A pen is mostly darker than the ruling: what is clearly darker is a stroke that runs along the line.
  const dark = levels.filter((level) => level > 0).sort()[Math.floor(counted * 0.4)]! * 1.35 + 0.1;
  for (let x = 0; x < w; x++) {
    if (tops[x]! < 0 || bottoms[x]! - tops[x]! + 1 > thickness + 1 || levels[x]! > dark) continue;
    for (let y = tops[x]!; y <= bottoms[x]!; y++) {
      data[y * w + x] = 0;
      visible.data[y * w + x]! *= RULE_DIMMED;
    }
  }
  return true;
}
