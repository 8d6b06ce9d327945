/**
 * The quick re-calibration: while the show goes on, a few pictures tell how far paper and light have moved since the reference, and the calibration is
 * corrected by that. In: camera pictures in which the projector shows its patches (more of them, for a moment, than the watchdog needs); out: the
 * repair. Frames: camera px. State is passed in and returned.
 */
import type { DriftReference, Moved } from '../../calibration/drift/drift.ts';
import { type Repair, repairOf } from '../../calibration/drift/repair-calibration.ts';
import { NO_MOTION } from '../../calibration/drift/small-motion.ts';
import { judgeDrift } from './judge-drift.ts';
import { type DriftFrame, type DriftReferenceLook, lookAt, measureMotions } from './measure-motions.ts';

/** Pictures of the first moments may still show the scene without the patches, or a hand that has just pressed the key. */
const SETTLE_MS = 500;
const LEAST_MS = 2000;
const LEAST_FRAMES = 4;
/** What has not been seen enough by then is not in view. */
const GIVE_UP_MS = 4800;

export interface RepairState {
  readonly reference: DriftReference;
  readonly since: number;
  readonly looks: readonly DriftReferenceLook[];
}

export type RepairResult =
  | { readonly kind: 'repaired'; readonly repair: Repair; readonly moved: Moved; readonly amountMm: number }
  | { readonly kind: 'failed'; readonly reason: 'edges-not-seen' };

export const startRepair = (reference: DriftReference, time: number): RepairState => ({
  reference,
  since: time,
  looks: [],
});

/** `result` null: not yet. After a result the watch begins anew (startDriftWatch). */
export const stepRepair = (
  state: RepairState,
  frame: DriftFrame,
): { readonly state: RepairState; readonly result: RepairResult | null } => {
  const age = frame.time - state.since;
  const { look } = lookAt(state.reference, frame);
  const looks = age < SETTLE_MS ? [] : [...state.looks, look];
  const next = { ...state, looks };
  if (age < LEAST_MS || (looks.length < LEAST_FRAMES && age < GIVE_UP_MS)) return { state: next, result: null };
  const { reference } = state;
  const motions = looks.length < LEAST_FRAMES ? null : measureMotions(reference, looks);
  if (motions === null)
    return { state: next, result: age < GIVE_UP_MS ? null : { kind: 'failed', reason: 'edges-not-seen' } };
  const { moved, amountMm } = judgeDrift(reference, motions.paper, motions.light);
  // Without a patch in view the projector is taken to hang as it did: it is screwed to something, paper is not.
  const light = motions.light ?? NO_MOTION;
  const repair = repairOf(reference.sheet, reference.canvasToCamera, motions.paper, light);
  return { state: next, result: { kind: 'repaired', repair, moved, amountMm } };
};
