/** What the camera page and its worker say to each other of a calibration run. Data only. */
import type { CalibrationRecord } from '../../calibration/record.ts';
import type { Progress, SessionSetting, Show, Verdict } from '../../calibration/session/contract.ts';

export interface CalibrationWish extends Pick<SessionSetting, 'projectorSize' | 'display' | 'seed' | 'patience'> {
  /** Its masks stay dark while patterns are shown, too; null: none is in force. */
  readonly inForce: CalibrationRecord | null;
}

export type CalibrationToWorker =
  /** Look for this projector's light from the next picture on. Camera size and paper are what the worker sees; the sheet too where it is null. */
  | {
      readonly type: 'calibrate';
      readonly run: number;
      readonly setting: CalibrationWish;
    }
  | { readonly type: 'calibrate-stop' };

/** `run`: of which the worker speaks, as `calibrate` named it. */
export type CalibrationFromWorker = { readonly run: number } & CalibrationNews;

export type CalibrationNews =
  | { readonly type: 'calibration-show'; readonly show: Show }
  | {
      readonly type: 'calibration-progress';
      readonly done: number;
      readonly stage: Progress['stage'];
      readonly note: string;
    }
  | { readonly type: 'calibration-verdict'; readonly verdict: Verdict }
  /** The run could not go on: what, and at which picture. */
  | { readonly type: 'calibration-failed'; readonly reason: string };
