/** What the watchdog says of each projector's light, as one report: what is well with one takes nothing back of another. Values in, values out. */
import type { FaultReport } from './fold-faults.ts';

/** In words, by projector; who is not in it is well. */
export type Drifts = ReadonlyMap<string, string>;

export const NO_DRIFTS: Drifts = new Map();

/** `fault` null: its light lies where it should. */
export const foldDrift = (before: Drifts, projector: string, fault: string | null): Drifts => {
  const after = new Map(before);
  if (fault === null) after.delete(projector);
  else after.set(projector, fault);
  return after;
};

/** One fault, whoever it is of; projectors are named where there are several. */
export const reportDrifts = (drifts: Drifts, projectors: number): readonly FaultReport[] =>
  drifts.size === 0
    ? []
    : [
        {
          code: 'alignment-drifted',
          detail: [...drifts].map(([name, words]) => (projectors > 1 ? `“${name}”: ${words}` : words)).join(' '),
        },
      ];
