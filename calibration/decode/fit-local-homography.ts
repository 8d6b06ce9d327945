/**
 * A homography through a window of whole codes of which some are wrong: Gauss-Newton with reweighted least squares (Tukey's biweight) from median
 * planes. Exact on a plane at any slant, and eight unknowns for both axes lose less to rounding than two separate surfaces.
 * Frames: window offsets in radii → projector px.
 */
import { solveCholesky } from '../solve/solve-linear.ts';
import { startPlane } from './start-plane.ts';

/** Codes round a point: parallel arrays, row by row from the top. */
export interface WindowSamples {
  count: number;
  /** Offsets from the window's middle, in radii. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Codes, projector px. */
  readonly column: Float64Array;
  readonly row: Float64Array;
  /** ≥ 0, the heaviest 1. */
  readonly weight: Float64Array;
}

/** column = column0 + radius · (h0 x + h1 y + h2) / (h6 x + h7 y + 1), row likewise with h3 … h5. */
export interface LocalHomography {
  readonly column0: number;
  readonly row0: number;
  /** Camera px of the window: makes the unknowns of order one. */
  readonly radius: number;
  readonly h: Float64Array;
}
const TERMS = 8;

/** Standard deviation of rounding to whole codes, projector px. */
const ROUNDING = Math.sqrt(1 / 12);
/** Standard deviations that slopes and perspective are believed to have before anything is seen: decide only in windows that cannot tell. */
const SLOPE = 4;
const PERSPECTIVE = 0.1;
/** Codes farther than this from the surface, px, have no say at last: ±0.5 is rounding, 1 more a bit read wrongly at a stripe's edge. */
const LAST_REACH = 2;
const PASSES = 6;
/** All but the last two passes only find out which codes agree; a fifth of them suffices for that. */
const CAREFUL_PASSES = 2;
const CARELESS_STRIDE = 5;
/** A thinned pass needs at least this many codes. */
const LEAST_FOR_STRIDE = 400;

export const columnAt = ({ column0, radius, h }: LocalHomography, x: number, y: number): number =>
  column0 + (radius * (h[0]! * x + h[1]! * y + h[2]!)) / (h[6]! * x + h[7]! * y + 1);
export const rowAt = ({ row0, radius, h }: LocalHomography, x: number, y: number): number =>
  row0 + (radius * (h[3]! * x + h[4]! * y + h[5]!)) / (h[6]! * x + h[7]! * y + 1);

/** `radius`: the window's, camera px. Always gives a map; where codes do not determine one it is the flattest that agrees. */
export const fitLocalHomography = (samples: WindowSamples, radius: number): LocalHomography => {
  const column = startPlane(samples, samples.column);
  const row = startPlane(samples, samples.row);
  let fit: LocalHomography = {
    column0: column.value,
    row0: row.value,
    radius,
    h: Float64Array.from([column.slopeX, column.slopeY, 0, row.slopeX, row.slopeY, 0, 0, 0].map((v) => v / radius)),
  };
  let reach = Math.max(LAST_REACH, 4 * Math.max(column.spread, row.spread));
  for (let pass = 0; pass < PASSES; pass++) {
    const careful = pass >= PASSES - CAREFUL_PASSES || samples.count < LEAST_FOR_STRIDE;
    const h = step(samples, careful ? 1 : CARELESS_STRIDE, fit, reach);
    if (h === null) break;
    fit = { ...fit, h };
    reach = Math.max(LAST_REACH, reach / 2);
  }
  return fit;
};

/** One step; null when the codes that agree do not determine it. The moments of the normal equations are written out: this is the inner loop. */
const step = (samples: WindowSamples, stride: number, fit: LocalHomography, reachPx: number): Float64Array | null => {
  const { count, x, y, column, row, weight } = samples;
  const [h0, h1, h2, h3, h4, h5, h6, h7] = fit.h as unknown as [
    ...[number, number, number, number],
    ...[number, number, number, number],
  ];
  const toUnits = 1 / fit.radius;
  const reach2 = (reachPx * toUnits) ** 2;
  // Sums of weight times: xx xy x yy y 1, then the same five with x or y times u, times v, and three times u² + v².
  let sxx = 0;
  let sxy = 0;
  let sx = 0;
  let syy = 0;
  let sy = 0;
  let s1 = 0;
  let uxx = 0;
  let uxy = 0;
  let ux = 0;
  let uyy = 0;
  let uy = 0;
  let vxx = 0;
  let vxy = 0;
  let vx = 0;
  let vyy = 0;
  let vy = 0;
  let qxx = 0;
  let qxy = 0;
  let qyy = 0;
  const b = new Float64Array(TERMS);
  for (let i = 0; i < count; i += stride) {
    const w = h6 * x[i]! + h7 * y[i]! + 1;
    // Jacobians carry 1 / w: so do these.
    const px = x[i]! / w;
    const py = y[i]! / w;
    const p1 = 1 / w;
    const u = h0 * px + h1 * py + h2 * p1;
    const v = h3 * px + h4 * py + h5 * p1;
    const ru = (column[i]! - fit.column0) * toUnits - u;
    const rv = (row[i]! - fit.row0) * toUnits - v;
    const inside = 1 - (ru * ru + rv * rv) / reach2;
    if (!(inside > 0)) continue;
    const k = inside * inside * weight[i]!;
    const kxx = k * px * px;
    const kxy = k * px * py;
    const kyy = k * py * py;
    const kx = k * px * p1;
    const ky = k * py * p1;
    const q = u * u + v * v;
    sxx += kxx;
    sxy += kxy;
    sx += kx;
    syy += kyy;
    sy += ky;
    s1 += k * p1 * p1;
    uxx += u * kxx;
    uxy += u * kxy;
    ux += u * kx;
    uyy += u * kyy;
    uy += u * ky;
    vxx += v * kxx;
    vxy += v * kxy;
    vx += v * kx;
    vyy += v * kyy;
    vy += v * ky;
    qxx += q * kxx;
    qxy += q * kxy;
    qyy += q * kyy;
    const ku = k * ru;
    const kv = k * rv;
    const along = u * ku + v * kv;
    b[0]! += ku * px;
    b[1]! += ku * py;
    b[2]! += ku * p1;
    b[3]! += kv * px;
    b[4]! += kv * py;
    b[5]! += kv * p1;
    b[6]! -= along * px;
    b[7]! -= along * py;
  }
  const a = Float64Array.from([
    ...[sxx, 0, 0, 0, 0, 0, 0, 0],
    ...[sxy, syy, 0, 0, 0, 0, 0, 0],
    ...[sx, sy, s1, 0, 0, 0, 0, 0],
    ...[0, 0, 0, sxx, 0, 0, 0, 0],
    ...[0, 0, 0, sxy, syy, 0, 0, 0],
    ...[0, 0, 0, sx, sy, s1, 0, 0],
    ...[-uxx, -uxy, -ux, -vxx, -vxy, -vx, qxx, 0],
    ...[-uxy, -uyy, -uy, -vxy, -vyy, -vy, qxy, qyy],
  ]);
  const noise = (ROUNDING * toUnits) ** 2;
  for (let r = 0; r < TERMS; r++) {
    const believed = r === 2 || r === 5 ? Number.POSITIVE_INFINITY : r < 6 ? SLOPE : PERSPECTIVE;
    a[r * TERMS + r]! += noise / believed ** 2;
    b[r]! -= (noise / believed ** 2) * fit.h[r]!;
  }
  return solveCholesky(a, b, TERMS) ? b.map((change, r) => fit.h[r]! + change) : null;
};
