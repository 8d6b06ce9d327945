/** What the camera page and its worker say to each other of keeping calibrations true: beats, delay, drift, repair. Data only. */
import type { CalibrationRecord } from '../../calibration/record.ts';
import type { Drift, Latency } from '../../server/protocol.ts';

export type TruthToWorker =
  /** The projector's patches turned over to `code` at `at`, ms of the page's clock; `all`: the repair's patches are shown, not only the corners'. */
  | {
      readonly type: 'beat';
      readonly projector: string;
      readonly code: number;
      readonly at: number;
      readonly all: boolean;
    }
  | { readonly type: 'repair'; readonly projector: string };

export type TruthFromWorker =
  | { readonly type: 'latency'; readonly latency: Latency }
  /** `fault`: in words, while the light is off by more than may be; null = it lies where it should. */
  | { readonly type: 'drift'; readonly drift: Drift; readonly fault: string | null }
  /** To be in force from now on: repaired, or with the reference that the watchdog compares with. */
  | { readonly type: 'record'; readonly record: CalibrationRecord };

/** What the worker finds out of it: news for the page, and what it makes faults of itself. */
export type TruthFound =
  | TruthFromWorker
  /** A repair was asked for: `refused` says in words what is missing and what to do, null = it is on its way. */
  | { readonly type: 'repair-answer'; readonly projector: string; readonly refused: string | null }
  /** All that these projectors show for the camera lies on what another shows: their delay cannot be measured. [] = it can. */
  | { readonly type: 'patches-mixed'; readonly projectors: readonly string[] };
