/**
 * Where the masks in force keep the sheet in view dark, in that sheet's millimetres, which need not be those that they were drawn in. By the camera that
 * measured them, where that is the one that looks now: it knows where the projector's light falls, whatever paper hangs there. Else the same paper is
 * meant in other millimetres (fit-sheet.ts). Frames: camera px, canvas mm.
 */
import { carryMasks, isSameSheet, type MaskGround } from '../carry-masks.ts';
import { fitSheet } from '../fit-sheet.ts';
import { type Quad, type SheetSize, type Size, sheetQuad } from '../frames.ts';
import { applyHomography, type Homography, quadToQuad } from '../homography.ts';
import { lensOf, straightenPoint } from '../lens.ts';
import type { CalibrationRecord, CanvasMask } from '../record.ts';

/** `paper`: the sheet in the camera's picture; null: it was not seen. */
export const masksInView = (
  inForce: CalibrationRecord | null,
  sheet: SheetSize,
  paper: Quad<'camera'> | null,
  cameraSize: Size,
): readonly CanvasMask[] => {
  if (inForce === null) return [];
  if (isSameSheet(inForce, { sheet })) return inForce.masks;
  const seen: MaskGround = {
    sheet,
    canvasToProjector: bySight(inForce, sheet, paper, cameraSize) ?? fitSheet(inForce, sheet),
    mesh: null,
    projectorSize: inForce.projectorSize,
  };
  return carryMasks(inForce.masks, inForce, seen);
};

const bySight = (
  { camera }: CalibrationRecord,
  sheet: SheetSize,
  paper: Quad<'camera'> | null,
  { width, height }: Size,
): Homography<'canvas', 'projector'> | null => {
  if (camera === null || paper === null || camera.size.width !== width || camera.size.height !== height) return null;
  const lens = lensOf(camera.size, camera.lens);
  const cameraToProjector: Homography<'camera', 'projector'> = camera.cameraToProjector;
  const [a, b, c, d] = paper.map((corner) => applyHomography(cameraToProjector, straightenPoint(lens, corner)));
  return quadToQuad<'canvas', 'projector'>(sheetQuad(sheet), [a!, b!, c!, d!]);
};
