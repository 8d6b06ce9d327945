/**
 * What ink looks like, whatever it says: numbers that tell drawings from writing. In: a normalised line (48 rows, ink px) and a range of
 * its columns. Letters are small closed forms on a common core; drawings have large ones, long straight strokes, and no core.
 * Holes: background that ink encloses (4-connected), as of old for telling characters apart (Mori, Suen and Yamamoto, 1992).
 */
import type { InkLine } from './recognise.ts';

export interface MarkMeasures {
  /** The largest area of paper enclosed by ink, and all of it, px². */
  readonly largestHole: number;
  readonly holes: number;
  /** The longest straight run of ink along a row and along a column, px. */
  readonly runAcross: number;
  readonly runDown: number;
  /** Share of the ink within one deviation of the middle row. */
  readonly core: number;
  /** Strokes met by an average row over strokes met by an average inked column. */
  readonly crossings: number;
  /** Share of the ink in its largest connected piece, and that piece's height and width, px. */
  readonly largestShare: number;
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
/** normalise-line.ts scales the writing's rows to this deviation about the middle. */
const SIGMA = 6.6;
/** A run may step by a row, or miss a pixel: drawn lines tremble. */
const RUN_GAP = 1;
/** Pieces below this many px are specks. */
const SPECK = 8;

/** Measures columns `from` … `to` − 1. */
export function measureMarks(line: InkLine, from = 0, to = line.width): MarkMeasures {
  const w = Math.max(1, to - from);
  const h = line.height;
  const ink = new Uint8Array(w * h);
  let count = 0;
  let core = 0;
  const middle = (h - 1) / 2;
  for (let y = 0; y < h; y++)
    for (let x = 0; x < to - from; x++)
      if (line.data[y * line.width + from + x]! >= INK) {
        ink[y * w + x] = 1;
        count++;
        if (Math.abs(y - middle) <= SIGMA) core++;
      }
  const { largestHole, holes } = measureHoles(ink, w, h);
  const { columns, crossings } = countCrossings(ink, w, h);
  return {
    largestHole,
    holes,
    runAcross: longestRun(ink, w, h, 1, w),
    runDown: longestRun(ink, h, w, w, 1),
    core: count === 0 ? 0 : core / count,
    crossings,
    ...measurePieces(ink, w, h, count),
    ink: count,
    columns,
  };
}

/** Background that no 4-connected way leads out of. */
function measureHoles(ink: Uint8Array, w: number, h: number): { largestHole: number; holes: number } {
  const seen = Uint8Array.from(ink);
  let largestHole = 0;
  let holes = 0;
  const stack: number[] = [];
  for (let start = 0; start < seen.length; start++) {
    if (seen[start]) continue;
    seen[start] = 1;
    stack.push(start);
    let area = 0;
    let open = false;
    while (stack.length > 0) {
      const at = stack.pop()!;
      area++;
      const x = at % w;
      const y = (at - x) / w;
      if (x === 0 || y === 0 || x === w - 1 || y === h - 1) open = true;
      if (x > 0) visit(at - 1);
      if (x < w - 1) visit(at + 1);
      if (y > 0) visit(at - w);
      if (y < h - 1) visit(at + w);
    }
    if (open) continue;
    holes += area;
    largestHole = Math.max(largestHole, area);
  }
  return { largestHole, holes };

  function visit(at: number): void {
    if (seen[at]) return;
    seen[at] = 1;
    stack.push(at);
  }
}

function measurePieces(
  ink: Uint8Array,
  w: number,
  h: number,
  count: number,
): { largestShare: number; largestHeight: number; largestWidth: number; pieces: number } {
  const seen = new Uint8Array(ink.length);
  let largest = 0;
  let largestHeight = 0;
  let largestWidth = 0;
  let pieces = 0;
  const stack: number[] = [];
  for (let start = 0; start < ink.length; start++) {
    if (!ink[start] || seen[start]) continue;
    seen[start] = 1;
    stack.push(start);
    let area = 0;
    let [left, right, top, bottom] = [w, 0, h, 0];
    while (stack.length > 0) {
      const at = stack.pop()!;
      area++;
      const x = at % w;
      const y = (at - x) / w;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      for (let v = Math.max(0, y - 1); v <= Math.min(h - 1, y + 1); v++)
        for (let u = Math.max(0, x - 1); u <= Math.min(w - 1, x + 1); u++) {
          const next = v * w + u;
          if (!ink[next] || seen[next]) continue;
          seen[next] = 1;
          stack.push(next);
        }
    }
    if (area >= SPECK) pieces++;
    if (area <= largest) continue;
    largest = area;
    largestHeight = bottom - top + 1;
    largestWidth = right - left + 1;
  }
  return { largestShare: count === 0 ? 0 : largest / count, largestHeight, largestWidth, pieces };
}

/** The longest run along `length` positions of `lanes` lanes, where a step to the neighbouring lane goes on with the run. */
function longestRun(ink: Uint8Array, length: number, lanes: number, along: number, across: number): number {
  let before = new Int16Array(lanes);
  let gaps = new Uint8Array(lanes);
  let best = 0;
  // A lane's run may come from either neighbour: the angle stays below 45° only where ink really goes that way.
  for (let x = 0; x < length; x++) {
    const now = new Int16Array(lanes);
    const nowGaps = new Uint8Array(lanes);
    for (let y = 0; y < lanes; y++) {
      if (ink[x * along + y * across]) {
        now[y] = before[y]! + 1;
        if (now[y]! > best) best = now[y]!;
      } else if (before[y]! > 0 && gaps[y]! < RUN_GAP) {
        now[y] = before[y]!;
        nowGaps[y] = gaps[y]! + 1;
      }
    }
    before = now;
    gaps = nowGaps;
  }
  return best;
}

function countCrossings(ink: Uint8Array, w: number, h: number): { columns: number; crossings: number } {
  let columns = 0;
  let down = 0;
  for (let x = 0; x < w; x++) {
    let met = 0;
    for (let y = 0; y < h; y++) if (ink[y * w + x] && (y === 0 || !ink[(y - 1) * w + x])) met++;
    if (met > 0) columns++;
    down += met;
  }
  let rows = 0;
  let across = 0;
  for (let y = 0; y < h; y++) {
    let met = 0;
    for (let x = 0; x < w; x++) if (ink[y * w + x] && (x === 0 || !ink[y * w + x - 1])) met++;
    if (met > 0) rows++;
    across += met;
  }
  if (columns === 0 || rows === 0) return { columns: 0, crossings: 0 };
  return { columns, crossings: across / rows / (down / columns) };
}
