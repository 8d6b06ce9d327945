/**
 * Lays a calibration on the sheet that is in view. A record knows where the paper's corners are; when the camera measures the same paper in other
 * millimetres (it was aligned before a camera looked, or the size was guessed from the shape), corners still go to corners.
 * The projector draws by it and the camera predicts light by it, so that both speak of the same place. Frames: canvas mm → projector px.
 */
import { type SheetSize, sheetQuad } from './frames.ts';
import { applyHomography, type Homography, quadToQuad } from './homography.ts';
import type { CalibrationRecord } from './record.ts';

export const fitSheet = (
  record: Pick<CalibrationRecord, 'sheet' | 'canvasToProjector'>,
  sheet: SheetSize,
): Homography<'canvas', 'projector'> => {
  const canvasToProjector: Homography<'canvas', 'projector'> = record.canvasToProjector;
  if (sheet.widthMm === record.sheet.widthMm && sheet.heightMm === record.sheet.heightMm) return canvasToProjector;
  const [a, b, c, d] = sheetQuad(record.sheet).map((corner) => applyHomography(canvasToProjector, corner));
  return quadToQuad<'canvas', 'projector'>(sheetQuad(sheet), [a!, b!, c!, d!]);
};
