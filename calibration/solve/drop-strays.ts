/**
 * Leaves out correspondences that contradict their own neighbours: a bit read wrongly, a glint, a hand. Judged by the neighbourhood alone, never by
 * the model that is fitted afterwards, so that what the model gets wrong stays in its error. Frames: camera px → projector px.
 */
import { type Correspondences, filterCorrespondences } from '../correspondences.ts';

/** Neighbours lie within this many decoding steps, camera px: 48 of them on a full grid. */
const REACH_STEPS = 3;
/** A point with fewer neighbours is alone: nothing vouches for it. */
const LEAST_NEIGHBOURS = 5;
/** Projector px from what the neighbours say, at least; and in robust deviations of all points from theirs, for noisy light. */
const STRAY_PX = 1.5;
const STRAY_DEVIATIONS = 6;

/** `stepPx`: the grid that was decoded, camera px. */
export const dropStrays = (points: Correspondences, stepPx: number): Correspondences => {
  const byCell = new Map<number, number>();
  const cell = (x: number, y: number): number => Math.round(y / stepPx) * 65536 + Math.round(x / stepPx);
  for (let i = 0; i < points.count; i++) byCell.set(cell(points.camera[2 * i]!, points.camera[2 * i + 1]!), i);
  const apart = new Float64Array(points.count).fill(Number.POSITIVE_INFINITY);
  for (let i = 0; i < points.count; i++) {
    const neighbours: number[] = [];
    for (let dy = -REACH_STEPS; dy <= REACH_STEPS; dy++)
      for (let dx = -REACH_STEPS; dx <= REACH_STEPS; dx++) {
        if (dx === 0 && dy === 0) continue;
        const j = byCell.get(cell(points.camera[2 * i]! + dx * stepPx, points.camera[2 * i + 1]! + dy * stepPx));
        if (j !== undefined) neighbours.push(j);
      }
    if (neighbours.length >= LEAST_NEIGHBOURS)
      apart[i] = Math.hypot(disagreement(points, i, neighbours, 0), disagreement(points, i, neighbours, 1));
  }
  const vouched = apart.filter(Number.isFinite).sort();
  const most = Math.max(STRAY_PX, STRAY_DEVIATIONS * (vouched[vouched.length >> 1] ?? 0));
  return filterCorrespondences(points, (i) => apart[i]! <= most);
};

/** The point's projector coordinate minus what a line through its neighbours' says there: medians, so that a stray neighbour has no say. */
const disagreement = (points: Correspondences, i: number, neighbours: readonly number[], axis: 0 | 1): number => {
  const x0 = points.camera[2 * i]!;
  const y0 = points.camera[2 * i + 1]!;
  const value = (j: number): number => points.projector[2 * j + axis]!;
  const slope = (along: 0 | 1): number => {
    const steps: number[] = [];
    for (let k = 0; k < neighbours.length; k++) {
      const a = neighbours[k]!;
      const b = neighbours[(k + 1) % neighbours.length]!;
      const da = points.camera[2 * b + along]! - points.camera[2 * a + along]!;
      const aside = points.camera[2 * b + 1 - along]! - points.camera[2 * a + 1 - along]!;
      if (da !== 0 && aside === 0) steps.push((value(b) - value(a)) / da);
    }
    return median(steps);
  };
  const slopeX = slope(0);
  const slopeY = verticalSlope(points, neighbours, axis, slopeX);
  return median(
    neighbours.map(
      (j) => value(i) - value(j) + slopeX * (points.camera[2 * j]! - x0) + slopeY * (points.camera[2 * j + 1]! - y0),
    ),
  );
};

/** Between the upper and the lower half of the neighbours, which come row by row. */
const verticalSlope = (points: Correspondences, neighbours: readonly number[], axis: 0 | 1, slopeX: number): number => {
  const half = neighbours.length >> 1;
  const slopes: number[] = [];
  for (let k = 0; k < half; k++) {
    const a = neighbours[k]!;
    const b = neighbours[neighbours.length - half + k]!;
    const dy = points.camera[2 * b + 1]! - points.camera[2 * a + 1]!;
    const dx = points.camera[2 * b]! - points.camera[2 * a]!;
    if (dy !== 0) slopes.push((points.projector[2 * b + axis]! - points.projector[2 * a + axis]! - slopeX * dx) / dy);
  }
  return median(slopes);
};

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
