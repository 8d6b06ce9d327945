/**
 * The sheet, straightened: camera grey → canvas raster, through the homography of its four corners and the camera's lens where a calibration
 * knows it, bilinear.
 * In: camera px. Out: canvas raster at pxPerMm (pixel (i, j) shows canvas point ((i + 0.5) / pxPerMm, (j + 0.5) / pxPerMm) mm).
 * Plain TypeScript: 1200×800 takes 15 ms where OpenCV.js, which has no SIMD, takes 23.
 */
import { type Quad, type SheetSize, sheetQuad } from '../../calibration/frames.ts';
import { type Homography, quadToQuad } from '../../calibration/homography.ts';
import { type CameraLens, straightenPoint } from '../../calibration/lens.ts';
import type { CanvasImage } from './canvas-image.ts';
import type { GreyImage } from './grey-image.ts';

/** Raster of a sheet at a scale: whole px, at least one. */
export const rasterSize = (sheet: SheetSize, pxPerMm: number): { readonly width: number; readonly height: number } => ({
  width: Math.max(1, Math.round(sheet.widthMm * pxPerMm)),
  height: Math.max(1, Math.round(sheet.heightMm * pxPerMm)),
});

/** Canvas mm → camera px. The corners must be convex; throws DegeneratePointsError when they are all one point. */
export const canvasToCameraOf = (quad: Quad<'camera'>, sheet: SheetSize): Homography<'canvas', 'camera'> =>
  quadToQuad(sheetQuad(sheet), quad);

/**
 * `lens`: of this camera at this resolution; null takes it for straight.
 * Where the sheet leaves the frame, the frame's border is repeated: no edge appears there that could pass for ink.
 * The corners must be convex; throws DegeneratePointsError when they are all one point.
 */
export const rectify = (
  grey: GreyImage,
  quad: Quad<'camera'>,
  sheet: SheetSize,
  pxPerMm: number,
  lens: CameraLens | null = null,
): CanvasImage => {
  const { width, height } = rasterSize(sheet, pxPerMm);
  const flat = lens ? canvasToCameraOf(straightened(quad, lens), sheet) : canvasToCameraOf(quad, sheet);
  const [a, b, c, d, e, f, g, h, i] = flat as readonly number[] as number[];
  // Without a lens the terms are 0 and the point stays where it is.
  const { k1, k2, unitPx } = lens ?? { k1: 0, k2: 0, unitPx: 1 };
  const { x: centreX, y: centreY } = lens?.centre ?? { x: 0, y: 0 };
  const perUnit = 1 / (unitPx * unitPx);
  const data = new Uint8Array(width * height);
  const source = grey.data;
  const stride = grey.width;
  // The last row and column are reached from one before, with a full weight.
  const right = Math.max(0, grey.width - 1.001);
  const bottom = Math.max(0, grey.height - 1.001);
  const stepX = a! / pxPerMm;
  const stepY = d! / pxPerMm;
  const stepW = g! / pxPerMm;
  for (let row = 0, at = 0; row < height; row++) {
    const mmX = 0.5 / pxPerMm;
    const mmY = (row + 0.5) / pxPerMm;
    let x = a! * mmX + b! * mmY + c!;
    let y = d! * mmX + e! * mmY + f!;
    let w = g! * mmX + h! * mmY + i!;
    for (let column = 0; column < width; column++, at++) {
      const dx = x / w - centreX;
      const dy = y / w - centreY;
      const r2 = (dx * dx + dy * dy) * perUnit;
      const bend = 1 + r2 * (k1 + r2 * k2);
      const u = Math.min(right, Math.max(0, centreX + dx * bend));
      const v = Math.min(bottom, Math.max(0, centreY + dy * bend));
      const left = u | 0;
      const top = v | 0;
      const from = top * stride + left;
      const fx = u - left;
      const upper = source[from]! + (source[from + 1]! - source[from]!) * fx;
      const lower = source[from + stride]! + (source[from + stride + 1]! - source[from + stride]!) * fx;
      data[at] = upper + (lower - upper) * (v - top) + 0.5;
      x += stepX;
      y += stepY;
      w += stepW;
    }
  }
  return { width, height, data, pxPerMm };
};

const straightened = ([a, b, c, d]: Quad<'camera'>, lens: CameraLens): Quad<'camera'> => [
  straightenPoint(lens, a),
  straightenPoint(lens, b),
  straightenPoint(lens, c),
  straightenPoint(lens, d),
];
