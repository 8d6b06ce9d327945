/**
 * What ink looks like, whatever it says: numbers that tell drawings from writing. In: a normalised line (48 rows, ink px) and a range of
 * its columns. Letters are small closed forms; drawings have large ones and long straight strokes.
 * Holes: background that ink encloses (4-connected), as of old for telling characters apart (Mori, Suen and Yamamoto, 1992).
 */
import type { InkLine } from './recognise.ts';

export interface MarkMeasures {
  /** The largest area of paper enclosed by ink, and all of it, px². */
  readonly largestHole: number;
  readonly holes: number;
  /** The longest straight run of ink along a row, px. */
  readonly runAcross: number;
  /** Strokes met by an average row over strokes met by an average inked column. */
  readonly crossings: number;
  /** Of the largest connected piece of ink, px. */
  readonly largestHeight: number;
  readonly largestWidth: number;
  /** Pieces of ink that are more than specks. */
  readonly pieces: number;
  /** Inked px, and columns that have ink. */
  readonly ink: number;
  readonly columns: number;
}

/** Ink from here on counts: two fifths of a firm stroke. */
const INK = 102;
/** A run may miss a pixel: drawn lines tremble. */
const RUN_GAP = 1;
/** Pieces below this many px are specks. */
const SPECK = 8;

/** Measures columns `from` … `to` − 1. */
export function measureMarks(line: InkLine, from = 0, to = line.width): MarkMeasures {
  // A rim of paper all around: no neighbour is outside, and all that is open is connected.
  const w = Math.max(1, to - from) + 2;
  const h = line.height + 2;
  const ink = new Uint8Array(w * h);
  let count = 0;
  for (let y = 0; y < line.height; y++)
    for (let x = 0; x < to - from; x++)
      if (line.data[y * line.width + from + x]! >= INK) {
        ink[(y + 1) * w + x + 1] = 1;
        count++;
      }
  const seen = ink.slice();
  const stack = new Int32Array(w * h);
  return {
    ...measureHoles(seen, w, h, stack),
    ...measurePieces(ink.slice(), w, stack),
    ...countCrossings(ink, w, h),
    runAcross: longestRun(ink, w, h),
    ink: count,
  };
}

/** Areas of paper that no 4-connected way leads out of. `seen`: the ink; it is used up. */
function measureHoles(
  seen: Uint8Array,
  w: number,
  h: number,
  stack: Int32Array,
): { largestHole: number; holes: number } {
  const fill = (start: number): number => {
    let top = 0;
    let area = 0;
    stack[top++] = start;
    seen[start] = 1;
    while (top > 0) {
      const at = stack[--top]!;
      area++;
      if (seen[at - 1] === 0) {
        seen[at - 1] = 1;
        stack[top++] = at - 1;
      }
      if (seen[at + 1] === 0) {
        seen[at + 1] = 1;
        stack[top++] = at + 1;
      }
      if (seen[at - w] === 0) {
        seen[at - w] = 1;
        stack[top++] = at - w;
      }
      if (seen[at + w] === 0) {
        seen[at + w] = 1;
        stack[top++] = at + w;
      }
    }
    return area;
  };
  // The rim, and with it all that is open.
  fill(0);
  let largestHole = 0;
  let holes = 0;
  for (let at = w; at < w * (h - 1); at++) {
    if (seen[at] !== 0) continue;
    const area = fill(at);
    holes += area;
    if (area > largestHole) largestHole = area;
  }
  return { largestHole, holes };
}

/** 8-connected pieces of ink. `left`: the ink; it is used up. */
function measurePieces(
  left: Uint8Array,
  w: number,
  stack: Int32Array,
): { largestHeight: number; largestWidth: number; pieces: number } {
  let largest = 0;
  let largestHeight = 0;
  let largestWidth = 0;
  let pieces = 0;
  for (let start = left.indexOf(1); start >= 0; start = left.indexOf(1, start + 1)) {
    let area = 0;
    let leftmost = w;
    let rightmost = 0;
    let bottom = start;
    let top = 0;
    stack[top++] = start;
    left[start] = 0;
    while (top > 0) {
      const at = stack[--top]!;
      const x = at % w;
      area++;
      if (x < leftmost) leftmost = x;
      if (x > rightmost) rightmost = x;
      if (at > bottom) bottom = at;
      for (let row = at - w; row <= at + w; row += w)
        for (let next = row - 1; next <= row + 1; next++)
          if (left[next] === 1) {
            left[next] = 0;
            stack[top++] = next;
          }
    }
    if (area >= SPECK) pieces++;
    if (area <= largest) continue;
    largest = area;
    largestHeight = Math.floor(bottom / w) - Math.floor(start / w) + 1;
    largestWidth = rightmost - leftmost + 1;
  }
  return { largestHeight, largestWidth, pieces };
}

function longestRun(ink: Uint8Array, w: number, h: number): number {
  let best = 0;
  for (let y = 1; y < h - 1; y++) {
    let run = 0;
    let gap = 0;
    for (let at = y * w; at < (y + 1) * w; at++)
      if (ink[at] === 1) {
        run++;
        gap = 0;
        if (run > best) best = run;
      } else if (run > 0 && ++gap > RUN_GAP) {
        run = 0;
        gap = 0;
      }
  }
  return best;
}

function countCrossings(ink: Uint8Array, w: number, h: number): { columns: number; crossings: number } {
  const inColumn = new Uint8Array(w);
  let down = 0;
  let across = 0;
  let rows = 0;
  for (let y = 1; y < h - 1; y++) {
    let met = false;
    for (let x = 1; x < w - 1; x++) {
      const at = y * w + x;
      if (ink[at] === 0) continue;
      met = true;
      inColumn[x] = 1;
      if (ink[at - 1] === 0) across++;
      if (ink[at - w] === 0) down++;
    }
    if (met) rows++;
  }
  let columns = 0;
  for (const one of inColumn) columns += one;
  return { columns, crossings: columns === 0 ? 0 : across / rows / (down / columns) };
}
