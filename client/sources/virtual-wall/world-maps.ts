/**
 * What depends on a world's geometry and materials alone, computed once: for every camera px its canvas point, its projector point,
 * the room's light and what is reflected without ink. In: World; out: rasters over camera px. The maps are also the truth.
 */
import type { CameraPoint, CanvasPoint } from '../../../calibration/frames.ts';
import { canvasPoint } from '../../../calibration/frames.ts';
import { applyHomography, invertHomography } from '../../../calibration/homography.ts';
import { distort, undistort } from './lens.ts';
import { ambientAt } from './light.ts';
import { reflectanceAt } from './sheet.ts';
import type { CameraModel, Rect, World } from './world.ts';

export interface WorldMaps {
  readonly width: number;
  readonly height: number;
  /** Canvas mm of each camera px. */
  readonly canvasX: Float32Array;
  readonly canvasY: Float32Array;
  /** Projector px of each camera px; may lie outside the raster. */
  readonly projectorX: Float32Array;
  readonly projectorY: Float32Array;
  /** Room light, level only. */
  readonly ambient: Float32Array;
  /** RGB interleaved. */
  readonly reflectance: Float32Array;
  /** mm of a camera px at the picture's middle: the antialiasing width. */
  readonly pitch: number;
}

/** Px of the delivered picture (after the lens) of a canvas point. */
export const cameraPointOf = (camera: CameraModel, point: CanvasPoint): CameraPoint =>
  distort(camera.lens, camera.size, applyHomography(camera.canvasToCamera, point));

/** Canvas point (mm) that a px of the delivered picture shows. */
export const canvasPointOf = (camera: CameraModel, point: CameraPoint): CanvasPoint =>
  applyHomography(invertHomography(camera.canvasToCamera), undistort(camera.lens, camera.size, point));

/** Camera px that a rectangle of canvas mm can touch, padded, clipped to the picture; null when none. */
export const cameraRectOf = (camera: CameraModel, mm: Rect, pad: number): Rect | null => {
  let x0 = Number.POSITIVE_INFINITY;
  let y0 = Number.POSITIVE_INFINITY;
  let x1 = Number.NEGATIVE_INFINITY;
  let y1 = Number.NEGATIVE_INFINITY;
  for (const u of [0, 0.5, 1])
    for (const v of [0, 0.5, 1]) {
      const p = cameraPointOf(camera, canvasPoint(mm.x0 + u * (mm.x1 - mm.x0), mm.y0 + v * (mm.y1 - mm.y0)));
      x0 = Math.min(x0, p.x);
      y0 = Math.min(y0, p.y);
      x1 = Math.max(x1, p.x);
      y1 = Math.max(y1, p.y);
    }
  const rect = {
    x0: Math.max(0, Math.floor(x0 - pad)),
    y0: Math.max(0, Math.floor(y0 - pad)),
    x1: Math.min(camera.size.width, Math.ceil(x1 + pad) + 1),
    y1: Math.min(camera.size.height, Math.ceil(y1 + pad) + 1),
  };
  return rect.x0 < rect.x1 && rect.y0 < rect.y1 ? rect : null;
};

export const buildMaps = (world: World): WorldMaps => {
  const { camera, projector, sheet } = world;
  const { width, height } = camera.size;
  const n = width * height;
  const cameraToCanvas = invertHomography(camera.canvasToCamera);
  const maps = {
    width,
    height,
    canvasX: new Float32Array(n),
    canvasY: new Float32Array(n),
    projectorX: new Float32Array(n),
    projectorY: new Float32Array(n),
    ambient: new Float32Array(n),
    reflectance: new Float32Array(3 * n),
  };
  const middle = canvasPointOf(camera, { x: width / 2, y: height / 2 });
  const next = canvasPointOf(camera, { x: width / 2 + 1, y: height / 2 });
  const pitch = Math.hypot(next.x - middle.x, next.y - middle.y);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const canvas = applyHomography(cameraToCanvas, undistort(camera.lens, camera.size, { x, y }));
      const lit = applyHomography(projector.canvasToProjector, canvas);
      maps.canvasX[i] = canvas.x;
      maps.canvasY[i] = canvas.y;
      maps.projectorX[i] = lit.x;
      maps.projectorY[i] = lit.y;
      maps.ambient[i] = ambientAt(world.ambient, sheet.size, canvas.x, canvas.y);
      reflectanceAt(sheet, world.wall, canvas.x, canvas.y, pitch, maps.reflectance, 3 * i);
    }
  return { ...maps, pitch };
};
