/** Logistic regression by Newton's method; `ridge` pulls all weights but the bias towards zero. In: rows of numbers whose first is 1 (the bias), targets 0 or 1. Out: a weight a column. */

const MOST_ROUNDS = 40;
const CONVERGED = 1e-7;

export function fitLogistic(rows: readonly (readonly number[])[], targets: readonly number[], ridge: number): number[] {
  const size = rows[0]?.length ?? 0;
  let weights = new Array<number>(size).fill(0);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const gradient = weights.map((w, j) => (j === 0 ? 0 : ridge * w));
    // A trace of ridge on the bias keeps the matrix invertible where all targets agree.
    const hessian = weights.map((_, j) => weights.map((_, k) => (j === k ? (j === 0 ? 1e-6 : ridge) : 0)));
    rows.forEach((row, i) => {
      const p = sigmoid(dot(row, weights));
      for (let j = 0; j < size; j++) {
        gradient[j]! += (p - targets[i]!) * row[j]!;
        for (let k = 0; k < size; k++) hessian[j]![k]! += p * (1 - p) * row[j]! * row[k]!;
      }
    });
    const step = solve(hessian, gradient);
    weights = weights.map((w, j) => w - step[j]!);
    if (Math.max(...step.map(Math.abs)) < CONVERGED) break;
  }
  return weights;
}

export const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
export const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

/** Gaussian elimination with pivots. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
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
