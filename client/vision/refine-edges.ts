/**
 * A rough quad → corners to a fraction of a px: each side is followed as the best path over profiles across it (dynamic programming,
 * as in live-wire segmentation, Mortensen and Barrett 1995), a gently bowed curve is fitted robustly to the path, and neighbouring curves are intersected.
 * So a bowed edge keeps its true corners, and a covered corner is where the visible edges lead. In and out: px of the given picture.
 */
import type { CameraPoint, Quad } from '../../calibration/frames.ts';
import type { GreyImage } from './grey-image.ts';
import { stepSupport } from './step-support.ts';

export interface EdgeSearch {
  /** How far from the quad's straight sides the edge may lie, px. */
  readonly reachPx: number;
  /** Half the distance between the two means whose difference is the step, px. */
  readonly blurPx: number;
  /** Curves around which to search, from a coarser picture, in px of this one; straight sides when absent. */
  readonly around?: QuadCurves;
}

/** For each side (top, right, bottom, left), its offset inward from the straight side: c0 + c1 u + c2 u² + c3 u³ px, u = −1…1 along it. */
export type QuadCurves = readonly [readonly number[], readonly number[], readonly number[], readonly number[]];

export interface RefinedQuad {
  readonly quad: Quad<'camera'>;
  readonly curves: QuadCurves;
  /** 0…1 for each side (top, right, bottom, left): how much of its visible part lies on one smooth edge; null on the frame's border. */
  readonly support: readonly [number | null, number | null, number | null, number | null];
}

const STRAIGHT: readonly number[] = [0, 0, 0, 0];
/** Places along each side where its profile is taken. */
const STATIONS = 72;
/** A side of which less is in view proves nothing. */
const MIN_SEEN_STATIONS = 18;
/** Offsets between two neighbouring stations: cost of one offset step, in units of support. */
const BEND_COST = 0.12;
/** Largest change of offset between neighbouring stations, in steps. */
const MAX_BEND = 2;
/** Offsets from the path to the steepest place, at most. */
const MAX_CLIMB = 4;
/** A side bows by about this share of its length at most (one standard deviation); its third-order part is smaller. */
const BOW_SIGMA = 0.012;
const WAVE_SIGMA = 0.004;
/** Edge points scatter by about this share of the side's length around the curve. */
const SCATTER_SIGMA = 0.0015;
const FIT_ROUNDS = 8;
/** The stretch beside a corner, as a share of the side, whose own points have the last word on it. */
const CORNER_STRETCH = 0.16;

interface SideCurve {
  readonly from: CameraPoint;
  readonly to: CameraPoint;
  readonly coefficients: readonly number[];
  readonly points: readonly EdgePoint[];
  readonly support: number | null;
}
interface EdgePoint {
  readonly u: number;
  readonly offset: number;
  /** 0…1. */
  readonly weight: number;
}

/** Sides that lie on the frame's border stay there: nothing can be seen beyond. */
export const refineEdges = (picture: GreyImage, quad: Quad<'camera'>, search: EdgeSearch): RefinedQuad => {
  const sides = [0, 1, 2, 3].map((side) =>
    fitSide(picture, quad[side]!, quad[(side + 1) % 4]!, search, search.around?.[side] ?? STRAIGHT),
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
  const coefficients = fitCurve(points, length);
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

/** The best path of steps from dark (outside) to bright (inside) along a side. Stations outside the frame have no point. */
const followEdge = (
  picture: GreyImage,
  from: CameraPoint,
  to: CameraPoint,
  search: EdgeSearch,
  around: readonly number[],
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

/** Robust ridge fit: Cauchy weights by iteration, bow and wave held small by a prior, so that a gap is bridged calmly. */
const fitCurve = (points: readonly EdgePoint[], length: number): number[] => {
  const sigma = scatterOf(length);
  const prior = [0, 0, (sigma / (BOW_SIGMA * length)) ** 2, (sigma / (WAVE_SIGMA * length)) ** 2];
  let coefficients = startLine(points, sigma);
  for (let round = 0; round < FIT_ROUNDS; round++) {
    const scale = sigma * (round < 3 ? 3 : 1);
    const normal = Array.from({ length: 4 }, (_, at) => {
      const row = new Float64Array(5);
      row[at] = prior[at]! + 1e-6;
      return row;
    });
    for (const { u, offset, weight } of points) {
      const residual = (offset - valueAt(coefficients, u)) / scale;
      const trust = weight / (1 + residual * residual) ** 2;
      const basis = [1, u, u * u, u * u * u];
      for (let i = 0; i < 4; i++) {
        for (let j = 0; j < 4; j++) normal[i]![j]! += trust * basis[i]! * basis[j]!;
        normal[i]![4]! += trust * basis[i]! * offset;
      }
    }
    coefficients = solve(normal);
  }
  return coefficients;
};

/** The line through two path points that most of the others agree with: all pairs of every sixth station. */
const startLine = (points: readonly EdgePoint[], sigma: number): number[] => {
  let best = [0, 0, 0, 0];
  let most = -1;
  for (let i = 0; i < points.length; i += 4)
    for (let j = i + 12; j < points.length; j += 4) {
      const p = points[i]!;
      const q = points[j]!;
      const slope = (q.offset - p.offset) / (q.u - p.u);
      const start = p.offset - slope * p.u;
      let agreement = 0;
      for (let k = 0; k < points.length; k += 2) {
        const point = points[k]!;
        const residual = (point.offset - start - slope * point.u) / (3 * sigma);
        agreement += point.weight / (1 + residual * residual);
      }
      if (agreement > most) {
        most = agreement;
        best = [start, slope, 0, 0];
      }
    }
  return best;
};

/** One standard deviation of edge points around their curve, px. */
const scatterOf = (length: number): number => Math.max(0.35, SCATTER_SIGMA * length);

const valueAt = (c: readonly number[], u: number): number => c[0]! + u * (c[1]! + u * (c[2]! + u * c[3]!));
const slopeAt = (c: readonly number[], u: number): number => c[1]! + u * (2 * c[2]! + u * 3 * c[3]!);

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

/** Gaussian elimination with pivoting, 4×5. */
const solve = (rows: Float64Array[]): number[] => {
  for (let i = 0; i < 4; i++) {
    let pivot = i;
    for (let r = i + 1; r < 4; r++) if (Math.abs(rows[r]![i]!) > Math.abs(rows[pivot]![i]!)) pivot = r;
    [rows[i], rows[pivot]] = [rows[pivot]!, rows[i]!];
    for (let r = 0; r < 4; r++) {
      if (r === i) continue;
      const factor = rows[r]![i]! / rows[i]![i]!;
      for (let c = i; c < 5; c++) rows[r]![c]! -= factor * rows[i]![c]!;
    }
  }
  return rows.map((row, i) => row[4]! / row[i]!);
};
