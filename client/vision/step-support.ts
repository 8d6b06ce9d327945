/**
 * How much a step from dark (outside) to bright (inside) speaks for a sheet's edge, 0…1. Relative to the inside's level, because a shadow
 * darkens paper and desk alike: an edge in shadow is as good as one in light, and a shadow's own edge is a small step. Levels: 0…255.
 */

/** A step of this share of the inside's level counts half. */
const HALF_SHARE = 0.07;
/** Steps of this many levels count half at the least: sensor noise. */
const HALF_MIN = 5;

export const stepSupport = (step: number, inside: number): number =>
  step <= 0 ? 0 : step / (step + Math.max(HALF_MIN, HALF_SHARE * inside));
