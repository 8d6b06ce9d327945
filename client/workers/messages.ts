/** What the camera page and its vision worker say to each other. Data only; pictures travel as ImageBitmap or transferred buffers. */
import type { Quad, SheetSize } from '../../calibration/frames.ts';
import type { CalibrationRecord } from '../../calibration/record.ts';
import type { FaultCode, Observation, Projected } from '../../server/protocol.ts';
import type { PaperSighting } from '../vision/paper.ts';
import type { CalibrationFromWorker, CalibrationToWorker } from './calibration-messages.ts';
import type { TruthFromWorker, TruthToWorker } from './truth-messages.ts';

export const STAGES = ['detect', 'track', 'rectify', 'light', 'ink', 'strokes', 'lines', 'read', 'decode'] as const;
export type Stage = (typeof STAGES)[number];

export interface WorkerSettings {
  /** mm; null = chosen by the quad's aspect. */
  readonly sheet: SheetSize | null;
  /** Corners placed by hand; null = detect. */
  readonly manualQuad: Quad<'camera'> | null;
  /** Name in models/manifest.json; null = its default. */
  readonly model: string | null;
  /** The user's own words, as plain text: parseVocabulary says how they are told apart. '' or absent = none. */
  readonly vocabulary?: string;
  /** Codes of the languages that people write here; none or absent = any. */
  readonly languages?: readonly string[];
  /** A test pattern is on the wall: nothing is read until it is gone, since its lines would pass for ink. */
  readonly paused?: boolean;
  /** Stages whose picture the panel shows now; others are not drawn. */
  readonly previews: readonly Stage[];
}

export type ToWorker =
  | {
      readonly type: 'start';
      /** Pictures of one camera track; a second start replaces the first, the ink that was seen stays. */
      readonly frames: ReadableStream<VideoFrame>;
      readonly settings: WorkerSettings;
      /** The page's `performance.timeOrigin`: all times that the worker reports are on the page's clock. */
      readonly timeOrigin: number;
    }
  | { readonly type: 'settings'; readonly settings: WorkerSettings }
  /** `shownAt`: when it was on the wall, ms of the page's clock. */
  | { readonly type: 'projected'; readonly projected: Projected; readonly shownAt: number }
  | { readonly type: 'calibrations'; readonly records: readonly CalibrationRecord[] }
  | CalibrationToWorker
  | TruthToWorker
  | { readonly type: 'stop' };

export type FromWorker =
  /** The first picture of a start has arrived (nothing has looked at it yet). */
  | { readonly type: 'first-frame'; readonly time: number }
  /** What is being fetched; `totalBytes` null where the server does not say. */
  | {
      readonly type: 'loading';
      readonly part: 'vision' | 'reader';
      readonly doneBytes: number;
      readonly totalBytes: number | null;
    }
  /** OpenCV is loaded: pictures are looked at from now on. */
  | { readonly type: 'watching' }
  /** The network is loaded too: lines are read from now on. */
  | { readonly type: 'ready'; readonly backend: 'webgpu' | 'wasm'; readonly model: string; readonly loadMs: number }
  /** A picture is being looked at: `frame` follows, or `faults` if a stage throws. */
  | { readonly type: 'looking' }
  | { readonly type: 'observation'; readonly observation: Observation }
  | {
      readonly type: 'frame';
      readonly time: number;
      readonly paper: PaperSighting;
      readonly cameraSize: { readonly width: number; readonly height: number };
      /** ms of each stage that ran in this frame. */
      readonly timings: Partial<Record<Stage, number>>;
      /** ms that the picture before this one took, all in all (time-frames.ts): how long this one takes is known when it is done. null = not known. */
      readonly wholeMs: number | null;
      /** Hash of the raw picture: the same for many frames means a frozen camera. */
      readonly digest: number;
      readonly liveMats: number;
    }
  /** A picture was looked at for a calibration; nothing was read in it. */
  | { readonly type: 'calibration-frame'; readonly digest: number }
  | CalibrationFromWorker
  | TruthFromWorker
  | { readonly type: 'preview'; readonly stage: Stage; readonly picture: ImageBitmap }
  /** The faults that the worker has now, each with what exactly. */
  | { readonly type: 'faults'; readonly faults: readonly { readonly code: FaultCode; readonly detail: string }[] };
