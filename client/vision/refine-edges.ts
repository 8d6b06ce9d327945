/**
 * A rough quad → corners to a fraction of a px: each side is followed, a gently bowed curve is fitted to it, and neighbouring curves are
 * intersected. So a bowed edge keeps its true corners, and a covered corner is where the visible edges lead. In and out: px of the given picture.
 */
import type { CameraPoint, Quad } from '../../calibration/frames.ts';
import { type EdgePoint, fitSideCurve, STRAIGHT, scatterOf, slopeAt, valueAt } from './fit-side-curve.ts';
import { type EdgeSearch, followEdge, STATIONS } from './follow-edge.ts';
import type { GreyImage } from './grey-image.ts';

/** For each side (top, right, bottom, left), its offset inward from the straight side: c0 + c1 u + c2 u² + c3 u³ px, u = −1…1 along it. */
export type QuadCurves = readonly [readonly number[], readonly number[], readonly number[], readonly number[]];

export interface RefinedQuad {
  readonly quad: Quad<'camera'>;
  readonly curves: QuadCurves;
  /** 0…1 for each side (top, right, bottom, left): how much of its visible part lies on one smooth edge; null on the frame's border. */
  readonly support: readonly [number | null, number | null, number | null, number | null];
}

/** A side of which less is in view proves nothing: a quarter of its stations. */
const MIN_SEEN_STATIONS = STATIONS / 4;
/** The stretch beside a corner, as a share of the side, whose own points have the last word on it. */
const CORNER_STRETCH = 0.16;

interface SideCurve {
  readonly from: CameraPoint;
  readonly to: CameraPoint;
  readonly coefficients: readonly number[];
  readonly points: readonly EdgePoint[];
  readonly support: number | null;
}

/**
 * `around`: curves to search along, from a coarser picture, in px of this one; straight sides when absent.
 * Sides that lie on the frame's border stay there: nothing can be seen beyond.
 */
export const refineEdges = (
  picture: GreyImage,
  quad: Quad<'camera'>,
  search: EdgeSearch,
  around?: QuadCurves,
): RefinedQuad => {
  const sides = [0, 1, 2, 3].map((side) =>
    fitSide(picture, quad[side]!, quad[(side + 1) % 4]!, search, around?.[side] ?? STRAIGHT),
  ) as [SideCurve, SideCurve, SideCurve, SideCurve];
  const corner = (at: number): CameraPoint => meet(sides[(at + 3) % 4]!, sides[at]!, quad[at]!);
  return {
    quad: [corner(0), corner(1), corner(2), corner(3)],
    curves: [sides[0].coefficients, sides[1].coefficients, sides[2].coefficients, sides[3].coefficients],
    support: [sides[0].support, sides[1].support, sides[2].support, sides[3].support],
  };
};

const fitSide = (
  picture: GreyImage,
  from: CameraPoint,
  to: CameraPoint,
  search: EdgeSearch,
  around: readonly number[],
): SideCurve => {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (isOnBorder(picture, from, to)) return { from, to, coefficients: STRAIGHT, points: [], support: null };
  const points = followEdge(picture, from, to, search, around);
  const coefficients = fitSideCurve(points, length);
  // Texture has steps everywhere, but they do not lie on one smooth curve.
  const tolerance = 3 * scatterOf(length);
  const support = points
    .filter(({ u, offset }) => Math.abs(offset - valueAt(coefficients, u)) < tolerance)
    .reduce((sum, point) => sum + point.weight, 0);
  return { from, to, coefficients, points, support: support / Math.max(MIN_SEEN_STATIONS, points.length) };
};

const isOnBorder = (picture: GreyImage, a: CameraPoint, b: CameraPoint): boolean => {
  const near = (p: number, q: number, border: number): boolean => Math.abs(p - border) < 1 && Math.abs(q - border) < 1;
  return (
    near(a.x, b.x, 0) || near(a.x, b.x, picture.width - 1) || near(a.y, b.y, 0) || near(a.y, b.y, picture.height - 1)
  );
};

/** Where two neighbouring curves meet: tangents intersected, Newton's way. */
const meet = (arriving: SideCurve, leaving: SideCurve, start: CameraPoint): CameraPoint => {
  const arrivingLocal = nudge(arriving, 1);
  const leavingLocal = nudge(leaving, -1);
  let corner = start;
  for (let round = 0; round < 5; round++) {
    const a = tangent(arriving, arrivingLocal, corner);
    const b = tangent(leaving, leavingLocal, corner);
    const determinant = a.dx * b.dy - a.dy * b.dx;
    if (Math.abs(determinant) < 1e-3) return corner;
    const t = ((b.x - a.x) * b.dy - (b.y - a.y) * b.dx) / determinant;
    corner = { x: a.x + t * a.dx, y: a.y + t * a.dy };
  }
  return corner;
};

/** How the points beside one end deviate from the curve: an offset there, held at 0 where they are few. */
const nudge = (side: SideCurve, end: 1 | -1): number => {
  const length = Math.hypot(side.to.x - side.from.x, side.to.y - side.from.y);
  const sigma = scatterOf(length);
  let sum = 0;
  let weights = 4;
  for (const { u, offset, weight } of side.points) {
    const away = Math.abs(end - u) / 2 / CORNER_STRETCH;
    if (away > 1) continue;
    const residual = offset - valueAt(side.coefficients, u);
    const trust = (weight * (1 - away)) / (1 + (residual / (3 * sigma)) ** 2) ** 2;
    sum += trust * residual;
    weights += trust;
  }
  return sum / weights;
};

const tangent = (
  side: SideCurve,
  local: number,
  near: CameraPoint,
): { x: number; y: number; dx: number; dy: number } => {
  const length = Math.hypot(side.to.x - side.from.x, side.to.y - side.from.y);
  const dx = (side.to.x - side.from.x) / length;
  const dy = (side.to.y - side.from.y) / length;
  const t = (near.x - side.from.x) * dx + (near.y - side.from.y) * dy;
  // Beyond its ends a curve goes on straight.
  const u = Math.min(1.02, Math.max(-1.02, (t / length) * 2 - 1));
  const offset = valueAt(side.coefficients, u) + local;
  const slope = (slopeAt(side.coefficients, u) * 2) / length;
  const s = ((u + 1) / 2) * length;
  return {
    x: side.from.x + dx * s - dy * offset,
    y: side.from.y + dy * s + dx * offset,
    dx: dx - dy * slope,
    dy: dy + dx * slope,
  };
};
