/**
 * A set-up in the laboratory: the virtual wall with all its physics, as plain values that a test can sweep. It is slower than /wall's stepper and
 * honest where that one is quick: bent sheets, lens and sensor, shutter against flicker, a projector that is late, blurs, mixes its primaries
 * and may be set up wrongly. Room axes: canvas mm, z out of the paper. Light: linear; paper under the room's light at level 1 reflects its albedo.
 * Times: ms of the laboratory's clock. Seeds are given where it is run (run-laboratory.ts).
 */
import type { SheetSize, Size } from '../../../../calibration/frames.ts';
import type { PinholePose } from '../pinhole.ts';
import type { InkLayer, Lens, SheetModel, WallModel } from '../world.ts';
import type { Relief } from './relief.ts';

export type Rgb = readonly [number, number, number];

export interface LaboratoryCamera {
  readonly pose: PinholePose;
  readonly lens: Lens;
  /** Where the lens' axis meets the picture, camera px off its centre: no lens sits straight. */
  readonly decentrePx: readonly [number, number];
  /** Linear light 1 → share of what the sensor holds. */
  readonly exposure: number;
  /** Factors of the channels; a locked white balance keeps them. */
  readonly whiteBalance: Rgb;
  /** Share of the light that is lost in the picture's corners. */
  readonly vignetting: number;
  readonly noise: SensorNoise;
  /** Gaussian σ of lens and focus together, camera px. */
  readonly blurPx: number;
  readonly shutterMs: number;
  /** From the first row's read-out to the last one's; 0 is a global shutter. */
  readonly readoutMs: number;
  readonly fps: number;
  /** From the end of a picture's read-out until a program has it. */
  readonly latencyMs: number;
  /** null: locked, as a technician should leave it. */
  readonly automatic: AutomaticCamera | null;
  /** Delivers the picture mirrored, as cameras for calls do. */
  readonly isMirrored: boolean;
  /** Somebody knocks against it: a turn that shifts the picture by so many px, between two times. */
  readonly knock: {
    readonly atMs: number;
    readonly overMs: number;
    readonly shiftPx: readonly [number, number];
  } | null;
}

/** Noise of a sensor by its gain: photons (variance grows with light) and read-out (constant). */
export interface SensorNoise {
  /** Standard deviation in 8-bit levels at mid grey, code 128. */
  readonly sigma: number;
  /** Of the variance at mid grey, the part that comes from photons. */
  readonly shotShare: number;
}

/** Exposure and white balance that follow the picture. */
export interface AutomaticCamera {
  /** Mean luma that exposure steers to, 0 … 1 of linear full scale. */
  readonly targetMean: number;
  readonly exposureMs: number;
  /** Time constant of white balance towards grey; Infinity: locked. */
  readonly whiteBalanceMs: number;
}

export interface LaboratoryProjector {
  readonly pose: PinholePose;
  /** Linear light of its full white on the wall, in the units of the room's level. */
  readonly brightness: number;
  readonly gamma: Rgb;
  /** Row-major 3×3: what the camera's red, green and blue get from the projector's. Rows sum to 1: white is white. */
  readonly mixing: readonly number[];
  /** Light of code 0, share of white. */
  readonly blackLevel: number;
  /** Share of the picture's mean light that its optics spread over all of it: what limits the contrast. */
  readonly veil: number;
  /** Share of the light that is lost in the raster's corners. */
  readonly vignetting: number;
  /** Gaussian σ, projector px. */
  readonly blurPx: number;
  /** From the command until it is on the wall. */
  readonly latencyMs: number;
  /** Standard deviation of that. */
  readonly jitterMs: number;
  /** How its own electronics, or the computer before it, spoil the raster; null: pixel for pixel. */
  readonly scaling: RasterScaling | null;
  /** Counted from 0, commands that it never shows. */
  readonly dropped: readonly number[];
}

/** What a raster goes through on its way to native pixels: bilinear between codes, as scalers do it. */
export type RasterScaling =
  /** Keystone correction: the picture's corners are drawn in, by these shares of width or height at its top or left end. */
  | { readonly kind: 'keystone'; readonly top: number; readonly left: number }
  /** A picture of fewer or more px stretched over the native raster. */
  | { readonly kind: 'scaled'; readonly from: Size };

export interface LaboratoryLight {
  /** Room light on the paper; the projector's white is `brightness`. */
  readonly level: number;
  readonly colour: Rgb;
  /** Relative change across the sheet in x and y. */
  readonly gradient: readonly [number, number];
  /** Mains flicker of the lamps, relative amplitude: 0.05 for LEDs, 0.3 for old tubes. */
  readonly flicker: number;
  /** 100 or 120 Hz: twice the mains. */
  readonly flickerHz: number;
  /** Slow change, share of the level a minute. */
  readonly driftPerMinute: number;
}

/** Somebody who walks through, upright, at a distance from the wall. */
export interface Walker {
  readonly fromMs: number;
  readonly speedMmPerS: number;
  /** Distance from the wall, mm. */
  readonly distanceMm: number;
  readonly widthMm: number;
  /** Where the walk starts, canvas x mm. */
  readonly startMm: number;
}

export interface LaboratorySetup {
  readonly camera: LaboratoryCamera;
  readonly projector: LaboratoryProjector;
  readonly sheet: SheetModel;
  readonly relief: Relief;
  readonly wall: WallModel;
  /** A part of the wall and sheet that hardly reflects, canvas mm: a black cloth, a shadow, ink. */
  readonly darkPatch: {
    readonly x0: number;
    readonly y0: number;
    readonly x1: number;
    readonly y1: number;
    readonly albedo: number;
  } | null;
  readonly inks: readonly InkLayer[];
  readonly light: LaboratoryLight;
  readonly walker: Walker | null;
}

/** What a sweep may choose from: smallest and largest value. */
export const LABORATORY_RANGES = {
  cameraDistanceMm: [1000, 4000],
  incidenceDegrees: [0, 40],
  k1: [-0.25, 0.1],
  /** Share of the picture's width. */
  decentre: [-0.006, 0.006],
  projectorIncidenceDegrees: [0, 30],
  ambientShare: [0.1, 1],
  noiseSigma: [1, 5],
  shotShare: [0.3, 0.9],
  blurPx: [0.4, 1.5],
  sheetLongSideMm: [297, 2000],
  gamma: [1.8, 2.6],
  blackLevel: [0.0005, 0.006],
  veil: [0, 0.01],
  cameraVignetting: [0, 0.35],
  projectorVignetting: [0, 0.25],
  projectorBlurPx: [0.3, 0.6],
  projectorLatencyMs: [25, 90],
  projectorJitterMs: [0, 8],
  cameraLatencyMs: [20, 90],
  shutterMs: [4, 30],
  readoutMs: [0, 28],
  flicker: [0, 0.04],
  driftPerMinute: [-0.06, 0.06],
  reliefMm: [0, 10],
} as const satisfies Record<string, readonly [number, number]>;

export const PROJECTOR_RASTERS: readonly Size[] = [
  { width: 1024, height: 768 },
  { width: 1280, height: 720 },
  { width: 1280, height: 800 },
  { width: 1400, height: 1050 },
  { width: 1920, height: 1080 },
];

/** The codes of the raster that the page draws, before any scaling. */
export const pageRaster = (projector: LaboratoryProjector): Size =>
  projector.scaling?.kind === 'scaled' ? projector.scaling.from : projector.pose.size;

export const sheetOf = (setup: LaboratorySetup): SheetSize => setup.sheet.size;
