/**
 * Connected regions of runs: which run belongs to which region, by union-find. Ink is joined across corners (8-connected), paper is not
 * (4-connected), as a line cannot be crossed between two pixels that touch at a corner.
 */
import type { Runs } from './trace-runs.ts';

/** The first run of each run's region, in reading order: a region's first run names itself. */
export function joinRuns({ starts, from, to }: Runs): Int32Array {
  const region = new Int32Array(starts.at(-1)!);
  for (let run = 0; run < region.length; run++) region[run] = run;
  for (let r = 1; r < starts.length - 1; r++) {
    // Paper is at even places of a row, ink at odd ones: the place is also how far a run reaches beyond its ends.
    for (let kind = 0; kind < 2; kind++) {
      let above = starts[r - 1]! + kind;
      for (let run = starts[r]! + kind; run < starts[r + 1]!; run += 2) {
        while (above < starts[r]! && to[above]! + kind <= from[run]!) above += 2;
        for (let other = above; other < starts[r]! && from[other]! < to[run]! + kind; other += 2)
          join(region, other, run);
      }
    }
  }
  for (let run = 0; run < region.length; run++) region[run] = region[region[run]!]!;
  return region;
}

/** The earlier of both regions' first runs names both. */
function join(region: Int32Array, one: number, other: number): void {
  const a = firstOf(region, one);
  const b = firstOf(region, other);
  if (a < b) region[b] = a;
  else region[a] = b;
}

function firstOf(region: Int32Array, run: number): number {
  let at = run;
  while (region[at] !== at) {
    // Every second link is shortened on the way: the next search is shorter.
    region[at] = region[region[at]!]!;
    at = region[at]!;
  }
  return at;
}
