/** Small symmetric linear systems, as every least-squares fit here ends in: Cholesky, in place. */

/**
 * Solves A·x = b, A symmetric positive definite, row-major n×n in `a` (only the lower half is read; both are overwritten). x is left in `b`.
 * False when A is not positive definite to rounding: the data do not determine the answer.
 */
export const solveCholesky = (a: Float64Array, b: Float64Array, n: number): boolean => {
  for (let i = 0; i < n; i++) {
    const scale = a[i * n + i]!;
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!;
      if (i === j) {
        if (!(sum > scale * 1e-13) || !(sum > 0)) return false;
        a[i * n + i] = Math.sqrt(sum);
      } else a[i * n + j] = sum / a[j * n + j]!;
    }
  }
  for (let i = 0; i < n; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= a[i * n + k]! * b[k]!;
    b[i] = sum / a[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i]!;
    for (let k = i + 1; k < n; k++) sum -= a[k * n + i]! * b[k]!;
    b[i] = sum / a[i * n + i]!;
  }
  return true;
};
