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
  /** Optical centre, mm: canvas axes, z out of the paper. Decides where a hand's shadow falls in its light. */
  readonly position: readonly [number, number, number];
}
export interface SheetModel {
  readonly size: SheetSize;
  /** Reflectance, linear, RGB. */
  readonly albedo: readonly [number, number, number];
  /** Relative standard deviation of the paper's fibres. */
  readonly texture: number;
  /** Rule pitch in mm; 0 for plain paper. */
  readonly ruledMm: number;
}
/** The plaster that the sheet hangs on, in the sheet's plane. */
export interface WallModel {
  /** Reflectance, linear, RGB. */
  readonly albedo: readonly [number, number, number];
  /** Relative strength of its roughness. */
  readonly texture: number;
}
/** Room light: a pool about the sheet's centre that falls to `floor` of its level in the distance. */
export interface AmbientLight {
  readonly level: number;
  /** Linear RGB, green = 1. */
  readonly colour: readonly [number, number, number];
  /** Relative change across the sheet in x and y. */
  readonly gradient: readonly [number, number];
  /** Radius of the pool in mm, at which half of what can be lost is lost. */
  readonly poolMm: number;
  /** Share of the level that is left far from the pool, 0…1. */
  readonly floor: number;
}
/** A hand with its pen and forearm; tip in canvas mm. */
export interface Occluder {
  readonly kind: 'hand';
  readonly tip: CanvasPoint;
  /** Height above the paper in mm: its shadow is offset and soft by it. */
  readonly heightMm: number;
  /** Side that the arm comes from. */
  readonly side: 'right' | 'left';
}
export interface World {
  readonly camera: CameraModel;
  readonly projector: ProjectorModel;
  readonly sheet: SheetModel;
  readonly wall: WallModel;
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
  /** Linear RGB transmittance of full ink: light passes it, is reflected by the paper, so that what is seen is this times the paper. */
  readonly colour: readonly [number, number, number];
}
/** A rectangle of pixels, x0 ≤ x < x1, y0 ≤ y < y1; which raster is said where it is used. */
export interface Rect {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
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
  /** Ink coverage at the frame's time (the layers themselves, not copies). */
  readonly inks: readonly InkLayer[];
  /** Luminance of the light that the projector throws on a canvas point in this frame, black level included: 0 = none … 1 = its full white. */
  readonly projectorLightAt: (point: CanvasPoint) => number;
}
