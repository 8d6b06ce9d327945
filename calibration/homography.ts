/**
 * Plane homographies between two frames, row-major 3×3 with h[8] = 1 where it can be.
 * In: points of one frame; out: points of another. Fitted by the normalised direct linear transform
 * (Hartley, "In defense of the eight-point algorithm", 1997), exact for four points, least squares for more.
 */
import type { FrameName, Point, Quad } from './frames.ts';

declare const direction: unique symbol;

/** Row-major 3×3, named by direction: `cameraToCanvas: Homography<'camera', 'canvas'>`. */
export type Homography<From extends FrameName, To extends FrameName> = readonly number[] & {
  readonly [direction]?: [From, To];
};

export class DegeneratePointsError extends Error {
  override readonly name = 'DegeneratePointsError';
}

/** Maps one point. A point on the horizon gives non-finite coordinates. */
export const applyHomography = <A extends FrameName, B extends FrameName>(
  h: Homography<A, B>,
  p: Point<A>,
): Point<B> => {
  const w = h[6]! * p.x + h[7]! * p.y + h[8]!;
  return { x: (h[0]! * p.x + h[1]! * p.y + h[2]!) / w, y: (h[3]! * p.x + h[4]! * p.y + h[5]!) / w };
};

/** The map from B back to A. Throws DegeneratePointsError when the map has no inverse. */
export const invertHomography = <A extends FrameName, B extends FrameName>(h: Homography<A, B>): Homography<B, A> => {
  const [a, b, c, d, e, f, g, i, j] = h as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const A = e * j - f * i;
  const B = c * i - b * j;
  const C = b * f - c * e;
  const determinant = a * A + d * B + g * C;
  if (!Number.isFinite(determinant) || Math.abs(determinant) < 1e-15)
    throw new DegeneratePointsError(`homography has no inverse (determinant ${determinant})`);
  return scaled([A, B, C, f * g - d * j, a * j - c * g, c * d - a * f, d * i - e * g, b * g - a * i, a * e - b * d]);
};

/** First `first`, then `second`. */
export const composeHomographies = <A extends FrameName, B extends FrameName, C extends FrameName>(
  first: Homography<A, B>,
  second: Homography<B, C>,
): Homography<A, C> => scaled(multiply(second, first));

/**
 * The homography that takes each `from[i]` to `to[i]`; at least four pairs, no three on a line.
 * Throws DegeneratePointsError when the points do not determine one.
 */
export const fitHomography = <A extends FrameName, B extends FrameName>(
  from: readonly Point<A>[],
  to: readonly Point<B>[],
): Homography<A, B> => {
  if (from.length < 4 || from.length !== to.length)
    throw new DegeneratePointsError(
      `a homography needs four or more pairs of points, got ${from.length} and ${to.length}`,
    );
  const normaliseFrom = normaliser(from);
  const normaliseTo = normaliser(to);
  // Least squares with h[8] = 1 in normalised coordinates: 8×8 normal equations.
  const n = Array.from({ length: 8 }, () => new Float64Array(9));
  for (let k = 0; k < from.length; k++) {
    const x = (from[k]!.x - normaliseFrom.cx) * normaliseFrom.s;
    const y = (from[k]!.y - normaliseFrom.cy) * normaliseFrom.s;
    const u = (to[k]!.x - normaliseTo.cx) * normaliseTo.s;
    const v = (to[k]!.y - normaliseTo.cy) * normaliseTo.s;
    accumulate(n, [x, y, 1, 0, 0, 0, -u * x, -u * y], u);
    accumulate(n, [0, 0, 0, x, y, 1, -v * x, -v * y], v);
  }
  const h = solve(n);
  // In normalised coordinates a proper map has a determinant near 1; three of four points on a line give next to none.
  if (Math.abs(determinantOf([...h, 1])) < 1e-6) throw new DegeneratePointsError('three of the points lie on a line');
  const toNormalised = [
    normaliseFrom.s,
    0,
    -normaliseFrom.s * normaliseFrom.cx,
    0,
    normaliseFrom.s,
    -normaliseFrom.s * normaliseFrom.cy,
    0,
    0,
    1,
  ];
  const fromNormalised = [1 / normaliseTo.s, 0, normaliseTo.cx, 0, 1 / normaliseTo.s, normaliseTo.cy, 0, 0, 1];
  return scaled(multiply(fromNormalised, multiply([...h, 1], toNormalised)));
};

/** The homography that takes one quad's corners to another's, in order. */
export const quadToQuad = <A extends FrameName, B extends FrameName>(from: Quad<A>, to: Quad<B>): Homography<A, B> =>
  fitHomography<A, B>(from, to);

const scaled = <A extends FrameName, B extends FrameName>(h: readonly number[]): Homography<A, B> => {
  const last = h[8]!;
  return Math.abs(last) > 1e-12 ? h.map((value) => value / last) : [...h];
};

const determinantOf = ([a, b, c, d, e, f, g, i, j]: readonly number[]): number =>
  a! * (e! * j! - f! * i!) - b! * (d! * j! - f! * g!) + c! * (d! * i! - e! * g!);

const multiply = (l: readonly number[], r: readonly number[]): number[] => {
  const out: number[] = [];
  for (let row = 0; row < 3; row++)
    for (let column = 0; column < 3; column++)
      out.push(l[row * 3]! * r[column]! + l[row * 3 + 1]! * r[column + 3]! + l[row * 3 + 2]! * r[column + 6]!);
  return out;
};

const normaliser = (points: readonly Point<FrameName>[]): { cx: number; cy: number; s: number } => {
  const cx = points.reduce((sum, p) => sum + p.x, 0) / points.length;
  const cy = points.reduce((sum, p) => sum + p.y, 0) / points.length;
  const spread = points.reduce((sum, p) => sum + Math.hypot(p.x - cx, p.y - cy), 0) / points.length;
  if (!(spread > 0)) throw new DegeneratePointsError('all points are the same, or one is not a number');
  return { cx, cy, s: Math.SQRT2 / spread };
};

const accumulate = (n: Float64Array[], row: readonly number[], right: number): void => {
  for (let i = 0; i < 8; i++) {
    for (let j = 0; j < 8; j++) n[i]![j]! += row[i]! * row[j]!;
    n[i]![8]! += row[i]! * right;
  }
};

/** Gaussian elimination with partial pivoting on an 8×9 augmented matrix. */
const solve = (n: Float64Array[]): number[] => {
  for (let i = 0; i < 8; i++) {
    let pivot = i;
    for (let r = i + 1; r < 8; r++) if (Math.abs(n[r]![i]!) > Math.abs(n[pivot]![i]!)) pivot = r;
    [n[i], n[pivot]] = [n[pivot]!, n[i]!];
    const head = n[i]![i]!;
    if (!(Math.abs(head) > 1e-10)) throw new DegeneratePointsError('three of the points lie on a line');
    for (let r = 0; r < 8; r++) {
      if (r === i) continue;
      const factor = n[r]![i]! / head;
      for (let c = i; c < 9; c++) n[r]![c]! -= factor * n[i]![c]!;
    }
  }
  return n.map((row, i) => row[8]! / row[i]!);
};
