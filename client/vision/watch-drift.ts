/**
 * Notices that a calibration is no longer true, while the show runs: the sheet's edges in the camera's picture against where they were, and the
 * projector's patches against where they were. Edges alone: the paper moved; patches alone: the projector; both alike: the camera.
 * In: grey camera pictures; out: how much in mm and what. Frames: camera px inside, mm on the paper outside. State is passed in and returned.
 */
import { DRIFT_MM, type Drift, type DriftReference, type Moved } from '../../calibration/drift/drift.ts';
import type { SmallMotion } from '../../calibration/drift/small-motion.ts';
import type { Homography } from '../../calibration/homography.ts';
import { type EdgeStation, edgeOffsets, layEdgeStations } from './edge-stations.ts';
import { judgeDrift } from './judge-drift.ts';
import {
  type DriftFrame,
  type DriftReferenceLook,
  lookAt,
  measureMotions,
  medianPatches,
  medianSeen,
  placesOf,
  readPatches,
} from './measure-motions.ts';
import type { PatchReading } from './read-patch.ts';
import { canvasToCameraOf } from './rectify.ts';

/** Pictures of this long are taken together: a hand that passes is outvoted, a real move is known in half of it. */
const WINDOW_MS = 4000;
const MOST_FRAMES = 24;
/** Fewer pictures than this say nothing. */
const LEAST_FRAMES = 4;
/** How long the reference is measured, and by how many pictures at least: its noise stays in every later amount. */
const LEARN_MS = 2000;
const LEARN_FRAMES = 8;
/** The motion is worked out this often at most. */
const JUDGE_EVERY_MS = 400;
/** Beyond the threshold for so long: reported. A person who leans on the wall lets go sooner. */
const SUSTAIN_MS = 2500;
/** mm: once reported it is well again below this. */
const CALM_MM = 0.7;

interface Watching {
  readonly kind: 'watching';
  readonly reference: DriftReference;
  readonly looks: readonly DriftReferenceLook[];
  readonly judgedAt: number;
  readonly beyondSince: number | null;
  readonly drift: Drift | null;
  /** RMS on the paper, worked out last: beside a verdict stands its number. null before the first. */
  readonly amountMm: number | null;
  /** Worked out last; light null = no patch in view. */
  readonly motions: { readonly paper: SmallMotion; readonly light: SmallMotion | null } | null;
}
interface Learning {
  readonly kind: 'learning';
  readonly since: number;
  readonly stations: readonly EdgeStation[];
  readonly canvasToCamera: Homography<'canvas', 'camera'>;
  readonly looks: readonly (Omit<DriftReferenceLook, 'quad'> & { readonly steps: Float32Array })[];
}
export type DriftState = { readonly kind: 'idle' } | Learning | Watching;

/** `reference` null: it is learnt from the next pictures: after a calibration was accepted or repaired, and where its record has none. */
export const startDriftWatch = (reference: DriftReference | null = null): DriftState =>
  reference === null
    ? { kind: 'idle' }
    : {
        kind: 'watching',
        reference,
        looks: [],
        judgedAt: Number.NEGATIVE_INFINITY,
        beyondSince: null,
        drift: null,
        amountMm: null,
        motions: null,
      };

export interface DriftStep {
  readonly state: DriftState;
  /** null: nothing moved, or not known yet. */
  readonly drift: Drift | null;
  /** What each patch showed in this picture, for the latency meter. */
  readonly readings: ReadonlyMap<number, PatchReading>;
}

export const watchDrift = (state: DriftState, frame: DriftFrame): DriftStep => {
  if (state.kind !== 'watching') return learn(state, frame);
  const { look, readings } = lookAt(state.reference, frame);
  const next = judge(state, look);
  return { state: next, drift: next.drift, readings };
};

const judge = (before: Watching, look: DriftReferenceLook): Watching => {
  const { time } = look;
  const looks = [...before.looks, look].filter((l) => l.time > time - WINDOW_MS).slice(-MOST_FRAMES);
  const state = { ...before, looks };
  if (looks.length < LEAST_FRAMES || time - state.judgedAt < JUDGE_EVERY_MS) return state;
  const motions = measureMotions(state.reference, looks);
  // Nothing to judge by (somebody stands before the wall): what was known stays.
  if (motions === null) return { ...state, judgedAt: time };
  const { moved, amountMm } = judgeDrift(state.reference, motions.paper, motions.light);
  const seen = { ...state, judgedAt: time, motions, amountMm };
  if (amountMm < (state.drift === null ? DRIFT_MM : CALM_MM)) return { ...seen, beyondSince: null, drift: null };
  const since = state.beyondSince ?? time;
  const isSustained = time - since >= SUSTAIN_MS;
  return { ...seen, beyondSince: since, drift: isSustained ? { moved, amountMm, since } : state.drift };
};

const learn = (state: Exclude<DriftState, Watching>, frame: DriftFrame): DriftStep => {
  const readings = readPatches(frame, new Map());
  if (frame.quad === null) return { state: { kind: 'idle' }, drift: null, readings };
  const learning: Learning =
    state.kind === 'learning'
      ? state
      : {
          kind: 'learning',
          since: frame.time,
          stations: layEdgeStations(frame.grey, frame.quad),
          canvasToCamera: canvasToCameraOf(frame.quad, frame.sheet),
          looks: [],
        };
  const { offsets, steps } = edgeOffsets(frame.grey, learning.stations, null);
  const looks = [...learning.looks, { time: frame.time, offsets, steps, patches: placesOf(readings) }];
  const isLearnt = frame.time - learning.since >= LEARN_MS && looks.length >= LEARN_FRAMES;
  const next = isLearnt ? startDriftWatch(referenceOf({ ...learning, looks }, frame)) : { ...learning, looks };
  return { state: next, drift: null, readings };
};

const referenceOf = ({ stations, canvasToCamera, looks }: Learning, { grey, sheet }: DriftFrame): DriftReference => ({
  cameraSize: { width: grey.width, height: grey.height },
  sheet: { ...sheet },
  canvasToCamera: [...canvasToCamera],
  edge: stations.flatMap(({ x, y, nx, ny }, k) => {
    const offset = medianSeen(looks.map((l) => l.offsets[k]!));
    const step = medianSeen(looks.map((l) => l.steps[k]!));
    return offset === null || step === null ? [] : [{ x: x + nx * offset, y: y + ny * offset, nx, ny, step }];
  }),
  patches: medianPatches(looks),
});

export const MOVED_WORDS: Readonly<Record<Moved, string>> = {
  paper: 'the paper moved',
  camera: 'the camera moved',
  projector: 'the projector moved',
  several: 'more than one thing moved',
  'paper-or-camera': 'the paper or the camera moved',
};
