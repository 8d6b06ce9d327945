/**
 * A homography from many correspondences of which some are wrong: RANSAC (Fischler and Bolles 1981), then least squares of the transfer error over
 * the inliers by Gauss and Newton, inliers chosen anew after each round. Frames: `from` px of one frame → `to` px of another, as flat x, y arrays.
 */
import type { FrameName, Point } from '../frames.ts';
import { composeHomographies, DegeneratePointsError, fitHomography, type Homography } from '../homography.ts';
import { solveCholesky } from './solve-linear.ts';

export interface RobustHomography<A extends FrameName, B extends FrameName> {
  readonly homography: Homography<A, B>;
  /** 1 for each pair within the tolerance. */
  readonly inliers: Uint8Array;
  readonly inlierCount: number;
}

/** Samples of four pairs: with half of the pairs wrong, all of 300 are spoilt less than once in 10⁸ runs. */
const TRIALS = 300;
/** Pairs on which a trial is judged. */
const JUDGES = 1500;
/** Rounds of fitting and choosing inliers; the choice hardly moves after two. */
const ROUNDS = 6;

/**
 * Pairs i at [2i], [2i + 1]. `tolerance` in the unit of `to`. `random` in [0, 1). `weights`: of each pair in the final fit, 1 when absent.
 * Throws DegeneratePointsError when fewer than four pairs agree on any homography.
 */
export const fitRobustHomography = <A extends FrameName, B extends FrameName>(
  from: Float64Array,
  to: Float64Array,
  tolerance: number,
  random: () => number,
  weights?: Float32Array,
): RobustHomography<A, B> => {
  const count = from.length / 2;
  let homography = chooseHomography<A, B>(from, to, tolerance, random);
  const inliers = new Uint8Array(count);
  for (let round = 0; round < ROUNDS; round++) {
    const agreeing = markInliers(homography, from, to, tolerance, inliers);
    if (agreeing < 4) throw new DegeneratePointsError(`only ${agreeing} of ${count} pairs agree on a homography`);
    const refined = refineHomography(homography, from, to, inliers, weights);
    if (refined === null) break;
    homography = refined;
  }
  const inlierCount = markInliers(homography, from, to, tolerance, inliers);
  return { homography, inliers, inlierCount };
};

/** The best of TRIALS homographies through four pairs each. */
const chooseHomography = <A extends FrameName, B extends FrameName>(
  from: Float64Array,
  to: Float64Array,
  tolerance: number,
  random: () => number,
): Homography<A, B> => {
  const count = from.length / 2;
  let best: Homography<A, B> | null = null;
  let bestCost = Number.POSITIVE_INFINITY;
  const judges = Int32Array.from({ length: Math.min(count, JUDGES) }, (_, i) =>
    count <= JUDGES ? i : Math.floor(random() * count),
  );
  for (let trial = 0; trial < TRIALS && count >= 4; trial++) {
    const candidate = sampleHomography<A, B>(from, to, count, random);
    if (candidate === null) continue;
    const cost = costOf(candidate, from, to, judges, tolerance);
    if (!(cost < bestCost)) continue;
    best = candidate;
    bestCost = cost;
  }
  if (best === null) throw new DegeneratePointsError(`no homography agrees with any four of ${count} pairs`);
  return best;
};

const pointAt = <F extends FrameName>(xy: Float64Array, i: number): Point<F> => ({ x: xy[2 * i]!, y: xy[2 * i + 1]! });

const sampleHomography = <A extends FrameName, B extends FrameName>(
  from: Float64Array,
  to: Float64Array,
  count: number,
  random: () => number,
): Homography<A, B> | null => {
  const four = Array.from({ length: 4 }, () => Math.floor(random() * count));
  if (new Set(four).size < 4) return null;
  try {
    return fitHomography<A, B>(
      four.map((i) => pointAt<A>(from, i)),
      four.map((i) => pointAt<B>(to, i)),
    );
  } catch (cause) {
    if (cause instanceof DegeneratePointsError) return null;
    throw cause;
  }
};

const squaredError = (h: readonly number[], from: Float64Array, to: Float64Array, i: number): number => {
  const x = from[2 * i]!;
  const y = from[2 * i + 1]!;
  const w = h[6]! * x + h[7]! * y + h[8]!;
  const dx = (h[0]! * x + h[1]! * y + h[2]!) / w - to[2 * i]!;
  const dy = (h[3]! * x + h[4]! * y + h[5]!) / w - to[2 * i + 1]!;
  return dx * dx + dy * dy;
};

/** Squared errors, none counted for more than the tolerance (MSAC: Torr and Zisserman 2000). */
const costOf = (
  h: readonly number[],
  from: Float64Array,
  to: Float64Array,
  judges: Int32Array,
  tolerance: number,
): number => {
  const most = tolerance * tolerance;
  let cost = 0;
  for (const i of judges) {
    const e = squaredError(h, from, to, i);
    // A point on the horizon (NaN) counts as wrong.
    cost += Number.isNaN(e) ? most : Math.min(most, e);
  }
  return cost;
};

const markInliers = (
  h: readonly number[],
  from: Float64Array,
  to: Float64Array,
  tolerance: number,
  inliers: Uint8Array,
): number => {
  let count = 0;
  for (let i = 0; i < inliers.length; i++) {
    inliers[i] = squaredError(h, from, to, i) <= tolerance * tolerance ? 1 : 0;
    count += inliers[i]!;
  }
  return count;
};

/** One Gauss-Newton step of the transfer error, with h[8] = 1. Coordinates are scaled to order one. Null when it cannot be taken. */
const refineHomography = <A extends FrameName, B extends FrameName>(
  h: Homography<A, B>,
  from: Float64Array,
  to: Float64Array,
  inliers: Uint8Array,
  weights: Float32Array | undefined,
): Homography<A, B> | null => {
  // Steps are taken in p = from · s, q = to · t about the means, where the normal equations are well conditioned.
  const f = frameOf(from, inliers);
  const t = frameOf(to, inliers);
  const g = conjugate(h, f, t);
  const a = new Float64Array(64);
  const b = new Float64Array(8);
  const ju = new Float64Array(8);
  const jv = new Float64Array(8);
  for (let i = 0; i < inliers.length; i++) {
    if (inliers[i] === 0) continue;
    const x = (from[2 * i]! - f.x) * f.scale;
    const y = (from[2 * i + 1]! - f.y) * f.scale;
    const w = g[6]! * x + g[7]! * y + 1;
    const u = (g[0]! * x + g[1]! * y + g[2]!) / w;
    const v = (g[3]! * x + g[4]! * y + g[5]!) / w;
    const ru = (to[2 * i]! - t.x) * t.scale - u;
    const rv = (to[2 * i + 1]! - t.y) * t.scale - v;
    const weight = weights === undefined ? 1 : weights[i]!;
    ju[0] = jv[3] = x / w;
    ju[1] = jv[4] = y / w;
    ju[2] = jv[5] = 1 / w;
    ju[6] = (-u * x) / w;
    ju[7] = (-u * y) / w;
    jv[6] = (-v * x) / w;
    jv[7] = (-v * y) / w;
    for (let r = 0; r < 8; r++) {
      for (let c = 0; c <= r; c++) a[r * 8 + c]! += weight * (ju[r]! * ju[c]! + jv[r]! * jv[c]!);
      b[r]! += weight * (ju[r]! * ru + jv[r]! * rv);
    }
  }
  if (!solveCholesky(a, b, 8)) return null;
  for (let k = 0; k < 8; k++) g[k]! += b[k]!;
  return unconjugate(g, f, t);
};

interface ScaledFrame {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

const frameOf = (xy: Float64Array, inliers: Uint8Array): ScaledFrame => {
  let count = 0;
  let x = 0;
  let y = 0;
  let square = 0;
  for (let i = 0; i < inliers.length; i++) {
    if (inliers[i] === 0) continue;
    count++;
    x += xy[2 * i]!;
    y += xy[2 * i + 1]!;
    square += xy[2 * i]! ** 2 + xy[2 * i + 1]! ** 2;
  }
  x /= count;
  y /= count;
  const spread = Math.sqrt(Math.max(1e-12, square / count - x * x - y * y));
  return { x, y, scale: 1 / spread };
};

const intoFrame = ({ x, y, scale }: ScaledFrame): number[] => [scale, 0, -scale * x, 0, scale, -scale * y, 0, 0, 1];
const outOfFrame = ({ x, y, scale }: ScaledFrame): number[] => [1 / scale, 0, x, 0, 1 / scale, y, 0, 0, 1];

const conjugate = (h: readonly number[], f: ScaledFrame, t: ScaledFrame): number[] => [
  ...composeHomographies(composeHomographies(outOfFrame(f), h), intoFrame(t)),
];
const unconjugate = (g: readonly number[], f: ScaledFrame, t: ScaledFrame): readonly number[] =>
  composeHomographies(composeHomographies(intoFrame(f), g), outOfFrame(t));
