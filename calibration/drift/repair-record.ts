/**
 * A calibration record with a repair in it. The plane and the camera's map are corrected; the residual mesh, masks and photometry stay: paper that was
 * pushed by some mm is bent as it was, and lit as it was. What was measured of the accuracy no longer proves it, and goes. Frames: canvas mm of the
 * sheet that the repair was measured on, camera px, projector px.
 */
import { type CameraPoint, canvasPoint, type SheetSize } from '../frames.ts';
import { applyHomography, composeHomographies, fitHomography, type Homography } from '../homography.ts';
import { lensOf, straightenPoint } from '../lens.ts';
import type { CalibrationRecord } from '../record.ts';
import { type Repair, repairCanvas } from './repair-calibration.ts';

/** Points a side at which the camera's map is corrected. */
const GRID = 6;

/** `sheet`, `canvasToCamera`: of the reference that the repair was measured from. The reference must be measured anew. */
export const repairRecord = (
  record: CalibrationRecord,
  repair: Repair,
  sheet: SheetSize,
  canvasToCamera: Homography<'canvas', 'camera'>,
): CalibrationRecord => ({
  ...record,
  canvasToProjector: [
    ...repairCanvas(record.canvasToProjector, {
      ...repair,
      canvasCorrection: onSheet(repair.canvasCorrection, record.sheet, sheet),
    }),
  ],
  camera:
    record.camera === null
      ? null
      : {
          ...record.camera,
          cameraToProjector: [...repairCamera(record.camera, repair, sheet, canvasToCamera)],
        },
  accuracy: null,
  reference: null,
});

/** The same correction in the millimetres of a record that takes the sheet for another size. */
const onSheet = (
  correction: Repair['canvasCorrection'],
  record: SheetSize,
  seen: SheetSize,
): Repair['canvasCorrection'] => {
  const sx = seen.widthMm / record.widthMm;
  const sy = seen.heightMm / record.heightMm;
  const toSeen: Homography<'canvas', 'canvas'> = [sx, 0, 0, 0, sy, 0, 0, 0, 1];
  const toRecord: Homography<'canvas', 'canvas'> = [1 / sx, 0, 0, 0, 1 / sy, 0, 0, 0, 1];
  return composeHomographies(composeHomographies(toSeen, correction), toRecord);
};

const repairCamera = (
  camera: NonNullable<CalibrationRecord['camera']>,
  { cameraNowToBefore }: Repair,
  sheet: SheetSize,
  canvasToCamera: Homography<'canvas', 'camera'>,
): Homography<'camera', 'projector'> => {
  const lens = lensOf(camera.size, camera.lens);
  const now: CameraPoint[] = [];
  const before: CameraPoint[] = [];
  for (let j = 0; j < GRID; j++)
    for (let i = 0; i < GRID; i++) {
      const p = canvasPoint((sheet.widthMm * i) / (GRID - 1), (sheet.heightMm * j) / (GRID - 1));
      const seen = applyHomography(canvasToCamera, p);
      now.push(straightenPoint(lens, seen));
      before.push(straightenPoint(lens, applyHomography(cameraNowToBefore, seen)));
    }
  const cameraToProjector: Homography<'camera', 'projector'> = camera.cameraToProjector;
  return composeHomographies(fitHomography<'camera', 'camera'>(now, before), cameraToProjector);
};
