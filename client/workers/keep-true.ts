/**
 * Keeps one projector's calibration in force true while the show runs: reads its coded patches for the delay, watches paper and light for drift, and
 * repairs when asked. Thin state around pure parts (watch-drift, repair-drift, estimate-latency). In: grey pictures and beats; out: messages.
 */
import { DRIFT_MM, type DriftReference } from '../../calibration/drift/drift.ts';
import { repairRecord } from '../../calibration/drift/repair-record.ts';
import { fitSheet } from '../../calibration/fit-sheet.ts';
import type { CameraPoint, ProjectorPoint, Quad, SheetSize } from '../../calibration/frames.ts';
import { applyHomography, invertHomography } from '../../calibration/homography.ts';
import { latencyOf, NO_LATENCY, noteRead, noteShown } from '../../calibration/latency/estimate-latency.ts';
import { placePatches } from '../../calibration/latency/place-patches.ts';
import { repairPatches } from '../../calibration/latency/repair-patches.ts';
import type { CalibrationRecord } from '../../calibration/record.ts';
import type { GreyImage } from '../vision/grey-image.ts';
import type { DriftFrame, ShownPatch } from '../vision/measure-motions.ts';
import type { LightDelay } from '../vision/predict-light.ts';
import { readPatch } from '../vision/read-patch.ts';
import { canvasToCameraOf } from '../vision/rectify.ts';
import { type RepairState, startRepair, stepRepair } from '../vision/repair-drift.ts';
import { type DriftState, MOVED_WORDS, startDriftWatch, watchDrift } from '../vision/watch-drift.ts';
import { apartFrom, markOf, type PatchMark } from './patch-marks.ts';
import type { TruthFound, TruthToWorker } from './truth-messages.ts';

/** The watchdog looks this often: the ink stage needs the time, and nothing drifts faster. */
const WATCH_EVERY_MS = 200;
const TELL_LATENCY_MS = 5000;
/** A drift is told anew when it has changed by so much, and now and then in any case. */
const TELL_DRIFT_MM = 0.2;
const TELL_DRIFT_MS = 20_000;
/** Beats that stopped for so long: the projector shows no patches (a pattern, blackout, its page is gone). */
const BEATS_STOPPED_MS = 4000;
/** Where the patch that tells the delay is searched between looks of the watchdog, px. */
const REACH_PX = 4;
/**
 * A repair compares with where paper and light lay when they were right. What would be learnt after it was asked for is how they lie now: waiting for that
 * would end in "nothing to put right".
 */
const NOTHING_TO_COMPARE_WITH = {
  idle: 'Nothing to compare with: the camera page has not seen the sheet yet. Let the camera see all of it.',
  learning:
    'Nothing to compare with yet: how paper and light lie now is being learnt, and taken to be right. If the light is off already, calibrate again.',
  changed: 'The calibration or the size of the sheet changed meanwhile, and with it what to compare with.',
} as const;
/** mm: less than this a repair cannot tell from no drift at all. */
const NOTHING_MM = 0.3;

export interface TrueFrame {
  readonly grey: GreyImage;
  readonly time: number;
  /** The sheet as it is tracked. */
  readonly quad: Quad<'camera'> | null;
  readonly sheet: SheetSize;
  /** In force for this projector. */
  readonly record: CalibrationRecord;
}

export interface TruthKeeper {
  /** Of this projector. */
  hear(message: TruthToWorker, now: number): void;
  /** null until it is measured. */
  delay(): LightDelay | null;
  /** Where its patches lie in the picture; [] while it shows none. */
  marks(frame: TrueFrame): readonly PatchMark[];
  /** `others`: the marks of the other projectors; what of its own lies on them is not read. */
  see(frame: TrueFrame, others?: readonly PatchMark[]): void;
  /** All that it shows lies on other projectors' marks. */
  isMixed(): boolean;
  /** It is not looked at any more: what was wrong with its light is nobody's trouble. */
  rest(now: number): void;
}

export const keepTrue = (projector: string, post: (message: TruthFound) => void): TruthKeeper => {
  let meter = NO_LATENCY;
  let beat: { readonly all: boolean; readonly at: number } | null = null;
  let mixed = false;
  let watched: { readonly key: string; readonly keeps: boolean } | null = null;
  let watch: DriftState = startDriftWatch();
  let repair: RepairState | null = null;
  let wantsRepair = false;
  let watchedAt = Number.NEGATIVE_INFINITY;
  let latencyTold = Number.NEGATIVE_INFINITY;
  let driftTold = { at: Number.NEGATIVE_INFINITY, mm: 0, fault: null as string | null };
  /** The patch that was read last, where it was. */
  let patch: { readonly shown: ShownPatch; readonly at: CameraPoint } | null = null;

  const patchesOf = (record: CalibrationRecord, sheet: SheetSize, time: number): readonly ShownPatch[] => {
    if (beat === null || time - beat.at > BEATS_STOPPED_MS) return [];
    const canvasToProjector = fitSheet(record, sheet);
    return beat.all
      ? repairPatches(canvasToProjector, record.projectorSize, sheet)
      : placePatches(canvasToProjector, record.projectorSize, sheet).map((place) => ({ id: place.corner, place }));
  };

  /** Roughly where light of a projector px is seen: by the plane, and by where the paper was when the reference was measured. */
  const mapOf = (frame: TrueFrame, record: CalibrationRecord): DriftFrame['projectorToCamera'] => {
    const projectorToCanvas = invertHomography(fitSheet(record, frame.sheet));
    const toCamera =
      watch.kind === 'watching'
        ? watch.reference.canvasToCamera
        : frame.quad && canvasToCameraOf(frame.quad, frame.sheet);
    if (!toCamera) return null;
    return (p: ProjectorPoint) => applyHomography<'canvas', 'camera'>(toCamera, applyHomography(projectorToCanvas, p));
  };

  const isUsable = (reference: DriftReference | null, { grey, sheet }: TrueFrame): boolean =>
    reference !== null &&
    reference.cameraSize.width === grey.width &&
    reference.cameraSize.height === grey.height &&
    reference.sheet.widthMm === sheet.widthMm &&
    reference.sheet.heightMm === sheet.heightMm;

  const follow = (frame: TrueFrame, record: CalibrationRecord): void => {
    const { grey, sheet } = frame;
    const key = JSON.stringify([record.canvasToProjector, grey.width, grey.height, sheet]);
    if (watched?.key === key) return;
    // By hand and by the simulator's own truth nothing was measured that a reference could keep.
    watched = { key, keeps: record.source === 'structured-light' };
    watch = startDriftWatch(isUsable(record.reference, frame) ? record.reference : null);
    if (repair) answer(NOTHING_TO_COMPARE_WITH.changed);
    repair = null;
    tellDrift(0, null, frame.time);
  };

  const answer = (refused: string | null): void => post({ type: 'repair-answer', projector, refused });

  const tellDrift = (mm: number, fault: string | null, time: number, isAsked = false): void => {
    const isNews = Math.abs(mm - driftTold.mm) >= TELL_DRIFT_MM || (fault === null) !== (driftTold.fault === null);
    if (!isNews && !isAsked && time - driftTold.at < TELL_DRIFT_MS) return;
    driftTold = { at: time, mm, fault };
    post({ type: 'drift', drift: { projector, mm, detail: fault ?? '' }, fault });
  };

  const readDelay = (seen: DriftFrame): void => {
    if (patch === null) return;
    const { shown, at } = patch;
    if (seen.projectorToCamera === null || !seen.patches.some(({ id }) => id === shown.id)) return;
    const { x, y, cell } = shown.place;
    const middle = seen.projectorToCamera({ x: x + 1.5 * cell - 0.5, y: y + cell - 0.5 });
    const map = seen.projectorToCamera;
    const reading = readPatch(
      seen.grey,
      shown.place,
      (p) => {
        const q = map(p);
        return { x: q.x + at.x - middle.x, y: q.y + at.y - middle.y };
      },
      REACH_PX,
    );
    if (reading) meter = noteRead(meter, reading.code, seen.time);
  };

  const watchLight = (frame: TrueFrame, record: CalibrationRecord, seen: DriftFrame): void => {
    const before = watch;
    const step = watchDrift(watch, seen);
    watch = step.state;
    for (const [id, reading] of step.readings) {
      const shown = seen.patches.find((p) => p.id === id);
      if (!shown) continue;
      patch = { shown, at: reading.at };
      meter = noteRead(meter, reading.code, frame.time);
      break;
    }
    if (watch.kind !== 'watching') return;
    if (before.kind === 'learning' && watched?.keeps)
      post({ type: 'record', record: { ...record, reference: watch.reference } });
    const { drift } = step;
    const words =
      drift && `${MOVED_WORDS[drift.moved]}: ${drift.amountMm.toFixed(1)} mm on the paper (good: below ${DRIFT_MM}).`;
    if (watch.amountMm !== null) tellDrift(watch.amountMm, words, frame.time);
  };

  const mend = (record: CalibrationRecord, seen: DriftFrame): void => {
    const step = stepRepair(repair!, seen);
    repair = step.state;
    if (step.result === null) return;
    const { reference } = step.state;
    repair = null;
    // Nothing to put right: what was measured of the accuracy stays true.
    if (step.result.kind === 'repaired' && step.result.amountMm < NOTHING_MM)
      tellDrift(step.result.amountMm, null, seen.time);
    else if (step.result.kind === 'repaired')
      post({
        type: 'record',
        record: repairRecord(record, step.result.repair, reference.sheet, reference.canvasToCamera),
      });
    else tellDrift(driftTold.mm, 'Not enough of the sheet’s edge is in view to put it right.', seen.time, true);
  };

  return {
    hear: (message, now) => {
      if (message.type === 'repair') {
        wantsRepair = watch.kind === 'watching';
        answer(watch.kind === 'watching' ? null : NOTHING_TO_COMPARE_WITH[watch.kind]);
      } else {
        beat = { all: message.all, at: now };
        meter = noteShown(meter, message.code, message.at);
      }
    },
    delay: () => latencyOf(meter),
    marks: (frame) => {
      const toCamera = mapOf(frame, frame.record);
      const patches = patchesOf(frame.record, frame.sheet, frame.time);
      return toCamera === null ? [] : patches.map((patch) => markOf(patch, toCamera));
    },
    isMixed: () => mixed,
    rest: (now) => {
      mixed = false;
      if (driftTold.fault !== null) tellDrift(driftTold.mm, null, now);
    },
    see: (frame, others = []) => {
      const { record, time } = frame;
      follow(frame, record);
      const toCamera = mapOf(frame, record);
      const shown = patchesOf(record, frame.sheet, time);
      const patches = toCamera === null ? shown : apartFrom(shown, toCamera, others);
      mixed = patches.length < shown.length && patches.length === 0;
      // What was measured before holds as little for what is measured again after it.
      if (mixed) meter = NO_LATENCY;
      const seen: DriftFrame = {
        grey: frame.grey,
        time,
        quad: frame.quad,
        sheet: frame.sheet,
        patches,
        projectorToCamera: toCamera,
      };
      if (wantsRepair && watch.kind === 'watching') repair = startRepair(watch.reference, time);
      else if (wantsRepair) answer(NOTHING_TO_COMPARE_WITH.changed);
      wantsRepair = false;
      if (repair) mend(record, seen);
      else if (time - watchedAt >= WATCH_EVERY_MS) {
        watchedAt = time;
        watchLight(frame, record, seen);
      } else readDelay(seen);
      const latency = latencyOf(meter);
      if (latency === null || time - latencyTold < TELL_LATENCY_MS) return;
      latencyTold = time;
      const { p50, p95, turns } = latency;
      post({ type: 'latency', latency: { projector, p50Ms: p50, p95Ms: p95, samples: turns } });
    },
  };
};
