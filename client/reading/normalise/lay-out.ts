/**
 * Scales and margins that make height, rhythm and sides the same for every hand. Rhythm: stroke crossings per output pixel.
 */
import type { ColumnBits } from './column-bits.ts';
import type { Rows } from './measure-rows.ts';
import { rowMask } from './row-mask.ts';

/** Widest ink map; longer lines are squeezed to it. */
export const MAX_LINE_WIDTH = 1600;
/** Blank columns left of the first ink and right of the last. */
export const SIDE_MARGIN = 6;
/** Standard deviation of the stroke crossings' rows in the output: puts the x-height near 14 rows. */
const TARGET_SIGMA = 6.6;
/** Stroke crossings per output pixel in the core of the writing: about 13 pixels a letter. */
const TARGET_DENSITY = 0.15;

/** Scales and the first column, so that height, rhythm and side margins come out the same for every hand. */
export function layOut(
  { width: w, height: h, top, bottom }: ColumnBits,
  slope: number,
  slant: number,
  rows: Rows,
): { scaleX: number; scaleY: number; left: number; width: number } {
  const pad = Math.ceil(h);
  let coreInk = 0;
  const columns = new Uint8Array(w + 2 * pad);
  for (let x = 0; x < w; x++) {
    const level = rows.centre + slope * (x - (w - 1) / 2);
    const from = Math.max(0, Math.ceil(level - 3.2 * rows.sigma));
    const to = Math.min(h - 1, Math.floor(level + 3.2 * rows.sigma));
    for (let half = 0; half < 2; half++) {
      let left = (half === 0 ? top : bottom)[x]! & rowMask(from, to, 32 * half);
      for (; left !== 0; left &= left - 1) {
        const y = 32 * half + 31 - Math.clz32(left & -left);
        columns[Math.min(columns.length - 1, Math.max(0, Math.round(x + slant * (y - level)) + pad))] = 1;
        if (Math.abs(y - level) <= rows.sigma) coreInk++;
      }
    }
  }
  let first = 0;
  let last = columns.length - 1;
  while (first < last && columns[first]! === 0) first++;
  while (last > first && columns[last]! === 0) last--;
  // Columns within reach of ink, so that gaps between words do not count as wide letters.
  const reach = Math.max(2, Math.round(rows.sigma * 1.2));
  let near = 0;
  for (let x = first, since = 0; x <= last; x++) {
    since = columns[x]! > 0 ? 0 : since + 1;
    if (since <= reach) near++;
  }
  const scaleY = TARGET_SIGMA / rows.sigma;
  // Where a bold pen fills the core, strokes run together and their crossings are lost: counted back by the ink's share.
  const share = Math.min(0.7, coreInk / Math.max(1, near * (2 * rows.sigma + 1)));
  const density = rows.crossings / Math.max(1, near * scaleY) / (1 - share) ** 1.2;
  // Few crossings say little about the hand: then the letters keep their own proportions.
  const trust = rows.crossings / (rows.crossings + 4);
  const stretch = Math.min(1.7, Math.max(0.8, (density / TARGET_DENSITY) ** trust));
  const inked = last - first + 1;
  const scaleX = Math.min(scaleY * stretch, (MAX_LINE_WIDTH - 2 * SIDE_MARGIN) / inked);
  const width = Math.max(4 * SIDE_MARGIN, Math.min(MAX_LINE_WIDTH, Math.ceil(inked * scaleX) + 2 * SIDE_MARGIN));
  return { scaleX, scaleY, left: first - pad - SIDE_MARGIN / scaleX, width };
}
