/**
 * A quadratic surface through weighted samples of which some are wrong: reweighted least squares (Tukey's biweight) from the median plane.
 * Frame: window offsets in radii → projector px.
 */
import { solveCholesky } from '../solve/solve-linear.ts';
import { startPlane, type WindowSamples } from './start-plane.ts';

/** c0 + c1·x + c2·y + c3·x² + c4·xy + c5·y² */
export type Surface = Float64Array;
const TERMS = 6;

/** Standard deviation of rounding to whole codes. */
const ROUNDING = Math.sqrt(1 / 12);
/** What quadratic terms may add at the window's border, projector px: keeps them out of windows that cannot tell. */
const BEND = 0.5;
/** What a linear term may add there: a camera px spans a few projector px at most. */
const SLOPE_PER_PX = 4;
/** Residuals beyond this many px have no say at last: ±0.5 is rounding, 1 more a bit read wrongly at a stripe's edge. */
const LAST_REACH = 2;
const PASSES = 5;
/** All but the last two passes only find out which samples agree; a fifth of them suffices for that. */
const CAREFUL_PASSES = 2;
const CARELESS_STRIDE = 5;
/** A thinned pass needs at least this many samples. */
const LEAST_FOR_STRIDE = 400;

export const surfaceAt = (s: Surface, x: number, y: number): number =>
  s[0]! + x * (s[1]! + s[3]! * x + s[4]! * y) + y * (s[2]! + s[5]! * y);

/** `radius`: the window's, camera px. Always gives a surface; where samples do not determine one it is the flattest that agrees. */
export const fitSurface = (samples: WindowSamples, radius: number): Surface => {
  const plane = startPlane(samples);
  let surface: Surface = Float64Array.from([plane.value, plane.slopeX, plane.slopeY, 0, 0, 0]);
  const noise = ROUNDING * ROUNDING;
  const slope = noise / (SLOPE_PER_PX * radius) ** 2;
  const bend = noise / BEND ** 2;
  const ridge = [0, slope, slope, bend, bend, bend];
  let reach = Math.max(LAST_REACH, 4 * plane.spread);
  for (let pass = 0; pass < PASSES; pass++) {
    const careful = pass >= PASSES - CAREFUL_PASSES || samples.count < LEAST_FOR_STRIDE;
    const next = fitOnce(samples, careful ? 1 : CARELESS_STRIDE, surface, reach, ridge);
    if (next === null) break;
    surface = next;
    reach = Math.max(LAST_REACH, reach / 2);
  }
  return surface;
};

/** One reweighted step; null when the samples that agree do not determine a surface. Moments Σ w xᵖ yᑫ are written out: this is the inner loop. */
const fitOnce = (
  { count, x, y, value, weight }: WindowSamples,
  stride: number,
  from: Surface,
  reach: number,
  ridge: readonly number[],
): Surface | null => {
  const [c0, c1, c2, c3, c4, c5] = from as unknown as [number, number, number, number, number, number];
  let m00 = 0;
  let m10 = 0;
  let m01 = 0;
  let m20 = 0;
  let m11 = 0;
  let m02 = 0;
  let m30 = 0;
  let m21 = 0;
  let m12 = 0;
  let m03 = 0;
  let m40 = 0;
  let m31 = 0;
  let m22 = 0;
  let m13 = 0;
  let m04 = 0;
  const b = new Float64Array(TERMS);
  for (let i = 0; i < count; i += stride) {
    const px = x[i]!;
    const py = y[i]!;
    const v = value[i]!;
    const share = (v - c0 - px * (c1 + c3 * px + c4 * py) - py * (c2 + c5 * py)) / reach;
    const inside = 1 - share * share;
    if (inside <= 0) continue;
    const w = inside * inside * weight[i]!;
    const wx = w * px;
    const wy = w * py;
    const wxx = wx * px;
    const wxy = wx * py;
    const wyy = wy * py;
    m00 += w;
    m10 += wx;
    m01 += wy;
    m20 += wxx;
    m11 += wxy;
    m02 += wyy;
    m30 += wxx * px;
    m21 += wxx * py;
    m12 += wxy * py;
    m03 += wyy * py;
    m40 += wxx * px * px;
    m31 += wxx * px * py;
    m22 += wxx * py * py;
    m13 += wxy * py * py;
    m04 += wyy * py * py;
    b[0]! += w * v;
    b[1]! += wx * v;
    b[2]! += wy * v;
    b[3]! += wxx * v;
    b[4]! += wxy * v;
    b[5]! += wyy * v;
  }
  const a = Float64Array.from([
    ...[m00, 0, 0, 0, 0, 0],
    ...[m10, m20, 0, 0, 0, 0],
    ...[m01, m11, m02, 0, 0, 0],
    ...[m20, m30, m21, m40, 0, 0],
    ...[m11, m21, m12, m31, m22, 0],
    ...[m02, m12, m03, m22, m13, m04],
  ]);
  for (let r = 0; r < TERMS; r++) a[r * TERMS + r]! += ridge[r]!;
  return solveCholesky(a, b, TERMS) ? b : null;
};
