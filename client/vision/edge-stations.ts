/**
 * The sheet's edge as places that are watched: laid once along the edge as it was found, then asked in any picture how far the edge has moved there.
 * Frame: camera px. An edge lies where the light crosses the middle between what is outside and what is inside, which neither a dimmer nor light
 * that falls across the edge can move.
 */
import type { CameraPoint, Quad } from '../../calibration/frames.ts';
import { valueAt } from './fit-side-curve.ts';
import type { GreyImage } from './grey-image.ts';
import { refineEdges } from './refine-edges.ts';

/** A place on the edge and the unit direction inward. */
export interface EdgeStation extends CameraPoint {
  readonly nx: number;
  readonly ny: number;
}

const STATIONS_PER_SIDE = 40;
/** Beside the corners the neighbouring edge disturbs. */
const CORNER_SHARE = 0.06;
/** How far along the normal an edge is searched, px; a larger move is seen by the tracker. */
export const EDGE_REACH_PX = 8;
/** Where what lies outside and inside is measured, px from the edge that was found. */
const LEVEL_FROM_PX = 3;
const LEVEL_TO_PX = 6;
/** Samples along the edge that are averaged, px to either side. */
const SMEAR_PX = 3;
/** Grey levels: less is no edge. */
const LEAST_STEP = 8;
/** The step may change by this ratio from profile to profile: more is a hand or a mark on the wall. */
const LEAST_LIKENESS = 0.4;
/** Where the first look for the edge may find it, px. */
const SEARCH = { reachPx: 5, blurPx: 2 } as const;

/** Stations along the edge of the sheet at `quad`; sides that leave the picture have none. */
export const layEdgeStations = (grey: GreyImage, quad: Quad<'camera'>): readonly EdgeStation[] => {
  const { curves, support } = refineEdges(grey, quad, SEARCH);
  const stations: EdgeStation[] = [];
  for (let side = 0; side < 4; side++) {
    if (support[side] === null) continue;
    // The curves are offsets from the straight sides of the quad that was given.
    const from = quad[side]!;
    const to = quad[(side + 1) % 4]!;
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    const [tx, ty] = [(to.x - from.x) / length, (to.y - from.y) / length];
    for (let k = 0; k < STATIONS_PER_SIDE; k++) {
      const t = CORNER_SHARE + ((1 - 2 * CORNER_SHARE) * (k + 0.5)) / STATIONS_PER_SIDE;
      const offset = valueAt(curves[side]!, 2 * t - 1);
      const station = {
        x: from.x + tx * t * length - ty * offset,
        y: from.y + ty * t * length + tx * offset,
        nx: -ty,
        ny: tx,
      };
      if (isInside(grey, station)) stations.push(station);
    }
  }
  return stations;
};

const isInside = ({ width, height }: GreyImage, { x, y, nx, ny }: EdgeStation): boolean => {
  const reach = EDGE_REACH_PX + LEVEL_TO_PX + 1;
  return [-reach, reach].every((d) => {
    const u = x + nx * d;
    const v = y + ny * d;
    return u > 1 && v > 1 && u < width - 2 && v < height - 2;
  });
};

/**
 * px by which the edge has moved inward at each station; NaN where no such edge is seen. `steps`: the step at each station as it was first seen
 * (grey levels, inside less outside), NaN where unknown; only a step of that sign and about that size is taken for the same edge.
 */
export const edgeOffsets = (
  grey: GreyImage,
  stations: readonly EdgeStation[],
  steps: Float32Array | null,
): { readonly offsets: Float32Array; readonly steps: Float32Array } => {
  const offsets = new Float32Array(stations.length).fill(Number.NaN);
  const seen = new Float32Array(stations.length).fill(Number.NaN);
  const half = EDGE_REACH_PX + LEVEL_TO_PX;
  const profile = new Float32Array(2 * half + 1);
  for (const [k, station] of stations.entries()) {
    const { x, y, nx, ny } = station;
    for (let d = -half; d <= half; d++) {
      let sum = 0;
      for (let s = -SMEAR_PX; s <= SMEAR_PX; s++) sum += sample(grey, x + nx * d + ny * s, y + ny * d - nx * s);
      profile[d + half] = sum / (2 * SMEAR_PX + 1);
    }
    const found = crossing(profile, half);
    if (found === null) continue;
    const expected = steps === null ? Number.NaN : steps[k]!;
    const ratio = found.step / expected;
    if (steps !== null && !(ratio > LEAST_LIKENESS)) continue;
    offsets[k] = found.offset;
    seen[k] = found.step;
  }
  return { offsets, steps: seen };
};

/** The strongest rise of the profile, and where within it the level is half-way between both sides. null: no rise worth the name. */
const crossing = (profile: Float32Array, half: number): { offset: number; step: number } | null => {
  let best = 0;
  let at = 0;
  for (let d = -EDGE_REACH_PX; d <= EDGE_REACH_PX; d++) {
    const rise = profile[d + half + 2]! + profile[d + half + 1]! - profile[d + half - 1]! - profile[d + half - 2]!;
    if (rise > best) {
      best = rise;
      at = d;
    }
  }
  const outside = mean(profile, at + half - LEVEL_TO_PX, at + half - LEVEL_FROM_PX);
  const inside = mean(profile, at + half + LEVEL_FROM_PX, at + half + LEVEL_TO_PX);
  const step = inside - outside;
  if (step < LEAST_STEP) return null;
  const level = (inside + outside) / 2;
  for (let d = at - LEVEL_FROM_PX; d < at + LEVEL_FROM_PX; d++) {
    const a = profile[d + half]!;
    const b = profile[d + half + 1]!;
    if (a <= level && b > level) return { offset: d + (level - a) / (b - a), step };
  }
  return null;
};

const mean = (values: Float32Array, from: number, to: number): number => {
  let sum = 0;
  for (let i = from; i <= to; i++) sum += values[i]!;
  return sum / (to - from + 1);
};

const sample = ({ width, data }: GreyImage, x: number, y: number): number => {
  const left = x | 0;
  const top = y | 0;
  const at = top * width + left;
  const upper = data[at]! + (data[at + 1]! - data[at]!) * (x - left);
  const lower = data[at + width]! + (data[at + width + 1]! - data[at + width]!) * (x - left);
  return upper + (lower - upper) * (y - top);
};
