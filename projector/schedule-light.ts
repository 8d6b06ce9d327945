/**
 * When the head of light passes each point of each stroke: `litAt`, ms of the projector's clock.
 * New ink is lit in writing order, stroke after stroke; ink that was already lit keeps its time, even when the camera traces it
 * anew under another id, so that nothing is written twice. Frame: canvas mm.
 */
import type { LightPath } from './resample-stroke.ts';

/** mm/s on A4, a little faster than a hand writes, so that light which starts late still catches up. */
const HEAD_SPEED = 130;
/** ms between the end of one stroke and the start of the next: the pen in the air. */
const AIR_MS = 25;
/** However much ink arrives at once, it is retraced within this time, ms. */
const LONGEST_RETRACE_MS = 1800;
/** A head that is further behind than this is not waited for: a second one starts, ms. */
const LONGEST_WAIT_MS = 700;
/** Ink this close to lit ink, mm on A4, is the same ink traced again: tracing repeats itself to about half a stroke's width. */
const SAME_INK_MM = 0.8;

export interface Lit {
  readonly points: Float32Array;
  readonly litAt: Float64Array;
}

/** Looks up when the ink nearest to a point was lit; `undefined` where there is none. */
export type LitInk = (x: number, y: number) => number | undefined;

export const indexLitInk = (strokes: readonly Lit[], scale = 1): LitInk => {
  const sameInk = SAME_INK_MM * scale;
  const cells = new Map<number, number[]>();
  const key = (cx: number, cy: number): number => cx * 65_536 + cy;
  for (const { points, litAt } of strokes)
    for (let i = 0; i < litAt.length; i++) {
      const k = key(Math.floor(points[i * 2]! / sameInk), Math.floor(points[i * 2 + 1]! / sameInk));
      const entry = [points[i * 2]!, points[i * 2 + 1]!, litAt[i]!];
      const cell = cells.get(k);
      if (cell) cell.push(...entry);
      else cells.set(k, entry);
    }
  return (x, y) => {
    let nearest = sameInk;
    let found: number | undefined;
    const cx = Math.floor(x / sameInk);
    const cy = Math.floor(y / sameInk);
    for (let i = cx - 1; i <= cx + 1; i++)
      for (let j = cy - 1; j <= cy + 1; j++) {
        const cell = cells.get(key(i, j));
        if (!cell) continue;
        for (let n = 0; n < cell.length; n += 3) {
          const distance = Math.hypot(cell[n]! - x, cell[n + 1]! - y);
          if (distance > nearest) continue;
          nearest = distance;
          found = cell[n + 2]!;
        }
      }
    return found;
  };
};

export interface Schedule {
  /** One array a path, in the order of the paths. */
  readonly litAt: readonly Float64Array[];
  /** When the last head ends; the next ink queues behind it. */
  readonly busyUntil: number;
}

/**
 * `paths` in writing order; `now` and `busyUntil` in ms of the projector's clock.
 * Within a path, litAt follows the polyline wherever its ink is new.
 */
export const scheduleLight = (
  paths: readonly LightPath[],
  litInk: LitInk,
  now: number,
  busyUntil: number,
  scale = 1,
): Schedule => {
  const known = paths.map(({ arc, points }) => Array.from(arc, (_, i) => litInk(points[i * 2]!, points[i * 2 + 1]!)));
  let newMm = 0;
  paths.forEach(({ arc }, p) => {
    for (let i = 1; i < arc.length; i++) if (known[p]![i] === undefined) newMm += arc[i]! - arc[i - 1]!;
  });
  const msPerMm = Math.min(1000 / (HEAD_SPEED * scale), newMm > 0 ? LONGEST_RETRACE_MS / newMm : 0);
  const airMs = paths.length > 1 ? Math.min(AIR_MS, LONGEST_RETRACE_MS / 3 / paths.length) : 0;
  let clock = Math.max(now, Math.min(busyUntil, now + LONGEST_WAIT_MS));
  const litAt = paths.map(({ arc }, p) => {
    const times = new Float64Array(arc.length);
    let wasNew = false;
    for (let i = 0; i < arc.length; i++) {
      const seen = known[p]![i];
      if (seen !== undefined) {
        times[i] = seen;
        continue;
      }
      if (i > 0) clock += (arc[i]! - arc[i - 1]!) * msPerMm;
      times[i] = clock;
      wasNew = true;
    }
    if (wasNew) clock += airMs;
    return times;
  });
  return { litAt, busyUntil: clock };
};
