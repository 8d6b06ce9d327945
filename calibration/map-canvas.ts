/**
 * Where things lie once a wall is calibrated: canvas mm → projector px for whoever draws, camera px → canvas mm for whoever sees. Both go through
 * the same model, so that light lands on the ink that was seen.
 */
import {
  type CameraPoint,
  type CanvasPoint,
  type ProjectorPoint,
  projectorPoint,
  type Quad,
  type SheetSize,
  sheetQuad,
} from './frames.ts';
import { applyHomography, type Homography, quadToQuad } from './homography.ts';
import { type CameraLens, straightenPoint } from './lens.ts';
import { meshOffset, type ResidualMesh } from './residual-mesh.ts';

/** What one calibration knows (a CalibrationRecord is one). `mesh` is null where a homography says it all. */
export interface CanvasModel {
  readonly sheet: SheetSize;
  readonly canvasToProjector: Homography<'canvas', 'projector'>;
  readonly mesh: ResidualMesh | null;
}

export const mapCanvasToProjector = (model: CanvasModel, p: CanvasPoint): ProjectorPoint => {
  const q = applyHomography(model.canvasToProjector, p);
  if (model.mesh === null) return q;
  const { dx, dy } = meshOffset(model.mesh, model.sheet, p);
  return projectorPoint(q.x + dx, q.y + dy);
};

/**
 * Straight camera px → canvas mm, from the paper's corners as delivered by the camera. Apply it to `straightenPoint(lens, p)`.
 * Throws DegeneratePointsError when three corners lie on a line.
 */
export const straightCameraToCanvasOf = (
  lens: CameraLens,
  paper: Quad<'camera'>,
  sheet: SheetSize,
): Homography<'camera', 'canvas'> => {
  const [a, b, c, d] = paper.map((corner) => straightenPoint(lens, corner));
  return quadToQuad<'camera', 'canvas'>([a!, b!, c!, d!], sheetQuad(sheet));
};

export const mapCameraToCanvas = (
  lens: CameraLens,
  straightCameraToCanvas: Homography<'camera', 'canvas'>,
  p: CameraPoint,
): CanvasPoint => applyHomography(straightCameraToCanvas, straightenPoint(lens, p));
