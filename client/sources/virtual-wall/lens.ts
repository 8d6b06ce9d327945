/**
 * Radial lens distortion about the picture's centre (Brown 1971): ideal camera px ↔ camera px as delivered.
 * Radius is in units of half the diagonal, so that k1 means the same at every resolution.
 */
import type { CameraPoint, Size } from '../../../calibration/frames.ts';
import { cameraPoint } from '../../../calibration/frames.ts';
import type { Lens } from './world.ts';

/** Fixed-point steps of the inverse at most; a weak lens needs three or four. */
const INVERSE_STEPS = 24;
/** In half diagonals: far below a thousandth of a px. */
const CLOSE_ENOUGH = 1e-8;

/** Pinhole px → px of the delivered picture. */
export const distort = (lens: Lens, size: Size, ideal: CameraPoint): CameraPoint => {
  const cx = (size.width - 1) / 2;
  const cy = (size.height - 1) / 2;
  const half = Math.hypot(size.width, size.height) / 2;
  const x = (ideal.x - cx) / half;
  const y = (ideal.y - cy) / half;
  const r2 = x * x + y * y;
  const factor = 1 + lens.k1 * r2 + lens.k2 * r2 * r2;
  return cameraPoint(cx + x * factor * half, cy + y * factor * half);
};

/** Px of the delivered picture → pinhole px. */
export const undistort = (lens: Lens, size: Size, seen: CameraPoint): CameraPoint => {
  const cx = (size.width - 1) / 2;
  const cy = (size.height - 1) / 2;
  const half = Math.hypot(size.width, size.height) / 2;
  const xd = (seen.x - cx) / half;
  const yd = (seen.y - cy) / half;
  let x = xd;
  let y = yd;
  for (let i = 0; i < INVERSE_STEPS; i++) {
    const r2 = x * x + y * y;
    const factor = 1 + lens.k1 * r2 + lens.k2 * r2 * r2;
    const moved = Math.abs(xd / factor - x) + Math.abs(yd / factor - y);
    x = xd / factor;
    y = yd / factor;
    if (moved < CLOSE_ENOUGH) break;
  }
  return cameraPoint(cx + x * half, cy + y * half);
};
