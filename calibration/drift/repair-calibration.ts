/**
 * A calibration after something moved, from how it moved, without new patterns. In: the motions of the paper and of the projector's light in the
 * camera's picture since the calibration; out: where canvas points must be looked up now. All is relative to what was measured, so the lens and
 * the bent paper that the calibration knows stay known. Frames: canvas mm, camera px, projector px.
 */
import { type CameraPoint, type CanvasPoint, canvasPoint, type SheetSize } from '../frames.ts';
import {
  applyHomography,
  composeHomographies,
  fitHomography,
  type Homography,
  invertHomography,
} from '../homography.ts';
import { motionAt, type SmallMotion, undoMotion } from './small-motion.ts';

export interface Repair {
  /** A point of the sheet as it lies now → the point of the old sheet that lay there in the projector's light. */
  readonly canvasCorrection: Homography<'canvas', 'canvas'>;
  /** Where the projector's light was in the camera's picture, of where it is now. */
  readonly cameraNowToBefore: Homography<'camera', 'camera'>;
}

/** Points a side from which the corrections are fitted. */
const GRID = 6;

export const repairOf = (
  sheet: SheetSize,
  canvasToCamera: Homography<'canvas', 'camera'>,
  paper: SmallMotion,
  light: SmallMotion,
): Repair => {
  const cameraToCanvas = invertHomography(canvasToCamera);
  const now: CanvasPoint[] = [];
  const before: CanvasPoint[] = [];
  const seen: CameraPoint[] = [];
  const seenBefore: CameraPoint[] = [];
  for (let j = 0; j < GRID; j++)
    for (let i = 0; i < GRID; i++) {
      const p = canvasPoint((sheet.widthMm * i) / (GRID - 1), (sheet.heightMm * j) / (GRID - 1));
      const old = applyHomography(canvasToCamera, p);
      const moved = motionAt(paper, old);
      const at = { x: old.x + moved.x, y: old.y + moved.y };
      const lit = undoMotion(light, at);
      now.push(p);
      before.push(applyHomography(cameraToCanvas, lit));
      seen.push(at);
      seenBefore.push(lit);
    }
  return {
    canvasCorrection: fitHomography<'canvas', 'canvas'>(now, before),
    cameraNowToBefore: fitHomography<'camera', 'camera'>(seen, seenBefore),
  };
};

/** The calibration's plane with the correction: the residual mesh stays as it is, bends move with their paper by far less than they bend. */
export const repairCanvas = (
  canvasToProjector: Homography<'canvas', 'projector'>,
  { canvasCorrection }: Repair,
): Homography<'canvas', 'projector'> => composeHomographies(canvasCorrection, canvasToProjector);
