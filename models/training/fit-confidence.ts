/**
 * Fits the confidence curve of client/reading/calibrate-confidence.ts: a logistic regression of "the whole line is right"
 * on the decoding's features (Newton's method, ridge), then isotonic regression (pool adjacent violators) of what it says.
 */
import {
  type ConfidenceCurve,
  type ConfidenceFeatures,
  featureVector,
} from '../../client/reading/calibrate-confidence.ts';

export interface JudgedFeatures {
  readonly features: ConfidenceFeatures;
  readonly right: boolean;
}

/** Strength of the pull towards zero weights: some hundred lines fit seven numbers, and no more. */
const RIDGE = 1;
/** Lines a step of the monotone curve must rest on. */
const LEAST_POOL = 20;

export function fitConfidence(judged: readonly JudgedFeatures[]): ConfidenceCurve {
  const rows = judged.map(({ features }) => [1, ...featureVector(features)]);
  const weights = fitLogistic(
    rows,
    judged.map(({ right }) => (right ? 1 : 0)),
  );
  const scored = rows
    .map((row, i) => ({ said: sigmoid(dot(row, weights)), right: judged[i]!.right }))
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

/** Rising steps of at least LEAST_POOL lines, as knots at the steps' mean, with a line's worth of doubt at either end. */
function poolAdjacent(scored: readonly { said: number; right: boolean }[]): [number, number][] {
  const pools: { count: number; right: number; said: number }[] = [];
  for (const { said, right } of scored) {
    const last = pools.at(-1);
    if (last !== undefined && last.count < LEAST_POOL) {
      last.count++;
      last.right += right ? 1 : 0;
      last.said += said;
    } else pools.push({ count: 1, right: right ? 1 : 0, said });
    while (pools.length > 1) {
      const b = pools.at(-1)!;
      const a = pools.at(-2)!;
      if (b.count < LEAST_POOL || a.right / a.count < b.right / b.count) break;
      pools.splice(-2, 2, { count: a.count + b.count, right: a.right + b.right, said: a.said + b.said });
    }
  }
  const knots = pools.map(({ count, right, said }): [number, number] => [
    round(said / count),
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
