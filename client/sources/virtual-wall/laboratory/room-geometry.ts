/**
 * Where things are: canvas points, with the sheet's relief, in the camera's and the projector's picture, and the map from every camera px to
 * canvas mm and projector px. This is also the truth that a calibration is judged by. Frames: canvas mm ↔ camera px (delivered: after lens and
 * mirror) → projector px. Hartley & Zisserman, "Multiple View Geometry", ch. 6; lens: Brown 1971.
 */
import type { CameraPoint, CanvasPoint, ProjectorPoint, SheetSize } from '../../../../calibration/frames.ts';
import { cameraPoint, projectorPoint } from '../../../../calibration/frames.ts';
import { applyHomography, type Homography, invertHomography } from '../../../../calibration/homography.ts';
import { distort, undistort } from '../lens.ts';
import { homographyOfPose, projectionOfPose } from '../pinhole.ts';
import type { LaboratorySetup } from './laboratory.ts';
import { reliefAt } from './relief.ts';

export interface RoomTruth {
  /** Delivered camera px of a canvas point on the bent sheet, before any knock. */
  readonly cameraOf: (point: CanvasPoint) => CameraPoint;
  /** Projector px whose light falls on it. */
  readonly projectorOf: (point: CanvasPoint) => ProjectorPoint;
}

export const truthOfRoom = ({
  camera,
  projector,
  sheet,
  relief,
}: Pick<LaboratorySetup, 'camera' | 'projector' | 'sheet' | 'relief'>): RoomTruth => {
  const toCamera = projectionOfPose(camera.pose);
  const toProjector = projectionOfPose(projector.pose);
  const { size } = camera.pose;
  const [aside, below] = camera.decentrePx;
  return {
    cameraOf: ({ x, y }) => {
      const ideal = projected(toCamera, x, y, reliefAt(relief, sheet.size, x, y));
      const bent = distort(camera.lens, size, cameraPoint(ideal.x - aside, ideal.y - below));
      const seen = cameraPoint(bent.x + aside, bent.y + below);
      return camera.isMirrored ? cameraPoint(size.width - 1 - seen.x, seen.y) : seen;
    },
    projectorOf: ({ x, y }) => {
      const p = projected(toProjector, x, y, reliefAt(relief, sheet.size, x, y));
      return projectorPoint(p.x, p.y);
    },
  };
};

const projected = (p: readonly number[], x: number, y: number, z: number): { x: number; y: number } => {
  const w = p[8]! * x + p[9]! * y + p[10]! * z + p[11]!;
  return {
    x: (p[0]! * x + p[1]! * y + p[2]! * z + p[3]!) / w,
    y: (p[4]! * x + p[5]! * y + p[6]! * z + p[7]!) / w,
  };
};

export interface RoomMaps {
  readonly width: number;
  readonly height: number;
  /** Canvas mm seen by each camera px: the place on the sheet under a bent surface. */
  readonly canvasX: Float32Array;
  readonly canvasY: Float32Array;
  /** Projector px that light it; may lie outside the raster. */
  readonly projectorX: Float32Array;
  readonly projectorY: Float32Array;
  /** mm of a camera px in the picture's middle. */
  readonly pitch: number;
}

/** Steps of the search where a line of sight meets the bent sheet: slopes are a few per cent, each step gains two digits. */
const RELIEF_STEPS = 4;
/** Entries of the table that undoes the lens along the radius; linear between them, far below a thousandth of a px. */
const LENS_STEPS = 4096;

/** Of the set-up as it stands before any knock; off the sheet the wall is flat. */
export const mapRoom = (setup: LaboratorySetup): RoomMaps => {
  const { camera, projector, sheet, relief } = setup;
  const { width, height } = camera.pose.size;
  const n = width * height;
  const maps = {
    width,
    height,
    canvasX: new Float32Array(n),
    canvasY: new Float32Array(n),
    projectorX: new Float32Array(n),
    projectorY: new Float32Array(n),
  };
  const canvasToCamera: Homography<'canvas', 'camera'> = homographyOfPose(camera.pose);
  const h = invertHomography(canvasToCamera);
  const p = projectionOfPose(projector.pose);
  const [eyeX, eyeY, eyeZ] = camera.pose.position;
  const cx = (width - 1) / 2 + camera.decentrePx[0];
  const cy = (height - 1) / 2 + camera.decentrePx[1];
  const shrink = lensTable(setup);
  const isBent = relief.kind !== 'flat';
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const dx = (camera.isMirrored ? width - 1 - x : x) - cx;
      const dy = y - cy;
      const k = shrink(dx * dx + dy * dy);
      const ix = cx + dx * k;
      const iy = cy + dy * k;
      const w = h[6]! * ix + h[7]! * iy + h[8]!;
      const flatX = (h[0]! * ix + h[1]! * iy + h[2]!) / w;
      const flatY = (h[3]! * ix + h[4]! * iy + h[5]!) / w;
      let X = flatX;
      let Y = flatY;
      let Z = 0;
      if (isBent)
        for (let pass = 0; pass < RELIEF_STEPS; pass++) {
          Z = reliefAt(relief, sheet.size, X, Y);
          // Along the line of sight from the flat wall towards the eye, up to height Z.
          X = flatX + ((eyeX - flatX) * Z) / eyeZ;
          Y = flatY + ((eyeY - flatY) * Z) / eyeZ;
        }
      const q = p[8]! * X + p[9]! * Y + p[10]! * Z + p[11]!;
      maps.canvasX[i] = X;
      maps.canvasY[i] = Y;
      maps.projectorX[i] = (p[0]! * X + p[1]! * Y + p[2]! * Z + p[3]!) / q;
      maps.projectorY[i] = (p[4]! * X + p[5]! * Y + p[6]! * Z + p[7]!) / q;
    }
  const middle = applyHomography(h, cameraPoint(cx, cy));
  const next = applyHomography(h, cameraPoint(cx + 1, cy));
  return { ...maps, pitch: Math.hypot(next.x - middle.x, next.y - middle.y) };
};

/** Squared distance from the centre in delivered px → factor that leads to the pinhole px. */
const lensTable = ({ camera }: LaboratorySetup): ((r2: number) => number) => {
  const { width, height } = camera.pose.size;
  const cx = (width - 1) / 2;
  const cy = (height - 1) / 2;
  const [aside, below] = camera.decentrePx;
  const largest = (cx + Math.abs(aside)) ** 2 + (cy + Math.abs(below)) ** 2 + 1;
  const table = Float64Array.from({ length: LENS_STEPS + 2 }, (_, step) => {
    const r = Math.sqrt((Math.max(step, 1e-6) / LENS_STEPS) * largest);
    return (undistort(camera.lens, camera.pose.size, cameraPoint(cx + r, cy)).x - cx) / r;
  });
  return (r2) => {
    const at = (r2 / largest) * LENS_STEPS;
    const low = at | 0;
    return table[low]! + (table[low + 1]! - table[low]!) * (at - low);
  };
};

/** The sheet's corners as delivered by the camera, in Quad order: what a perfect paper finder would say. */
export const sheetCorners = (setup: LaboratorySetup, { widthMm, heightMm }: SheetSize) => {
  const { cameraOf } = truthOfRoom(setup);
  return [
    cameraOf({ x: 0, y: 0 }),
    cameraOf({ x: widthMm, y: 0 }),
    cameraOf({ x: widthMm, y: heightMm }),
    cameraOf({ x: 0, y: heightMm }),
  ] as const;
};
