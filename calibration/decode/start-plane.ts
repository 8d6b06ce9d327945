/**
 * A plane through codes of which many may be wrong by half the raster: medians of differences for the slopes, then of what is left for the level.
 * The start of a reweighted fit. Frame: window offsets → projector px.
 */

export interface PlaneSamples {
  readonly count: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

export interface StartPlane {
  readonly value: number;
  readonly slopeX: number;
  readonly slopeY: number;
  /** Median distance of the codes from the plane, px. */
  readonly spread: number;
}

/** Pairs looked at for the slopes, and samples for the level: a start, not the answer. */
const PAIRS = 200;
const LEVELS = 400;
/** Pairs that lie closer than this, in the samples' unit, say more about rounding than about the slope. */
const LEAST_APART = 0.25;
/** Rounds of: slope along x given slope along y, and the other way round. */
const ROUNDS = 3;

/** `value`: one for each sample. */
export const startPlane = ({ count, x, y }: PlaneSamples, value: Float64Array): StartPlane => {
  let slopeX = 0;
  let slopeY = 0;
  for (let round = 0; round < ROUNDS; round++) {
    slopeX = medianSlope(count, x, y, value, slopeY) ?? slopeX;
    slopeY = medianSlope(count, y, x, value, slopeX) ?? slopeY;
  }
  const every = Math.max(1, Math.floor(count / LEVELS));
  const levels = new Float64Array(Math.ceil(count / every));
  for (let k = 0, i = 0; i < count; k++, i += every) levels[k] = value[i]! - slopeX * x[i]! - slopeY * y[i]!;
  const level = median(levels);
  const spread = median(levels.map((l) => Math.abs(l - level)));
  return { value: level, slopeX, slopeY, spread };
};

/** Of pairs that lie apart mostly along `along`: (Δvalue − otherSlope · Δother) / Δalong. Null without such pairs. */
const medianSlope = (
  count: number,
  along: Float64Array,
  other: Float64Array,
  value: Float64Array,
  otherSlope: number,
): number | null => {
  const slopes: number[] = [];
  // A fixed linear congruential walk: pairs at all distances, and the same answer every time.
  let state = 1;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * count);
  };
  for (let k = 0; k < PAIRS * 4 && slopes.length < PAIRS; k++) {
    const i = next();
    const j = next();
    const apart = along[i]! - along[j]!;
    const aside = other[i]! - other[j]!;
    if (Math.abs(apart) < LEAST_APART || Math.abs(aside) > Math.abs(apart)) continue;
    slopes.push((value[i]! - value[j]! - otherSlope * aside) / apart);
  }
  return slopes.length === 0 ? null : median(Float64Array.from(slopes));
};

const median = (values: Float64Array): number => {
  const sorted = values.toSorted();
  return sorted[sorted.length >> 1] ?? 0;
};
