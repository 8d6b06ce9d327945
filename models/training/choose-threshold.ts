/** Below which confidence a line is read again. Pure; error rates are shares. */

/** Share of what reading again can bring that is enough: the last lines cost most and bring least. */
const ENOUGH = 0.95;

export interface ThresholdTried {
  /** Lines of less confidence were read again. */
  readonly below: number;
  /** Error rate of all lines then. */
  readonly mean: number;
}

/** `tried`: the cheapest first; `alone`: the error rate without a second reading. Where no threshold brings anything, none is read again: `below` 0. */
export function chooseThreshold(tried: readonly ThresholdTried[], alone: number): ThresholdTried {
  const least = Math.min(...tried.map(({ mean }) => mean));
  const goal = alone - ENOUGH * (alone - least);
  return (least < alone && tried.find(({ mean }) => mean <= goal)) || { below: 0, mean: alone };
}
