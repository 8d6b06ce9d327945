/**
 * Levenshtein distance (insertions, deletions, substitutions cost 1 each), in two rows of memory.
 * CER = over characters (code points), WER = over words; each divided by the total length of the truth.
 */

/** Between two sequences, compared with ===. Pass `[...text]` for characters, `text.split(' ')` for words. */
export const editDistance = <T>(a: readonly T[], b: readonly T[]): number => {
  let previous = Uint32Array.from({ length: b.length + 1 }, (_, j) => j);
  let current = new Uint32Array(b.length + 1);
  for (let i = 1; i <= a.length; i++) {
    current[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const substitute = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current[j] = Math.min(substitute, previous[j]! + 1, current[j - 1]! + 1);
    }
    [previous, current] = [current, previous];
  }
  return previous[b.length]!;
};
