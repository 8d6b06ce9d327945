/**
 * The sheet, straightened: camera grey → canvas raster, through the homography of its four corners, bilinear.
 * In: camera px. Out: canvas raster at pxPerMm (pixel (i, j) shows canvas point ((i + 0.5) / pxPerMm, (j + 0.5) / pxPerMm) mm).
 * Plain TypeScript: 1200×800 takes 15 ms where OpenCV.js, which has no SIMD, takes 23.
 */
import { type Quad, type SheetSize, sheetQuad } from '../../calibration/frames.ts';
import { type Homography, quadToQuad } from '../../calibration/homography.ts';
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
 * Where the sheet leaves the frame, the frame's border is repeated: no edge appears there that could pass for ink.
 * The corners must be convex; throws DegeneratePointsError when they are all one point.
 */
export const rectify = (grey: GreyImage, quad: Quad<'camera'>, sheet: SheetSize, pxPerMm: number): CanvasImage => {
  const { width, height } = rasterSize(sheet, pxPerMm);
  const [a, b, c, d, e, f, g, h, i] = canvasToCameraOf(quad, sheet) as readonly number[] as number[];
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
      const u = Math.min(right, Math.max(0, x / w));
      const v = Math.min(bottom, Math.max(0, y / w));
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
