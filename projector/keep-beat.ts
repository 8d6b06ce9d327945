/**
 * The beat of the page: which coded patches are drawn in a frame, and what is told of them when they turn over. Another calibration, or a repair that
 * was asked for, shows all of them for a while. Frame: projector px; times: ms of the page's clock.
 */
import type { Size } from '../calibration/frames.ts';
import type { CanvasModel } from '../calibration/map-canvas.ts';
import { patchesOfBeat, type ShownPatches, showAllPatches, startBeat, stepBeat } from './beat.ts';

export interface KeptBeat {
  showAll(now: number): void;
  /** For a frame drawn through `model`. */
  step(now: number, model: CanvasModel, raster: Size): ShownPatches;
}

/** `onTurn`: the code on the wall is another from now on. */
export const keepBeat = (onTurn: (patches: ShownPatches, now: number) => void): KeptBeat => {
  let beat = startBeat();
  let place = '';
  return {
    showAll: (now) => {
      beat = showAllPatches(beat, now);
    },
    step: (now, model, raster) => {
      const here = JSON.stringify([model.canvasToProjector, raster]);
      // Another calibration: the camera measures anew what it compares with.
      if (here !== place) beat = showAllPatches(beat, now);
      place = here;
      const before = beat;
      beat = stepBeat(beat, now);
      const patches = patchesOfBeat(beat, now, model.canvasToProjector, raster, model.sheet);
      if (beat !== before) onTurn(patches, now);
      return patches;
    },
  };
};
