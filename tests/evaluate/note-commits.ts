/** When written lines first stand committed, told apart by what they say: who reads a line is not told which it was. */
import { editDistance } from './edit-distance.ts';

/** A text that differs in more than this share of a line's characters is not that line. */
const ALIKE = 0.5;

/** Written line → ms at which it was first seen committed. */
export type CommitTimes = ReadonlyMap<number, number>;

/** `committed`: the texts that stand committed at `now`; lines that were noted before keep their time. */
export function noteCommits(
  times: CommitTimes,
  written: readonly string[],
  committed: readonly string[],
  now: number,
): CommitTimes {
  const noted = new Map(times);
  for (const text of committed) {
    const shares = written.map((line) => editDistance([...line], [...text]) / Math.max(1, [...line].length));
    const nearest = shares.indexOf(Math.min(...shares));
    if (nearest !== -1 && shares[nearest]! <= ALIKE && !noted.has(nearest)) noted.set(nearest, now);
  }
  return noted;
}
