/** Which screen the wizard shows, from what the canvas holds and what its own person is doing. Pure. */
import type { CalibrationProgress, CalibrationState, CalibrationVerdict } from '../../server/protocol.ts';
import type { CalibrationRecord } from '../record.ts';

export type Screen =
  | { readonly kind: 'preflight' }
  | { readonly kind: 'running'; readonly progress: CalibrationProgress }
  /** Ended with nothing to accept. */
  | { readonly kind: 'declined'; readonly verdict: CalibrationVerdict }
  /** To be looked at on the wall; `verdict` null: a file, or moved by hand. */
  | { readonly kind: 'trial'; readonly record: CalibrationRecord; readonly verdict: CalibrationVerdict | null }
  /** The run that ended last was accepted. */
  | { readonly kind: 'accepted'; readonly record: CalibrationRecord };

type Entry = { readonly projector: string };
const of = <T extends Entry>(list: readonly T[], projector: string): T | undefined =>
  list.find((entry) => entry.projector === projector);

/** `dismissed`: the verdict's time that somebody put away here. */
export const screenOf = (canvas: CalibrationState, projector: string, dismissed: string | null): Screen => {
  const progress = of(canvas.progress, projector);
  if (progress) return { kind: 'running', progress };
  const trial = of(canvas.trials, projector);
  const verdict = of(canvas.verdicts, projector) ?? null;
  if (trial)
    return { kind: 'trial', record: trial, verdict: verdict?.record?.madeAt === trial.madeAt ? verdict : null };
  if (!verdict || verdict.at === dismissed) return { kind: 'preflight' };
  if (!verdict.record) return { kind: 'declined', verdict };
  const inForce = of(canvas.calibrations, projector);
  return inForce?.madeAt === verdict.record.madeAt ? { kind: 'accepted', record: inForce } : { kind: 'preflight' };
};
