/**
 * Where the writing stands in its crop and how tall it is, from robust moments of its stroke crossings: crop margins do not matter.
 */
import type { ColumnBits } from './column-bits.ts';
import { rowMask } from './row-mask.ts';

export interface Rows {
  /** Row of the writing's centre at the crop's middle column, and its standard deviation, in work px. */
  readonly centre: number;
  readonly sigma: number;
  /** Stroke crossings of a typical row in the core of the writing. */
  readonly crossings: number;
}

/** Robust moments of the stroke crossings over the levelled rows; null where there is no stroke. */
export function measureRows(strokes: ColumnBits, slope: number): Rows | null {
  const h = strokes.height;
  const counts = countCrossings(strokes, slope);
  let from = 0;
  let to = h - 1;
  let centre = 0;
  let sigma = 0;
  for (let round = 0; round < 6; round++) {
    let sum = 0;
    let first = 0;
    let second = 0;
    for (let y = from; y <= to; y++) {
      sum += counts[y]!;
      first += counts[y]! * y;
      second += counts[y]! * y * y;
    }
    if (sum === 0) return null;
    centre = first / sum;
    sigma = Math.sqrt(Math.max(0.5, second / sum - centre * centre));
    // What lies beyond two and a quarter deviations is tall loops and the neighbours' ends: they must not set the scale.
    from = Math.max(0, Math.floor(centre - 2.25 * sigma));
    to = Math.min(h - 1, Math.ceil(centre + 2.25 * sigma));
  }
  sigma = Math.max(sigma, h / 30);
  const core: number[] = [];
  for (let y = Math.max(0, Math.round(centre - sigma)); y <= Math.min(h - 1, centre + sigma); y++)
    core.push(counts[y]!);
  core.sort((p, q) => q - p);
  const top = core.slice(0, Math.max(1, core.length >> 1));
  return { centre, sigma, crossings: top.reduce((p, q) => p + q, 0) / top.length };
}

/** How often each levelled row goes from paper to ink, from left to right. Where the slope leads out of the crop, a row waits. */
function countCrossings({ width: w, height: h, top, bottom }: ColumnBits, slope: number): Int32Array {
  const counts = new Int32Array(h);
  let topBefore = 0;
  let bottomBefore = 0;
  for (let x = 0; x < w; x++) {
    const shift = Math.round(slope * (x - (w - 1) / 2));
    const first = Math.max(0, -shift);
    const last = Math.min(h, h - shift) - 1;
    if (first > last) continue;
    const topSeen = rowMask(first, last, 0);
    const bottomSeen = rowMask(first, last, 32);
    const topInked = levelTop(top[x]!, bottom[x]!, shift) & topSeen;
    const bottomInked = levelBottom(top[x]!, bottom[x]!, shift) & bottomSeen;
    addBits(topInked & ~topBefore, 0, counts);
    addBits(bottomInked & ~bottomBefore, 32, counts);
    topBefore = (topBefore & ~topSeen) | topInked;
    bottomBefore = (bottomBefore & ~bottomSeen) | bottomInked;
  }
  return counts;
}

/** The upper half of a column that is moved `shift` rows up. */
function levelTop(top: number, bottom: number, shift: number): number {
  if (shift === 0) return top;
  if (shift < 0) return shift > -32 ? top << -shift : 0;
  if (shift < 32) return (top >>> shift) | (bottom << (32 - shift));
  return bottom >>> (shift - 32);
}

/** The lower half. */
function levelBottom(top: number, bottom: number, shift: number): number {
  if (shift === 0) return bottom;
  if (shift > 0) return shift < 32 ? bottom >>> shift : 0;
  if (shift > -32) return (bottom << -shift) | (top >>> (32 + shift));
  return top << (-shift - 32);
}

/** Counts each bit that is set at its row. */
function addBits(bits: number, first: number, counts: Int32Array): void {
  for (let left = bits; left !== 0; left &= left - 1) counts[first + 31 - Math.clz32(left & -left)]!++;
}
