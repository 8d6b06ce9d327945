/** Levenshtein distance of two short sequences (insertions, deletions, substitutions cost 1 each), in one row of memory. */
export function countEdits<T>(a: readonly T[], b: readonly T[]): number {
  const row = Uint32Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    let diagonal = row[0]!;
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const substitute = diagonal + (a[i - 1] === b[j - 1] ? 0 : 1);
      diagonal = row[j]!;
      row[j] = Math.min(substitute, row[j]! + 1, row[j - 1]! + 1);
    }
  }
  return row[b.length]!;
}
