/**
 * Fits the confidence curve of client/reading/calibrate-confidence.ts: a logistic regression of "the whole line is right"
 * on the decoding's features (Newton's method, ridge), then isotonic regression (pool adjacent violators) of what it says.
 * Lines by writers whom the network knows help to weigh the features, but with an intercept of their own, which is
 * dropped: before strangers nobody has that advantage.
 */
import {
  type ConfidenceCurve,
  type ConfidenceFeatures,
  featureVector,
} from '../../client/reading/calibrate-confidence.ts';

export interface JudgedFeatures {
  readonly features: ConfidenceFeatures;
  readonly right: boolean;
  /** The network has learnt from other lines by this writer. */
  readonly knownWriter?: boolean;
}

/** Strength of the pull towards zero weights: some hundred lines fit seven numbers, and no more. */
const RIDGE = 1;
/** Steps of the monotone curve before any are pooled, and the least lines in each: fewer would follow the noise. */
const STEPS = 10;
const LEAST_LINES = 30;

export function fitConfidence(judged: readonly JudgedFeatures[]): ConfidenceCurve {
  const rows = judged.map(({ features, knownWriter }) => [1, ...featureVector(features), knownWriter === true ? 1 : 0]);
  const fitted = fitLogistic(
    rows,
    judged.map(({ right }) => (right ? 1 : 0)),
  );
  const advantage = fitted.at(-1)!;
  const weights = fitted.slice(0, -1);
  // The curve is shaped on what each line's own logistic says, advantage included, so that all lines can shape it.
  const scored = rows
    .map((row, i) => ({
      said: sigmoid(dot(row.slice(0, -1), weights) + advantage * row.at(-1)!),
      right: judged[i]!.right,
    }))
    .sort((a, b) => a.said - b.said);
  return { bias: round(weights[0]!), weights: weights.slice(1).map(round), knots: poolAdjacent(scored) };
}

function fitLogistic(rows: readonly number[][], targets: readonly number[]): number[] {
  const size = rows[0]?.length ?? 0;
  let weights = new Array<number>(size).fill(0);
  for (let round = 0; round < 30; round++) {
    const gradient = weights.map((w, j) => (j === 0 ? 0 : RIDGE * w));
    const hessian = weights.map((_, j) => weights.map((_, k) => (j === k ? (j === 0 ? 1e-6 : RIDGE) : 0)));
    rows.forEach((row, i) => {
      const p = sigmoid(dot(row, weights));
      for (let j = 0; j < size; j++) {
        gradient[j]! += (p - targets[i]!) * row[j]!;
        for (let k = 0; k < size; k++) hessian[j]![k]! += p * (1 - p) * row[j]! * row[k]!;
      }
    });
    const step = solve(hessian, gradient);
    weights = weights.map((w, j) => w - step[j]!);
    if (Math.max(...step.map(Math.abs)) < 1e-6) break;
  }
  return weights;
}

/** Gaussian elimination with pivots. */
function solve(matrix: readonly number[][], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  const n = rows.length;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let r = column; r < n; r++) if (Math.abs(rows[r]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = r;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let r = 0; r < n; r++) {
      if (r === column) continue;
      const factor = rows[r]![column]! / rows[column]![column]!;
      for (let k = column; k <= n; k++) rows[r]![k]! -= factor * rows[column]![k]!;
    }
  }
  return rows.map((row, i) => row[n]! / row[i]!);
}

/** Rising steps of equal mass, pooled where they would fall, as knots at the steps' mean; a line's worth of doubt in each. */
function poolAdjacent(scored: readonly { said: number; right: boolean }[]): [number, number][] {
  const steps = Math.max(1, Math.min(STEPS, Math.floor(scored.length / LEAST_LINES)));
  const pools: { count: number; right: number; said: number }[] = [];
  for (let step = 0; step < steps; step++) {
    const part = scored.slice(
      Math.floor((step * scored.length) / steps),
      Math.floor(((step + 1) * scored.length) / steps),
    );
    pools.push({
      count: part.length,
      right: part.filter(({ right }) => right).length,
      said: part.reduce((sum, { said }) => sum + said, 0),
    });
    while (pools.length > 1) {
      const b = pools.at(-1)!;
      const a = pools.at(-2)!;
      if (a.right / a.count < b.right / b.count) break;
      pools.splice(-2, 2, { count: a.count + b.count, right: a.right + b.right, said: a.said + b.said });
    }
  }
  const knots = pools.map(({ count, right, said }): [number, number] => [
    round(said / Math.max(1, count)),
    round((right + 0.5) / (count + 1)),
  ]);
  const rising = knots.filter(([x, y], i) => i === 0 || (x > knots[i - 1]![0] && y >= knots[i - 1]![1]));
  return rising.length >= 2
    ? rising
    : [
        [0, rising[0]?.[1] ?? 0],
        [1, rising[0]?.[1] ?? 1],
      ];
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
const round = (x: number): number => Number(x.toFixed(4));
