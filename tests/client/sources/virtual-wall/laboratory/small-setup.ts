/** A laboratory that is quick to run, and free of noise where light itself is asked about. */
import type { Size } from '../../../../../calibration/frames.ts';
import { drawPattern } from '../../../../../calibration/patterns/draw-pattern.ts';
import type { PatternSpec } from '../../../../../calibration/patterns/pattern-spec.ts';
import type { LaboratorySetup } from '../../../../../client/sources/virtual-wall/laboratory/laboratory.ts';
import {
  type ProjectorTimeline,
  startTimeline,
} from '../../../../../client/sources/virtual-wall/laboratory/projector-timeline.ts';
import { randomSetup } from '../../../../../client/sources/virtual-wall/laboratory/random-setup.ts';

export const SMALL_CAMERA: Size = { width: 480, height: 270 };
export const SMALL_RASTER: Size = { width: 448, height: 252 };

/** As drawn from the ranges, but small. */
export const smallSetup = (seed: number, isBent = false): LaboratorySetup =>
  randomSetup(seed, { cameraSize: SMALL_CAMERA, raster: SMALL_RASTER, isBent });

/** Nothing that blurs, shades, flickers or scatters light; exposure leaves white unclipped. */
export const clearSetup = (seed: number): LaboratorySetup => {
  const setup = smallSetup(seed);
  return {
    ...setup,
    camera: {
      ...setup.camera,
      noise: { sigma: 0, shotShare: 0.5 },
      blurPx: 0,
      vignetting: 0,
      shutterMs: 10,
      readoutMs: 0,
      exposure: 0.4,
    },
    projector: { ...setup.projector, veil: 0, vignetting: 0, blurPx: 0, blackLevel: 0, gamma: [2.2, 2.2, 2.2] },
    sheet: { ...setup.sheet, texture: 0 },
    light: { ...setup.light, level: 0.5, gradient: [0, 0], colour: [1, 1, 1], flicker: 0, driftPerMinute: 0 },
  };
};

export const rasterOf = (pattern: PatternSpec, size: Size = SMALL_RASTER, id = 0) => ({
  raster: size,
  rgba: drawPattern(pattern, id, size),
});

/** A pattern that has been on the wall for ever. */
export const showing = (pattern: PatternSpec, size: Size = SMALL_RASTER, id = 0): ProjectorTimeline =>
  startTimeline(rasterOf(pattern, size, id));

export const flat = (level: number): PatternSpec => ({ kind: 'flat', colour: [level, level, level] });
