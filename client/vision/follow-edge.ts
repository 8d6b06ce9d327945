/**
 * Follows one side of a sheet as the best path over profiles across it: dynamic programming, as in live-wire segmentation
 * (Mortensen and Barrett 1995). In and out: px of the given picture.
 */
import type { CameraPoint } from '../../calibration/frames.ts';
import { type EdgePoint, STRAIGHT, valueAt } from './fit-side-curve.ts';
import type { GreyImage } from './grey-image.ts';
import { stepSupport } from './step-support.ts';

export interface EdgeSearch {
  /** How far from the line that is searched along the edge may lie, px. */
  readonly reachPx: number;
  /** Width of the two means whose difference is the step, px. */
  readonly blurPx: number;
}

/** Places along a side where its profile is taken. */
export const STATIONS = 72;
/** Between two neighbouring stations: cost of one offset step, in units of support. */
const BEND_COST = 0.12;
/** Largest change of offset between neighbouring stations, in steps. */
const MAX_BEND = 2;
/** Offsets from the path to the steepest place, at most. */
const MAX_CLIMB = 4;

/** Steps from dark (outside) to bright (inside) along a side, searched around a curve on it. Stations outside the frame have no point. */
export const followEdge = (
  picture: GreyImage,
  from: CameraPoint,
  to: CameraPoint,
  search: EdgeSearch,
  around: readonly number[] = STRAIGHT,
): EdgePoint[] => {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const dx = (to.x - from.x) / length;
  const dy = (to.y - from.y) / length;
  // Corners run clockwise, y down: the inside lies to the right of the way.
  const nx = -dy;
  const ny = dx;
  const half = Math.max(2, Math.round(search.reachPx));
  const offsets = 2 * half + 1;
  const pad = Math.max(1, Math.round(search.blurPx));
  const profile = new Float32Array(offsets + 2 * pad + 1);
  const sums = new Float32Array(profile.length + 1);
  const steps = new Float32Array(STATIONS * offsets);
  const supports = new Float32Array(STATIONS * offsets);
  const seen = new Uint8Array(STATIONS);
  const smear = Math.max(1, Math.round(length / STATIONS / 3));
  for (let station = 0; station < STATIONS; station++) {
    const t = ((station + 0.5) / STATIONS) * length;
    const base = valueAt(around, ((station + 0.5) / STATIONS) * 2 - 1);
    const x = from.x + dx * t + nx * base;
    const y = from.y + dy * t + ny * base;
    if (x < 0 || y < 0 || x > picture.width - 1 || y > picture.height - 1) continue;
    seen[station] = 1;
    for (let k = 0; k < profile.length; k++) {
      const offset = k - half - pad;
      const px = x + nx * offset;
      const py = y + ny * offset;
      profile[k] =
        (sample(picture, px - dx * smear, py - dy * smear) +
          sample(picture, px, py) +
          sample(picture, px + dx * smear, py + dy * smear)) /
        3;
    }
    let brightest = 0;
    for (let k = 0; k < profile.length; k++) {
      sums[k + 1] = sums[k]! + profile[k]!;
      brightest = Math.max(brightest, profile[k]!);
    }
    for (let k = 0; k < offsets; k++) {
      const centre = k + pad;
      const outer = (sums[centre]! - sums[centre - pad]!) / pad;
      const inner = (sums[centre + 1 + pad]! - sums[centre + 1]!) / pad;
      steps[station * offsets + k] = inner - outer;
      supports[station * offsets + k] = stepSupport(inner - outer, brightest);
    }
  }
  const path = bestPath(supports, offsets);
  const points: EdgePoint[] = [];
  for (let station = 0; station < STATIONS; station++) {
    if (!seen[station]) continue;
    const row = station * offsets;
    const k = steepest(steps, row, offsets, path[station]!);
    const here = steps[row + k]!;
    const before = k > 0 ? steps[row + k - 1]! : here;
    const after = k < offsets - 1 ? steps[row + k + 1]! : here;
    const bend = before - 2 * here + after;
    const part = bend < -1e-3 ? Math.min(0.5, Math.max(-0.5, (before - after) / (2 * bend))) : 0;
    // A path along the limit of the search follows something else.
    const isAtLimit = k === 0 || k === offsets - 1;
    const u = ((station + 0.5) / STATIONS) * 2 - 1;
    points.push({
      u,
      offset: valueAt(around, u) + k + part - half,
      weight: isAtLimit ? 0 : supports[row + k]!,
    });
  }
  return points;
};

/** Support is flat around a strong edge; the edge itself is where the step is largest nearby. */
const steepest = (steps: Float32Array, row: number, offsets: number, start: number): number => {
  let k = start;
  for (let climbed = 0; climbed < MAX_CLIMB; climbed++) {
    const up = k < offsets - 1 ? steps[row + k + 1]! : -1;
    const down = k > 0 ? steps[row + k - 1]! : -1;
    if (Math.max(up, down) <= steps[row + k]!) return k;
    k += up > down ? 1 : -1;
  }
  return k;
};

const sample = (picture: GreyImage, x: number, y: number): number => {
  const u = Math.min(picture.width - 1.001, Math.max(0, x));
  const v = Math.min(picture.height - 1.001, Math.max(0, y));
  const left = u | 0;
  const top = v | 0;
  const at = top * picture.width + left;
  const { data, width } = picture;
  const upper = data[at]! + (data[at + 1]! - data[at]!) * (u - left);
  const lower = data[at + width]! + (data[at + width + 1]! - data[at + width]!) * (u - left);
  return upper + (lower - upper) * (v - top);
};

/** Offsets index by station that maximise support less bending (Viterbi). */
const bestPath = (supports: Float32Array, offsets: number): Int32Array => {
  const back = new Int16Array(STATIONS * offsets);
  let total = supports.slice(0, offsets);
  for (let station = 1; station < STATIONS; station++) {
    const next = new Float32Array(offsets);
    for (let k = 0; k < offsets; k++) {
      let best = -1;
      let came = k;
      for (let bend = -MAX_BEND; bend <= MAX_BEND; bend++) {
        const previous = k + bend;
        if (previous < 0 || previous >= offsets) continue;
        const value = total[previous]! - BEND_COST * Math.abs(bend);
        if (value > best || (value === best && bend === 0)) {
          best = value;
          came = previous;
        }
      }
      back[station * offsets + k] = came;
      next[k] = best + supports[station * offsets + k]!;
    }
    total = next;
  }
  const path = new Int32Array(STATIONS);
  let end = 0;
  for (let k = 1; k < offsets; k++) if (total[k]! > total[end]!) end = k;
  for (let station = STATIONS - 1; station >= 0; station--) {
    path[station] = end;
    end = back[station * offsets + end]!;
  }
  return path;
};
