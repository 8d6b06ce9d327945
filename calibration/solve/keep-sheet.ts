/**
 * Leaves out what the camera sees just beside a bent sheet: the wall behind it. From point to point over the sheet the light moves evenly; where it
 * jumps something else begins. Judged by the points alone, as strays are, never by the model. Frames: camera px → projector px.
 */
import { type Correspondences, filterCorrespondences } from '../correspondences.ts';

/** Change of the step from one point to the next, projector px, that is a jump at least; and in typical changes, for noisy light. */
const JUMP_PX = 2;
const JUMP_TYPICAL = 8;

/**
 * Those that are reached without a jump from a point that `isDeep` (well inside the sheet). `points`: on or near the sheet; `stepPx`: the grid that
 * was decoded, camera px.
 */
export const keepSheet = (points: Correspondences, stepPx: number, isDeep: (i: number) => boolean): Correspondences => {
  const { at, cell, columns } = gridOf(points, stepPx);
  const neighbour = (i: number, offset: number, times: number): number => at[cell[i]! + times * offset]!;
  /** Second difference of the light over three points in a row; null where one is missing. */
  const change = (a: number, b: number, c: number): number | null => {
    if (a < 0 || b < 0 || c < 0) return null;
    const p = points.projector;
    return Math.hypot(p[2 * a]! - 2 * p[2 * b]! + p[2 * c]!, p[2 * a + 1]! - 2 * p[2 * b + 1]! + p[2 * c + 1]!);
  };
  const changes: number[] = [];
  for (let i = 0; i < points.count; i++) {
    const across = change(neighbour(i, -1, 1), i, neighbour(i, 1, 1));
    if (across !== null) changes.push(across);
  }
  const jump = Math.max(JUMP_PX, JUMP_TYPICAL * (changes.sort((a, b) => a - b)[changes.length >> 1] ?? 0));
  const isEven = (a: number, b: number, c: number): boolean => (change(a, b, c) ?? Number.POSITIVE_INFINITY) <= jump;
  const kept = new Uint8Array(points.count);
  const open: number[] = [];
  const reach = (i: number): void => {
    if (kept[i] === 1) return;
    kept[i] = 1;
    open.push(i);
  };
  for (let i = 0; i < points.count; i++) if (isDeep(i)) reach(i);
  for (let i = open.pop(); i !== undefined; i = open.pop())
    for (const offset of [-1, 1, -columns, columns]) {
      const next = neighbour(i, offset, 1);
      if (next < 0) continue;
      if (isEven(neighbour(i, -offset, 1), i, next) || isEven(i, next, neighbour(i, offset, 2))) reach(next);
    }
  return filterCorrespondences(points, (i) => kept[i] === 1);
};

/** Index of the point at each step of the grid, −1 where there is none; two steps of margin. */
const gridOf = (points: Correspondences, stepPx: number) => {
  const step = (i: number, axis: 0 | 1): number => Math.floor(points.camera[2 * i + axis]! / stepPx) + MARGIN;
  let right = 0;
  let bottom = 0;
  for (let i = 0; i < points.count; i++) {
    right = Math.max(right, step(i, 0));
    bottom = Math.max(bottom, step(i, 1));
  }
  const columns = right + 1 + MARGIN;
  const at = new Int32Array(columns * (bottom + 1 + MARGIN)).fill(-1);
  const cell = new Int32Array(points.count);
  for (let i = 0; i < points.count; i++) {
    cell[i] = step(i, 1) * columns + step(i, 0);
    at[cell[i]!] = i;
  }
  return { columns, at, cell };
};
const MARGIN = 2;
