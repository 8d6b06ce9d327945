/**
 * The simulator's contract. The virtual wall is a stepping function in linear light and float, with a clock of its own:
 * `(world, inks, projectorFrame, time, seed) → {frame, truth}`; see step-world.ts. Two drivers use it: /wall in real time, and the offline one
 * that steps as fast as the machine allows. Light, lens, sheet, ink and occluders have places of their own, so that physics can be added to each.
 * Frames: paper is canvas mm; the lens maps camera px; the projector's raster is projector px.
 */
import type { CanvasPoint, SheetSize, Size } from '../../../calibration/frames.ts';
import type { Homography } from '../../../calibration/homography.ts';

/** Radial (k1, k2) distortion about the image centre, in units of half the diagonal (Brown 1971). */
export interface Lens {
  readonly k1: number;
  readonly k2: number;
}
export interface CameraModel {
  readonly size: Size;
  /** Pinhole part, before the lens: ideal camera px of a canvas point. */
  readonly canvasToCamera: Homography<'canvas', 'camera'>;
  readonly lens: Lens;
  /** Scale from linear light to sensor fraction. */
  readonly exposure: number;
  /** Standard deviation in 8-bit levels at mid grey. */
  readonly noise: number;
  /** Gaussian σ in px. */
  readonly blurPx: number;
}
export interface ProjectorModel {
  readonly size: Size;
  readonly canvasToProjector: Homography<'canvas', 'projector'>;
  /** Luminous level of full white on the wall, where ambient light is 1. */
  readonly brightness: number;
  readonly blackLevel: number;
  readonly gamma: number;
}
export interface SheetModel {
  readonly size: SheetSize;
  /** Reflectance, linear, RGB. */
  readonly albedo: readonly [number, number, number];
  /** Rule pitch in mm; 0 for plain paper. */
  readonly ruledMm: number;
}
export interface AmbientLight {
  readonly level: number;
  /** Relative change across the sheet in x and y. */
  readonly gradient: readonly [number, number];
}
/** A hand with its pen and forearm; tip in canvas mm. */
export interface Occluder {
  readonly kind: 'hand';
  readonly tip: CanvasPoint;
  /** Height above the paper in mm: its shadow is offset and soft by it. */
  readonly heightMm: number;
}
export interface World {
  readonly camera: CameraModel;
  readonly projector: ProjectorModel;
  readonly sheet: SheetModel;
  readonly ambient: AmbientLight;
  readonly occluders: readonly Occluder[];
}
/** Ink on the sheet: a raster of linear transmittance deposits, drawn by strokes or by real handwriting that is revealed. */
export interface InkLayer {
  readonly pxPerMm: number;
  readonly width: number;
  readonly height: number;
  /** 0 = bare paper … 255 = full ink. */
  readonly coverage: Uint8Array;
  /** Grows with each change, so that a renderer may cache. */
  readonly version: number;
}
/** sRGB-coded RGBA bytes as the projector page's canvas gives them; null = lamp off (black level still shines). */
export interface ProjectorFrame {
  readonly size: Size;
  readonly data: Uint8ClampedArray;
}
export interface Frame {
  readonly size: Size;
  /** RGBA bytes as a camera delivers. */
  readonly data: Uint8ClampedArray;
  /** ms of the world's clock. */
  readonly time: number;
}
export interface Truth {
  readonly canvasToCamera: Homography<'canvas', 'camera'>;
  readonly canvasToProjector: Homography<'canvas', 'projector'>;
  readonly lens: Lens;
  /** Ink coverage at the frame's time (the layer itself). */
  readonly ink: InkLayer;
}
