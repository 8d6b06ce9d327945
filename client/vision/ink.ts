/** What ink segmentation, tracing and line segmentation give. Frame: canvas (raster px where said, else mm). */
import type { CanvasPoint } from '../../calibration/frames.ts';
import type { CanvasImage, CanvasMask } from './canvas-image.ts';

/** Light that the projector adds, predicted on the canvas raster: 0 = none … 255 = projector white. */
export interface PredictedLight {
  readonly light: CanvasImage;
  /** 255 where the prediction cannot be trusted (edges of light, moving light): such places keep their last known ink. */
  readonly uncertain: CanvasMask;
  /** Linear camera light that 255 adds on the paper, as photometry has it; null: not measured, one number is fitted while it runs. */
  readonly white?: number | null;
}

export interface InkMaps {
  /** Darkness of ink, 0 = paper … 255 = full ink: light evened out, covered places keep what was last seen there. */
  readonly ink: CanvasImage;
  /** Where ink is now believed to be (last known where it is covered). */
  readonly mask: CanvasMask;
  /** Part of `mask` that has been seen long enough, uncovered, to count. */
  readonly settled: CanvasMask;
  /** A hand, an arm, a shadow edge or unpredictable light: not observable in this frame. */
  readonly covered: CanvasMask;
  /** ms of the pipeline's clock when each pixel's ink was first seen; 0 where there is none. */
  readonly birth: Float64Array;
}

export interface TracedStroke {
  /** Stable while its ink stays. */
  readonly id: string;
  readonly state: 'tentative' | 'committed' | 'withdrawn';
  /** x, y pairs, canvas mm, in writing order where it can be told (by birth, else left to right, top to bottom). */
  readonly points: Float32Array;
  readonly widthMm: number;
  /** ms of the pipeline's clock when its first ink was seen. */
  readonly time: number;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One line of writing (or one drawing), before it is read. */
export interface LineRegion {
  readonly id: string;
  /** Grows by one each time its ink changes. */
  readonly revision: number;
  /** All of its ink is settled. */
  readonly settled: boolean;
  /** Canvas mm. */
  readonly box: Box;
  readonly baseline: readonly [CanvasPoint, CanvasPoint];
  readonly strokes: readonly string[];
  /** Its own ink only (neighbours masked out), dark on white, canvas raster px; `cropOrigin` is its top-left in raster px. */
  readonly crop: CanvasImage;
  readonly cropOrigin: { readonly x: number; readonly y: number };
}
