/**
 * Several projectors before one camera: each has a keeper of its own (keep-true.ts) with its own beats, delay, watch and repair, and is read by those of
 * its patches that lie apart from the others'. Where all of one's lie on another's, that is said instead of a delay that would be nobody's.
 * In: what projector pages say, grey pictures; out: messages. Times: ms of the page's clock.
 */
import type { CalibrationRecord } from '../../calibration/record.ts';
import type { LightDelay } from '../vision/predict-light.ts';
import { keepTrue, type TrueFrame, type TruthKeeper } from './keep-true.ts';
import type { TruthFound, TruthToWorker } from './truth-messages.ts';

/** A projector page speaks every two seconds at least; one that has been silent for so long is gone, unless it is the only one. */
const SILENT_MS = 10_000;

export interface ProjectorsKeeper {
  /** The page of this projector is there. */
  note(projector: string, now: number): void;
  /** `records`: those in force. */
  hear(message: TruthToWorker, now: number, records: readonly CalibrationRecord[]): void;
  /** null until it is measured. */
  delay(projector: string | null): LightDelay | null;
  /** `records`: those in force. */
  see(frame: Omit<TrueFrame, 'record'>, records: readonly CalibrationRecord[]): void;
}

const NO_CALIBRATION = 'There is no calibration to put right. Calibrate it at /calibrate, or align it by hand with K.';

interface Kept {
  readonly keeper: TruthKeeper;
  spokeAt: number;
}

export const keepProjectorsTrue = (post: (message: TruthFound) => void): ProjectorsKeeper => {
  const kept = new Map<string, Kept>();
  let last: string | null = null;
  let mixedTold = '[]';

  const keptOf = (projector: string): Kept => {
    const known = kept.get(projector) ?? { keeper: keepTrue(projector, post), spokeAt: Number.NEGATIVE_INFINITY };
    kept.set(projector, known);
    return known;
  };
  const note = (projector: string, now: number): void => {
    keptOf(projector).spokeAt = now;
    last = projector;
  };
  const tellMixed = (projectors: readonly string[]): void => {
    const now = JSON.stringify(projectors);
    if (now === mixedTold) return;
    mixedTold = now;
    post({ type: 'patches-mixed', projectors });
  };

  return {
    note,
    hear: (message, now, records) => {
      const { type, projector } = message;
      if (type === 'beat') note(projector, now);
      if (type === 'repair' && !records.some((r) => r.projector === projector))
        post({ type: 'repair-answer', projector, refused: NO_CALIBRATION });
      else keptOf(projector).keeper.hear(message, now);
    },
    delay: (projector) => (projector === null ? null : (kept.get(projector)?.keeper.delay() ?? null)),
    see: (picture, records) => {
      const here = [...kept].flatMap(([projector, { keeper, spokeAt }]) => {
        const record = records.find((r) => r.projector === projector);
        if (record && (projector === last || picture.time - spokeAt < SILENT_MS))
          return [{ projector, keeper, frame: { ...picture, record } }];
        keeper.rest(picture.time);
        return [];
      });
      const marks = here.map(({ keeper, frame }) => keeper.marks(frame));
      for (const [i, { keeper, frame }] of here.entries())
        keeper.see(
          frame,
          marks.flatMap((m, k) => (k === i ? [] : m)),
        );
      tellMixed(here.filter(({ keeper }) => keeper.isMixed()).map(({ projector }) => projector));
    },
  };
};
