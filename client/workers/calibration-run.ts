/**
 * A calibration run in the vision worker, thin glue: camera pictures go to the session (calibration/session) instead of the pipeline, and what the
 * session wants on the wall goes to the page. Frame: camera px. The paper is the one that was followed when the run began.
 */
import type { Quad, SheetSize, Size } from '../../calibration/frames.ts';
import type { CameraPicture } from '../../calibration/session/contract.ts';
import { masksInView } from '../../calibration/session/masks-in-view.ts';
import { type SessionStep, startSession, stepSession } from '../../calibration/session/step-session.ts';
import type { CalibrationFromWorker, CalibrationNews, CalibrationWish } from './calibration-messages.ts';
import { type PicturableFrame, pictureFromFrame } from './picture-from-frame.ts';

export interface CalibrationRun {
  readonly isRunning: boolean;
  /** `run`: named in everything that is posted of it. */
  start(wish: CalibrationWish, seen: SeenPaper, run: number): void;
  stop(): void;
  /** One picture, returned as it was looked at; closes nothing. `time`: ms. Throws when it cannot be copied. */
  see(frame: PicturableFrame, time: number): Promise<CameraPicture>;
}

export interface SeenPaper {
  readonly sheet: SheetSize | null;
  readonly paper: Quad<'camera'> | null;
}

/** Where no paper was seen the session says so itself; it still needs a size to speak in. */
const UNSEEN_SHEET: SheetSize = { widthMm: 297, heightMm: 210 };

export const createCalibrationRun = (send: (message: CalibrationFromWorker) => void): CalibrationRun => {
  let wish: (CalibrationWish & SeenPaper) | null = null;
  let step: SessionStep | null = null;
  let run = 0;
  let told = { show: null as SessionStep['show'] | null, progress: '' };

  const post = (news: CalibrationNews): void => send({ run, ...news });
  const tell = ({ show, progress, verdict }: SessionStep): void => {
    if (verdict) {
      wish = null;
      step = null;
      post({ type: 'calibration-verdict', verdict });
      return;
    }
    if (show !== told.show) post({ type: 'calibration-show', show });
    const said = `${progress.stage} ${progress.done.toFixed(3)}`;
    if (said !== told.progress)
      post({ type: 'calibration-progress', done: progress.done, stage: progress.stage, note: '' });
    told = { show, progress: said };
  };
  const begin = (cameraSize: Size): SessionStep | null => {
    if (!wish) return null;
    const { inForce, paper, ...setting } = wish;
    const sheet = wish.sheet ?? UNSEEN_SHEET;
    return startSession({
      ...setting,
      sheet,
      paper,
      cameraSize,
      masks: masksInView(inForce, sheet, paper, cameraSize),
    });
  };

  const look = (picture: CameraPicture): void => {
    try {
      if (!step) {
        step = begin(picture.size);
        if (step) tell(step);
      }
      if (!step) return;
      step = stepSession(step.state, picture);
      tell(step);
    } catch (error) {
      wish = null;
      step = null;
      post({ type: 'calibration-failed', reason: error instanceof Error ? error.message : String(error) });
    }
  };

  return {
    get isRunning() {
      return wish !== null;
    },
    start: (next, seen, number) => {
      run = number;
      wish = { ...next, ...seen };
      step = null;
      told = { show: null, progress: '' };
    },
    stop: () => {
      wish = null;
      step = null;
    },
    see: async (frame, time) => {
      const picture = await pictureFromFrame(frame, time);
      if (wish) look(picture);
      return picture;
    },
  };
};
