/**
 * Leaves out correspondences that contradict their own neighbours: a bit read wrongly, a glint, a hand. Judged by the neighbourhood alone, never by
 * the model that is fitted afterwards, so that what the model gets wrong stays in its error. Frames: camera px → projector px.
 */
import { type Correspondences, filterCorrespondences } from '../correspondences.ts';

/** Neighbours lie within this many decoding steps, camera px: 24 opposite pairs of them on a full grid. */
const REACH_STEPS = 3;
/** A point between fewer opposite pairs is alone: nothing vouches for it. */
const LEAST_PAIRS = 3;
/** Projector px from what the neighbours say, at least; and in typical distances of all points from theirs, for noisy light. */
const STRAY_PX = 1.5;
const STRAY_TYPICAL = 6;

/** `stepPx`: the grid that was decoded, camera px. */
export const dropStrays = (points: Correspondences, stepPx: number): Correspondences => {
  const grid = gridOf(points, stepPx);
  const apart = new Float64Array(points.count).fill(Number.POSITIVE_INFINITY);
  const dx = new Float64Array((2 * REACH_STEPS + 1) ** 2);
  const dy = new Float64Array(dx.length);
  for (let i = 0; i < points.count; i++) {
    const pairs = comparePairs(points, grid, i, dx, dy);
    if (pairs >= LEAST_PAIRS) apart[i] = Math.hypot(medianOf(dx.subarray(0, pairs)), medianOf(dy.subarray(0, pairs)));
  }
  const vouched = apart.filter(Number.isFinite).sort();
  const most = Math.max(STRAY_PX, STRAY_TYPICAL * (vouched[vouched.length >> 1] ?? 0));
  return filterCorrespondences(points, (i) => apart[i]! <= most);
};

interface PointGrid {
  readonly columns: number;
  readonly at: Int32Array;
  readonly cell: Int32Array;
}

/** Index of the point at each step of the grid, −1 where there is none, with a margin that no neighbourhood leaves. */
const gridOf = (points: Correspondences, stepPx: number): PointGrid => {
  let right = 0;
  let bottom = 0;
  for (let i = 0; i < points.count; i++) {
    right = Math.max(right, points.camera[2 * i]!);
    bottom = Math.max(bottom, points.camera[2 * i + 1]!);
  }
  const columns = Math.floor(right / stepPx) + 1 + 2 * REACH_STEPS;
  const rows = Math.floor(bottom / stepPx) + 1 + 2 * REACH_STEPS;
  const at = new Int32Array(columns * rows).fill(-1);
  const cell = new Int32Array(points.count);
  for (let i = 0; i < points.count; i++) {
    const column = Math.floor(points.camera[2 * i]! / stepPx) + REACH_STEPS;
    const row = Math.floor(points.camera[2 * i + 1]! / stepPx) + REACH_STEPS;
    cell[i] = row * columns + column;
    at[cell[i]!] = i;
  }
  return { columns, at, cell };
};

/** Point minus the middle of each opposite pair round it: zero wherever the map is smooth, whatever its slope. How many pairs there were. */
const comparePairs = (
  { projector }: Correspondences,
  { columns, at, cell }: PointGrid,
  i: number,
  dx: Float64Array,
  dy: Float64Array,
): number => {
  let pairs = 0;
  for (let v = 0; v <= REACH_STEPS; v++)
    for (let u = v === 0 ? 1 : -REACH_STEPS; u <= REACH_STEPS; u++) {
      const offset = v * columns + u;
      const a = at[cell[i]! + offset]!;
      const b = at[cell[i]! - offset]!;
      if (a < 0 || b < 0) continue;
      dx[pairs] = projector[2 * i]! - (projector[2 * a]! + projector[2 * b]!) / 2;
      dy[pairs++] = projector[2 * i + 1]! - (projector[2 * a + 1]! + projector[2 * b + 1]!) / 2;
    }
  return pairs;
};

const medianOf = (values: Float64Array): number => values.sort()[values.length >> 1] ?? 0;
