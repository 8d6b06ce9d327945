/** How steady what was shown is: characters that were shown and later changed, and when a line came to rest. Pure. */

export interface Shown {
  /** ms. */
  readonly time: number;
  readonly text: string;
  readonly committed: boolean;
}

/** Characters of `before` that `after` does not keep: the deletions and substitutions of the best alignment. Text that only grew changed nothing. */
export function charactersChanged(before: string, after: string): number {
  const a = [...before];
  const b = [...after];
  // Fewest changed characters of `before`; insertions are free.
  let row = new Array<number>(b.length + 1).fill(0);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]!, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}

export interface LineScore {
  /** Over all of its life, and after it was first committed. */
  readonly changed: number;
  readonly changedCommitted: number;
  /** ms at which it was committed with the text that it kept; null when it never was. */
  readonly stableAt: number | null;
}

/** `history`: what was shown of one line, in order; repetitions do no harm. */
export function scoreShown(history: readonly Shown[]): LineScore {
  let changed = 0;
  let changedCommitted = 0;
  let stableAt: number | null = null;
  let last: Shown | null = null;
  for (const shown of history) {
    const edits = last === null ? 0 : charactersChanged(last.text, shown.text);
    changed += edits;
    if (last?.committed) changedCommitted += edits;
    if (last === null || last.text !== shown.text || !shown.committed) stableAt = shown.committed ? shown.time : null;
    else stableAt ??= shown.time;
    last = shown;
  }
  return { changed, changedCommitted, stableAt };
}
