/**
 * The faults that the projector page knows: its own, which it tells everybody, and those that it hears of. A fault of its own keeps the moment it began
 * while only its detail changes.
 */
import type { Fault, FaultCode } from '../server/protocol.ts';
import { type Border, nameFaults } from './name-faults.ts';

export interface HeldFaults {
  /** This page's own first. */
  readonly all: readonly Fault[];
  readonly border: Border | null;
  /** `detail` null: it is over. */
  set(code: FaultCode, detail: string | null): void;
  /** All that others have now. */
  hear(upstream: readonly Fault[]): void;
  isOwn(code: FaultCode): boolean;
  isUpstream(code: FaultCode): boolean;
  /** A server that was started again knows nothing of this page's faults. */
  sayAgain(): void;
}

/** `say`: to everybody, all of this page's own. `now`: ISO 8601. `onChange`: others are there, or one's detail is another. */
export const holdFaults = (
  say: (own: readonly Fault[]) => void,
  now: () => string,
  onChange: () => void,
): HeldFaults => {
  let own: readonly Fault[] = [];
  let upstream: readonly Fault[] = [];
  return {
    get all() {
      return [...own, ...upstream];
    },
    get border() {
      return nameFaults([...own, ...upstream]);
    },
    set: (code, detail) => {
      const known = own.find((f) => f.code === code);
      if ((known?.detail ?? null) === detail) return;
      const others = own.filter((f) => f.code !== code);
      own = detail === null ? others : [...others, { code, severity: 'fault', since: known?.since ?? now(), detail }];
      say(own);
      onChange();
    },
    hear: (reported) => {
      upstream = reported;
      onChange();
    },
    isOwn: (code) => own.some((f) => f.code === code),
    isUpstream: (code) => upstream.some((f) => f.code === code),
    sayAgain: () => {
      if (own.length > 0) say(own);
    },
  };
};
