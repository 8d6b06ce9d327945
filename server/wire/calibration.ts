/**
 * Calibration over the wire: what the machines are, commands, progress, verdict, the record on trial and the record in force, and what all of it
 * leaves on a canvas (`foldCalibration`), the same on the server and on every page. Frames: canvas mm, projector px, camera px as named.
 */
import { z } from 'zod';
import { type CalibrationRecord, calibrationSchema } from '../../calibration/record.ts';
import { TROUBLES } from '../../calibration/session/contract.ts';
import { finite, name, sheet, size, unit } from './values.ts';

/** Exposure, focus, white balance as the camera says they are; `offered` false where it lets nobody hold them. */
const lockSchema = z.object({
  name: z.string().max(40),
  offered: z.boolean(),
  locked: z.boolean(),
  /** In the camera's own unit; null where it does not say. */
  value: finite.nullable(),
});

/** The camera page's machine, as it reads it back. */
const cameraFactsSchema = z.object({
  name,
  device: z.object({ id: z.string().min(1).max(200), label: z.string().max(200) }),
  /** The picture's, px; null before the first. */
  size: size.nullable(),
  fps: finite.min(0),
  locks: z.array(lockSchema).max(8),
  sheet: sheet.nullable(),
  /** mm of paper a camera px, about the sheet's middle; null while no paper is found. */
  mmPerPx: finite.positive().nullable(),
});
export type CameraFacts = z.infer<typeof cameraFactsSchema>;

const projectorFactsSchema = z.object({
  name,
  raster: size,
  /** CSS px of the page. */
  viewport: size,
  devicePixelRatio: finite.positive(),
  fullscreen: z.boolean(),
  /** The page's zoom alone, 1 = 100 %; null where the browser does not tell. */
  pageZoom: finite.positive().nullable(),
  /** The raster was given in the address: it need not be the screen's own. */
  fixedRaster: z.boolean(),
  /** Its light is drawn by the processor: patterns take longer to appear. */
  software: z.boolean(),
  /** A pattern is being shown. */
  pattern: z.boolean(),
  /** Its operator has blacked it out: patterns would not be seen either. */
  dark: z.boolean(),
});
export type ProjectorFacts = z.infer<typeof projectorFactsSchema>;

const troubleSchema = z.object({
  code: z.enum(TROUBLES),
  detail: z.string().max(300),
  remedy: z.string().max(300),
  severity: z.enum(['blocks', 'warns']),
});
export type WireTrouble = z.infer<typeof troubleSchema>;

const progressSchema = z.object({
  projector: name,
  done: unit,
  stage: z.string().max(40),
  /** What is waited for, in words; may be empty. */
  note: z.string().max(200),
});
export type CalibrationProgress = z.infer<typeof progressSchema>;

/** How a run ended. Without a record there is nothing to accept. */
const verdictSchema = z.object({
  projector: name,
  /** ISO 8601, the camera machine's wall clock. */
  at: z.string().max(40),
  seconds: finite.min(0),
  troubles: z.array(troubleSchema).max(40),
  /** What was measured beside the accuracy, in words for people: `["Camera", "0.8 mm a px", "good below 1"]`. */
  figures: z
    .array(z.object({ label: z.string().max(60), value: z.string().max(60), good: z.string().max(60) }))
    .max(20),
  record: calibrationSchema.nullable(),
});
export type CalibrationVerdict = z.infer<typeof verdictSchema>;

/** Light-to-camera delay, as the coded corner patch is read back. */
const latencySchema = z.object({
  projector: name,
  p50Ms: finite.min(0),
  p95Ms: finite.min(0),
  samples: z.number().int().min(0),
});
export type Latency = z.infer<typeof latencySchema>;

/** How far the light has moved from where it was calibrated, mm on the paper; 0 while nothing moved that could be told from noise. */
const driftSchema = z.object({ projector: name, mm: finite.min(0), detail: z.string().max(300) });
export type Drift = z.infer<typeof driftSchema>;

export const COMMANDS = [
  /** Run, or run again: what was on trial is forgotten. To the camera page. */
  'start',
  'stop',
  /** What is on trial comes into force; what was in force can be brought back. */
  'accept',
  /** What is on trial is forgotten. */
  'discard',
  /** What was in force before comes back, and what is in force can be brought back in its turn. */
  'restore',
  /** Put a drift right without stopping the show. To the camera page. */
  'repair',
] as const;
export type CalibrationCommand = (typeof COMMANDS)[number];

export const calibrationMessageSchema = z.object({
  type: z.literal('calibration'),
  calibration: z.discriminatedUnion('kind', [
    /** In force from now on, asking nobody: by the keys of the projector page, by the virtual wall, by a repair. */
    z.object({ kind: z.literal('record'), record: calibrationSchema }),
    /** To be looked at on the wall and accepted or not: a file, or corners and nodes moved by hand. */
    z.object({ kind: z.literal('trial'), record: calibrationSchema }),
    z.object({ kind: z.literal('command'), projector: name, command: z.enum(COMMANDS) }),
    z.object({ kind: z.literal('progress'), progress: progressSchema }),
    z.object({ kind: z.literal('verdict'), verdict: verdictSchema }),
    z.object({ kind: z.literal('camera'), camera: cameraFactsSchema }),
    z.object({ kind: z.literal('projector'), projector: projectorFactsSchema }),
    z.object({ kind: z.literal('latency'), latency: latencySchema }),
    z.object({ kind: z.literal('drift'), drift: driftSchema }),
  ]),
});
export type CalibrationMessage = z.infer<typeof calibrationMessageSchema>;

/** All that is known of calibrating a canvas; each list has at most one entry a projector. */
export interface CalibrationState {
  /** In force. */
  readonly calibrations: readonly CalibrationRecord[];
  /** In force before; `restore` brings it back. */
  readonly previous: readonly CalibrationRecord[];
  readonly trials: readonly CalibrationRecord[];
  /** Of the runs that ended last. */
  readonly verdicts: readonly CalibrationVerdict[];
  /** Of the runs that are going on. */
  readonly progress: readonly CalibrationProgress[];
  readonly camera: CameraFacts | null;
  readonly projectors: readonly ProjectorFacts[];
  readonly latencies: readonly Latency[];
  readonly drifts: readonly Drift[];
}

export const NOTHING_CALIBRATED: CalibrationState = {
  calibrations: [],
  previous: [],
  trials: [],
  verdicts: [],
  progress: [],
  camera: null,
  projectors: [],
  latencies: [],
  drifts: [],
};

type OfProjector = { readonly projector: string };
export const ofProjector = <T extends OfProjector>(list: readonly T[], projector: string): T | undefined =>
  list.find((entry) => entry.projector === projector);
const without = <T extends OfProjector>(list: readonly T[], projector: string): readonly T[] =>
  list.some((entry) => entry.projector === projector) ? list.filter((entry) => entry.projector !== projector) : list;
const put = <T extends OfProjector>(list: readonly T[], entry: T): readonly T[] => [
  ...without(list, entry.projector),
  entry,
];

/**
 * Corners dragged ten times over are one alignment, and so is a measured one with another mask: what was there before the first change is what
 * can be brought back.
 */
const continues = (before: CalibrationRecord, next: CalibrationRecord): boolean =>
  before.source === next.source && (before.madeAt === next.madeAt || next.source !== 'structured-light');

const bringIntoForce = <S extends CalibrationState>(state: S, record: CalibrationRecord): S => {
  const before = ofProjector(state.calibrations, record.projector);
  return {
    ...state,
    calibrations: put(state.calibrations, record),
    previous: before && !continues(before, record) ? put(state.previous, before) : state.previous,
    // A mask, a repair, what the watchdog learnt: what is on trial beside it goes on.
    trials: before?.madeAt === record.madeAt ? state.trials : without(state.trials, record.projector),
    drifts: without(state.drifts, record.projector),
  };
};

const obey = <S extends CalibrationState>(state: S, projector: string, command: CalibrationCommand): S => {
  switch (command) {
    case 'start':
      return {
        ...state,
        trials: without(state.trials, projector),
        verdicts: without(state.verdicts, projector),
        progress: put(state.progress, { projector, done: 0, stage: 'starting', note: '' }),
      };
    case 'stop':
      return { ...state, progress: without(state.progress, projector) };
    case 'discard':
      return { ...state, trials: without(state.trials, projector), verdicts: without(state.verdicts, projector) };
    case 'accept': {
      const trial = ofProjector(state.trials, projector);
      return trial ? bringIntoForce(state, trial) : state;
    }
    case 'restore': {
      const [now, before] = [ofProjector(state.calibrations, projector), ofProjector(state.previous, projector)];
      if (!before) return state;
      return {
        ...state,
        calibrations: put(state.calibrations, before),
        previous: now ? put(state.previous, now) : without(state.previous, projector),
        drifts: without(state.drifts, projector),
      };
    }
    case 'repair':
      return state;
  }
};

/** The canvas after one calibration message. */
export const foldCalibration = <S extends CalibrationState>(
  state: S,
  { calibration }: Pick<CalibrationMessage, 'calibration'>,
): S => {
  switch (calibration.kind) {
    case 'record':
      return bringIntoForce(state, calibration.record);
    case 'trial':
      return { ...state, trials: put(state.trials, calibration.record) };
    case 'command':
      return obey(state, calibration.projector, calibration.command);
    case 'progress':
      return { ...state, progress: put(state.progress, calibration.progress) };
    case 'verdict': {
      const { verdict } = calibration;
      const { projector, record } = verdict;
      return {
        ...state,
        progress: without(state.progress, projector),
        verdicts: put(state.verdicts, verdict),
        trials: record ? put(state.trials, record) : without(state.trials, projector),
      };
    }
    case 'camera':
      return { ...state, camera: calibration.camera };
    case 'projector':
      return {
        ...state,
        projectors: [
          ...state.projectors.filter(({ name: known }) => known !== calibration.projector.name),
          calibration.projector,
        ],
      };
    case 'latency':
      return { ...state, latencies: put(state.latencies, calibration.latency) };
    case 'drift':
      return { ...state, drifts: put(state.drifts, calibration.drift) };
  }
};
