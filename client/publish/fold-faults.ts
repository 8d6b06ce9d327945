/**
 * Folds what the page's parts report into one list of faults: each part says what is wrong with it now, and a fault keeps
 * its `since` while it lasts, whichever part reports it and however its detail changes.
 */
import type { Fault, FaultCode } from '../../server/protocol.ts';

/** Who reports: a part's new report replaces its older one. */
export type FaultPart = 'camera' | 'paper' | 'worker' | 'server' | 'calibration' | 'drift';

export interface FaultReport {
  readonly code: FaultCode;
  readonly detail: string;
}

export type FaultsByPart = Readonly<Record<FaultPart, readonly Fault[]>>;

export const NO_FAULTS: FaultsByPart = { camera: [], paper: [], worker: [], server: [], calibration: [], drift: [] };

/** Works, but somebody should know. */
const NOTICES: ReadonlySet<FaultCode> = new Set<FaultCode>(['reading-on-wasm', 'calibration-running', 'marks-mixed']);
/** The wire's limit on a detail. */
const LONGEST_DETAIL = 600;

/** The faults after `part` reported all that it has now; the very same object when nothing changed. `now` is ISO 8601. */
export const foldFaults = (
  before: FaultsByPart,
  part: FaultPart,
  reports: readonly FaultReport[],
  now: string,
): FaultsByPart => {
  const known = before[part];
  const next = reports.map(({ code, detail }): Fault => {
    const since = known.find((fault) => fault.code === code)?.since ?? now;
    return { code, severity: NOTICES.has(code) ? 'notice' : 'fault', since, detail: detail.slice(0, LONGEST_DETAIL) };
  });
  const same =
    next.length === known.length &&
    next.every((fault, i) => fault.code === known[i]!.code && fault.detail === known[i]!.detail);
  return same ? before : { ...before, [part]: next };
};

/** All faults, faults before notices, the oldest first; one a code. */
export const listFaults = (faults: FaultsByPart): readonly Fault[] => {
  const byCode = new Map<FaultCode, Fault>();
  for (const fault of [
    ...faults.camera,
    ...faults.server,
    ...faults.worker,
    ...faults.paper,
    ...faults.calibration,
    ...faults.drift,
  ])
    if (!byCode.has(fault.code)) byCode.set(fault.code, fault);
  return [...byCode.values()].sort(
    (a, b) => Number(a.severity === 'notice') - Number(b.severity === 'notice') || a.since.localeCompare(b.since),
  );
};
