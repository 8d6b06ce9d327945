/**
 * What is wrong in the worker now: a reader that cannot be loaded stays wrong until it can, a stage that failed is told for a
 * while and then forgotten if frames go through again, and so is a wish that was refused. Values in, values out; times in ms.
 */
import type { FaultCode } from '../../server/protocol.ts';

export interface WorkerFault {
  readonly code: FaultCode;
  readonly detail: string;
}

export interface WorkerFaults {
  /** The last failure of a stage; null when none is worth telling. */
  readonly failure: { readonly detail: string; readonly time: number; readonly count: number } | null;
  /** Why there is no reader; null when there is one, or none was tried. */
  readonly reader: WorkerFault | null;
  /** Something that works but should be known; null = nothing. */
  readonly note: WorkerFault | null;
  /** Why a light that somebody wanted put right was not; null when nobody did, or it was. */
  readonly refusal: { readonly detail: string; readonly time: number } | null;
  /** Whose patches cannot be told apart; null = none. */
  readonly mixed: WorkerFault | null;
}

/** A failure is shown at least this long, so that a person can read it. */
const TELL_MS = 4000;
/** An answer to a key that was pressed at the projector is read at the camera page or at /calibrate, too. */
const ANSWER_MS = 30_000;

export const NO_WORKER_FAULTS: WorkerFaults = { failure: null, reader: null, note: null, refusal: null, mixed: null };

/** After `stage` failed. */
export const stageFailed = (before: WorkerFaults, stage: string, error: unknown, time: number): WorkerFaults => {
  const detail = `${stage}: ${error instanceof Error ? error.message : String(error)}`;
  const count = before.failure?.detail === detail ? before.failure.count + 1 : 1;
  return { ...before, failure: { detail, time, count } };
};

/** A repair was asked for at `time`; `refused`: why it cannot be, null = it can. */
export const repairAnswered = (
  before: WorkerFaults,
  projector: string,
  refused: string | null,
  time: number,
): WorkerFaults => ({
  ...before,
  refusal: refused === null ? null : { detail: `Projector “${projector}”. ${refused}`, time },
});

/** All that these projectors show for the camera lies on what another shows; [] = nothing does. */
export const patchesMixed = (before: WorkerFaults, projectors: readonly string[]): WorkerFaults => {
  const names = projectors.map((name) => `“${name}”`).join(' and ');
  const detail = `The delay of ${names} cannot be measured: all their small marks lie on another projector’s.`;
  return { ...before, mixed: projectors.length === 0 ? null : { code: 'marks-mixed', detail } };
};

/** The faults at `time`, those that have passed left out. */
export const currentFaults = (
  faults: WorkerFaults,
  time: number,
): { readonly faults: WorkerFaults; readonly list: readonly WorkerFault[] } => {
  const failure = faults.failure && time - faults.failure.time < TELL_MS ? faults.failure : null;
  const refusal = faults.refusal && time - faults.refusal.time < ANSWER_MS ? faults.refusal : null;
  const list: WorkerFault[] = [];
  // No count in the words: each new one would be told to everybody.
  if (failure) list.push({ code: 'vision-failed', detail: failure.detail });
  if (refusal) list.push({ code: 'repair-refused', detail: refusal.detail });
  if (faults.reader) list.push(faults.reader);
  if (faults.note) list.push(faults.note);
  if (faults.mixed) list.push(faults.mixed);
  const isSame = failure === faults.failure && refusal === faults.refusal;
  return { faults: isSame ? faults : { ...faults, failure, refusal }, list };
};
