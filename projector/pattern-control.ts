/**
 * What is on the wall instead of the scene: takes patterns from the link, draws those for a camera byte by byte, hands those for eyes to the
 * overlay through the calibration on trial or in force, and ends what nobody asks for any more. Frames: canvas mm → projector px.
 */
import type { Size } from '../calibration/frames.ts';
import type { CanvasModel } from '../calibration/map-canvas.ts';
import { drawPattern } from '../calibration/patterns/draw-pattern.ts';
import type { CalibrationRecord } from '../calibration/record.ts';
import type { Pattern } from '../server/protocol.ts';
import type { Proof } from './draw/draw-proof.ts';
import {
  askForPattern,
  expirePattern,
  isForCamera,
  NO_PATTERN,
  type PatternHold,
  sendPatternAway,
} from './hold-pattern.ts';
import type { Output } from './output.ts';

export interface PatternSurroundings {
  readonly output: Pick<Output, 'raster' | 'showBytes'>;
  /** On trial, where that is and fits this raster; else null. */
  readonly trial: () => CalibrationRecord | null;
  /** In force; null where it does not hold here. */
  readonly inForce: () => { readonly model: CanvasModel; readonly record: CalibrationRecord | null } | null;
  readonly now: () => number;
  /** What is to be drawn changed. */
  readonly onChange: () => void;
}

export interface PatternControl {
  readonly layer: 'scene' | 'overlay' | 'bytes';
  /** For eyes, else null. */
  readonly proof: Proof | null;
  /** Carried by the picture that is shown; 0 for none. */
  readonly patternId: number;
  take(pattern: Pattern): void;
  /** Ends what nobody asked for again in time. */
  expire(): void;
  /** Somebody at the projector wants the show back. False when it was there anyway. */
  sendAway(): boolean;
}

export const createPatternControl = (around: PatternSurroundings): PatternControl => {
  let hold: PatternHold = NO_PATTERN;
  const turn = (next: PatternHold): void => {
    const before = hold.held;
    hold = next;
    const { held } = next;
    if (before?.pattern === held?.pattern && before?.patternId === held?.patternId) return;
    const bytes =
      held && isForCamera(held.pattern) ? drawPattern(held.pattern, held.patternId, around.output.raster) : null;
    around.output.showBytes(bytes);
    around.onChange();
  };
  return {
    get layer() {
      if (!hold.held) return 'scene';
      return isForCamera(hold.held.pattern) ? 'bytes' : 'overlay';
    },
    get proof() {
      const pattern = hold.held?.pattern;
      if (!pattern || pattern.kind === 'none' || isForCamera(pattern)) return null;
      const trial = around.trial();
      const shown = trial ? { model: trial, record: trial } : around.inForce();
      return shown ? { pattern, ...shown } : null;
    },
    get patternId() {
      return hold.held?.patternId ?? 0;
    },
    take: (pattern) => turn(askForPattern(hold, pattern, around.now())),
    expire: () => turn(expirePattern(hold, around.now())),
    sendAway: () => {
      const was = hold.held !== null;
      turn(sendPatternAway(around.now()));
      return was;
    },
  };
};

/** A record that was made for this raster. */
export const fitsRaster = (record: CalibrationRecord | undefined, raster: Size): CalibrationRecord | null =>
  record && record.projectorSize.width === raster.width && record.projectorSize.height === raster.height
    ? record
    : null;
