/**
 * A gently bowed curve through the points of one side: robust, and calm over gaps, so that a covered corner is where the visible edge leads.
 * In: offsets inward from the straight side, px, over u = −1…1 along it. Out: c0 + c1 u + c2 u² + c3 u³. Iteratively reweighted ridge regression.
 */

export interface EdgePoint {
  readonly u: number;
  readonly offset: number;
  /** 0…1. */
  readonly weight: number;
}

export const STRAIGHT: readonly number[] = [0, 0, 0, 0];
/** A side bows by about this share of its length (one standard deviation); its third-order part is smaller. */
const BOW_SIGMA = 0.012;
const WAVE_SIGMA = 0.004;
/** Edge points scatter by about this share of the side's length around the curve. */
const SCATTER_SIGMA = 0.0015;
const FIT_ROUNDS = 8;
/** Rounds that still listen to points farther away. */
const WIDE_ROUNDS = 3;

/** One standard deviation of edge points around their curve, px. */
export const scatterOf = (length: number): number => Math.max(0.35, SCATTER_SIGMA * length);

export const valueAt = (c: readonly number[], u: number): number => c[0]! + u * (c[1]! + u * (c[2]! + u * c[3]!));
export const slopeAt = (c: readonly number[], u: number): number => c[1]! + u * (2 * c[2]! + u * 3 * c[3]!);

/** `length`: the side's, px. Weights fall with the square of Cauchy's; a prior holds bow and wave small. */
export const fitSideCurve = (points: readonly EdgePoint[], length: number): number[] => {
  const sigma = scatterOf(length);
  const prior = [0, 0, (sigma / (BOW_SIGMA * length)) ** 2, (sigma / (WAVE_SIGMA * length)) ** 2];
  let coefficients = startLine(points, sigma);
  for (let round = 0; round < FIT_ROUNDS; round++) {
    const scale = sigma * (round < WIDE_ROUNDS ? 3 : 1);
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

/** The line through two path points that most of the others agree with: pairs of every fourth station. */
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
