/**
 * Radial lens distortion (Brown, "Close-range camera calibration", 1971): camera px as delivered ↔ straight camera px, in which lines are
 * straight and a plane maps by a homography. Radius is in units of half the picture's diagonal, so that k1 means the same at every resolution.
 */
import { type CameraPoint, cameraPoint, type Size } from './frames.ts';

export interface CameraLens {
  /** Where the optical axis meets the picture, camera px. */
  readonly centre: CameraPoint;
  /** Camera px: half the picture's diagonal. */
  readonly unitPx: number;
  /** delivered = centre + (straight − centre)·(1 + k1·r² + k2·r⁴), r of the straight point in units. */
  readonly k1: number;
  readonly k2: number;
}

/** A lens about the centre of a picture of this size; k1 = k2 = 0 bends nothing. */
export const lensOf = (
  { width, height }: Size,
  { k1, k2 }: { readonly k1: number; readonly k2: number } = { k1: 0, k2: 0 },
): CameraLens => ({
  centre: cameraPoint((width - 1) / 2, (height - 1) / 2),
  unitPx: Math.hypot(width, height) / 2,
  k1,
  k2,
});

/** Newton steps at most; four are enough for any lens that is used. */
const STEPS = 20;
const CLOSE_ENOUGH = 1e-12;
/** No straight point lies farther out than this many times the delivered one: a lens that folds back has none at all, and Newton would run away. */
const MOST_STRETCH = 2;

/** Straight px → px of the delivered picture. */
export const distortPoint = (lens: CameraLens, straight: CameraPoint): CameraPoint => {
  const x = (straight.x - lens.centre.x) / lens.unitPx;
  const y = (straight.y - lens.centre.y) / lens.unitPx;
  const r2 = x * x + y * y;
  const factor = lens.unitPx * (1 + r2 * (lens.k1 + r2 * lens.k2));
  return cameraPoint(lens.centre.x + x * factor, lens.centre.y + y * factor);
};

/**
 * Px of the delivered picture → straight px. Beyond the radius at which the lens folds back there is no straight point: the nearest that Newton
 * finds is returned.
 */
export const straightenPoint = (lens: CameraLens, seen: CameraPoint): CameraPoint => {
  const x = (seen.x - lens.centre.x) / lens.unitPx;
  const y = (seen.y - lens.centre.y) / lens.unitPx;
  const scale = straightScale(lens.k1, lens.k2, Math.hypot(x, y)) * lens.unitPx;
  return cameraPoint(lens.centre.x + x * scale, lens.centre.y + y * scale);
};

/** r / rSeen, where rSeen = r·(1 + k1·r² + k2·r⁴). */
export const straightScale = (k1: number, k2: number, rSeen: number): number => {
  if (rSeen < 1e-12 || (k1 === 0 && k2 === 0)) return 1;
  let r = rSeen;
  for (let i = 0; i < STEPS; i++) {
    const r2 = r * r;
    const slope = 1 + r2 * (3 * k1 + 5 * k2 * r2);
    const step = (r * (1 + r2 * (k1 + k2 * r2)) - rSeen) / Math.max(0.1, slope);
    r = Math.min(MOST_STRETCH * rSeen, Math.max(0, r - step));
    if (Math.abs(step) < CLOSE_ENOUGH) break;
  }
  return r / rSeen;
};
