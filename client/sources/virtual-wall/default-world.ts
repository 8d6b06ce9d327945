/**
 * The virtual wall that a newcomer meets: a sheet of 800 × 500 mm on warm plaster, a camera a little to the left that sees it at
 * about three quarters of its width, and a projector from below and to the right whose light covers sheet and some wall.
 * Nothing in; a World out (see world.ts for frames).
 */
import type { SheetSize, Size } from '../../../calibration/frames.ts';
import { homographyOfPose } from './pinhole.ts';
import type { World } from './world.ts';

/** Wide enough for a line of 40 letters written 18 mm high, low enough that 960×540 shows all of it. */
export const DEFAULT_SHEET: SheetSize = { widthMm: 800, heightMm: 500 };
/** Legible at 18 px x-height, renderable in software. */
export const WIDE_CAMERA: Size = { width: 960, height: 540 };
/** For machines that render the wide one below 8 fps. */
export const SMALL_CAMERA: Size = { width: 640, height: 480 };
export const PROJECTOR_SIZE: Size = { width: 640, height: 360 };

export interface WorldOptions {
  readonly camera?: Size;
  readonly sheet?: SheetSize;
  readonly ruledMm?: number;
  /** Of the camera; 0.8 where absent, at which paper looks white in the room's light alone. */
  readonly exposure?: number;
}

/** Camera distance in mm. Far enough that a lens of this field bends lines by a pixel or two, not more. */
const CAMERA_DISTANCE = 1500;
const PROJECTOR_DISTANCE = 1700;
/** Share of the projector's width that the sheet takes: some light may fall on the wall around it. */
const PROJECTOR_SHARE = 0.84;

export const makeWorld = (options: WorldOptions = {}): World => {
  const size = options.camera ?? WIDE_CAMERA;
  const sheet = options.sheet ?? DEFAULT_SHEET;
  // The sheet takes 75 % of a wide picture; a 4:3 one has rows to spare, so that it may come closer and stay legible.
  const share = size.width / size.height > 1.5 ? 0.75 : 0.88;
  const focalPx = Math.min(
    (share * size.width * CAMERA_DISTANCE) / sheet.widthMm,
    (0.86 * size.height * CAMERA_DISTANCE) / sheet.heightMm,
  );
  const lamp = [sheet.widthMm * 0.66, sheet.heightMm * 1.05, PROJECTOR_DISTANCE] as const;
  return {
    camera: {
      size,
      canvasToCamera: homographyOfPose({
        position: [sheet.widthMm * 0.38, sheet.heightMm * 0.42, CAMERA_DISTANCE],
        target: [sheet.widthMm * 0.5, sheet.heightMm * 0.502],
        rollDegrees: 0.5,
        focalPx,
        size,
      }),
      lens: { k1: -0.03, k2: 0.004 },
      exposure: options.exposure ?? 0.8,
      noise: 1.6,
      blurPx: 0.6,
    },
    projector: {
      size: PROJECTOR_SIZE,
      canvasToProjector: homographyOfPose({
        position: lamp,
        target: [sheet.widthMm * 0.505, sheet.heightMm * 0.5],
        rollDegrees: -0.7,
        focalPx:
          PROJECTOR_SHARE *
          PROJECTOR_DISTANCE *
          Math.min(PROJECTOR_SIZE.width / sheet.widthMm, PROJECTOR_SIZE.height / sheet.heightMm),
        size: PROJECTOR_SIZE,
      }),
      brightness: 1.1,
      blackLevel: 0.0015,
      gamma: 2.2,
      position: lamp,
    },
    sheet: { size: sheet, albedo: [0.88, 0.862, 0.82], texture: 0.012, ruledMm: options.ruledMm ?? 0 },
    wall: { albedo: [0.165, 0.13, 0.1], texture: 0.1 },
    ambient: { level: 0.58, colour: [1.05, 1, 0.9], gradient: [-0.1, -0.08], poolMm: 620, floor: 0.12 },
    occluders: [],
  };
};
