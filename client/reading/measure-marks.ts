/**
 * What ink looks like, whatever it says: numbers that tell drawings from writing. In: a normalised line (48 rows, ink px) and a range of
 * its columns. Letters are small closed forms; drawings have large ones and long straight strokes.
 * Holes: background that ink encloses (4-connected), as of old for telling characters apart (Mori, Suen and Yamamoto, 1992).
 */
import { joinRuns } from './join-runs.ts';
import type { InkLine } from './recognise.ts';
import { type Runs, traceRuns } from './trace-runs.ts';

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
  const runs = traceRuns(line, from, to, INK);
  const region = joinRuns(runs);
  return {
    ...measureHoles(runs, region),
    ...measurePieces(runs, region),
    ...countCrossings(runs, Math.max(1, to - from) + 2),
    runAcross: longestRun(runs),
  };
}

/** Areas of paper that no 4-connected way leads out of: regions of paper other than the rim's. */
function measureHoles({ starts, from, to }: Runs, region: Int32Array): { largestHole: number; holes: number } {
  const areas = new Int32Array(region.length);
  let largestHole = 0;
  let holes = 0;
  for (let r = 0; r < starts.length - 1; r++)
    for (let run = starts[r]!; run < starts[r + 1]!; run += 2) {
      const first = region[run]!;
      if (first === 0) continue;
      const length = to[run]! - from[run]!;
      areas[first]! += length;
      holes += length;
      if (areas[first]! > largestHole) largestHole = areas[first]!;
    }
  return { largestHole, holes };
}

/** 8-connected pieces of ink. */
function measurePieces(
  { starts, from, to }: Runs,
  region: Int32Array,
): { largestHeight: number; largestWidth: number; pieces: number } {
  // Of each piece, at the place of its first run.
  const areas = new Int32Array(region.length);
  const lefts = new Int32Array(region.length);
  const rights = new Int32Array(region.length);
  const tops = new Int32Array(region.length);
  const bottoms = new Int32Array(region.length);
  for (let r = 0; r < starts.length - 1; r++)
    for (let run = starts[r]! + 1; run < starts[r + 1]!; run += 2) {
      const first = region[run]!;
      if (first === run) {
        tops[run] = r;
        lefts[run] = from[run]!;
      }
      areas[first]! += to[run]! - from[run]!;
      lefts[first] = Math.min(lefts[first]!, from[run]!);
      rights[first] = Math.max(rights[first]!, to[run]!);
      bottoms[first] = r;
    }
  let largest = -1;
  let pieces = 0;
  for (let run = 0; run < areas.length; run++) {
    if (areas[run]! >= SPECK) pieces++;
    if (areas[run]! > (largest < 0 ? 0 : areas[largest]!)) largest = run;
  }
  if (largest < 0) return { largestHeight: 0, largestWidth: 0, pieces };
  return {
    largestHeight: bottoms[largest]! - tops[largest]! + 1,
    largestWidth: rights[largest]! - lefts[largest]!,
    pieces,
  };
}

function longestRun({ starts, from, to }: Runs): number {
  let best = 0;
  for (let r = 0; r < starts.length - 1; r++)
    for (let run = starts[r]! + 1, length = 0; run < starts[r + 1]!; run += 2) {
      const isNear = from[run]! - to[run - 2]! <= RUN_GAP;
      length = (run > starts[r]! + 1 && isNear ? length : 0) + to[run]! - from[run]!;
      if (length > best) best = length;
    }
  return best;
}

/** `width`: columns, those of the rim included. */
function countCrossings(
  { starts, from, to }: Runs,
  width: number,
): { columns: number; crossings: number; ink: number } {
  const inColumn = new Uint8Array(width);
  let ink = 0;
  let across = 0;
  let rows = 0;
  // Pixels of ink that stand on ink: all others begin a stroke from above.
  let stacked = 0;
  for (let r = 1; r < starts.length - 1; r++) {
    if (starts[r + 1]! - starts[r]! > 1) rows++;
    let above = starts[r - 1]! + 1;
    for (let run = starts[r]! + 1; run < starts[r + 1]!; run += 2) {
      across++;
      ink += to[run]! - from[run]!;
      inColumn.fill(1, from[run]!, to[run]!);
      while (above < starts[r]! && to[above]! <= from[run]!) above += 2;
      for (let other = above; other < starts[r]! && from[other]! < to[run]!; other += 2)
        stacked += Math.min(to[run]!, to[other]!) - Math.max(from[run]!, from[other]!);
    }
  }
  let columns = 0;
  for (const one of inColumn) columns += one;
  return { columns, crossings: columns === 0 ? 0 : across / rows / ((ink - stacked) / columns), ink };
}
