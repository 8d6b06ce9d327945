/** Gaussian elimination with partial pivoting: n equations as rows of n + 1 numbers, the right side last. A direction without pivot gives 0. */
export const solveLinear = (rows: readonly (readonly number[])[]): number[] => {
  const n = rows.map((row) => [...row]);
  const size = n.length;
  for (let i = 0; i < size; i++) {
    let pivot = i;
    for (let r = i + 1; r < size; r++) if (Math.abs(n[r]![i]!) > Math.abs(n[pivot]![i]!)) pivot = r;
    [n[i], n[pivot]] = [n[pivot]!, n[i]!];
    const head = n[i]![i]!;
    if (Math.abs(head) < 1e-14) continue;
    for (let r = 0; r < size; r++) {
      if (r === i) continue;
      const factor = n[r]![i]! / head;
      for (let c = i; c <= size; c++) n[r]![c]! -= factor * n[i]![c]!;
    }
  }
  return n.map((row, i) => (Math.abs(row[i]!) < 1e-14 ? 0 : row[size]! / row[i]!));
};
