/**
 * Which alignment holds for this projector here: the canvas' own record, or none. A record that was made for another set-up is never
 * used: light in the wrong place is worse than none. Frames: canvas mm → projector px.
 */
import { differencesOf, type Surroundings } from '../calibration/compare-context.ts';
import { fitSheet } from '../calibration/fit-sheet.ts';
import type { SheetSize } from '../calibration/frames.ts';
import { sheetQuad } from '../calibration/frames.ts';
import { quadToQuad } from '../calibration/homography.ts';
import type { CanvasModel } from '../calibration/map-canvas.ts';
import type { CalibrationRecord } from '../calibration/record.ts';
import { type Corners, cornersOf, insetCorners, isUsable, rescaleCorners } from './keystone.ts';

/** Until a camera has found a sheet: A4 across. */
export const USUAL_SHEET: SheetSize = { widthMm: 297, heightMm: 210 };

export type Alignment =
  /** `corners`: of the plane alone. */
  | ({ readonly kind: 'aligned'; readonly corners: Corners; readonly record: CalibrationRecord } & CanvasModel)
  /** Nobody has aligned it: light falls on the raster's inset, undistorted. */
  | ({ readonly kind: 'missing'; readonly corners: Corners } & CanvasModel)
  /** Dark; `corners` are where aligning again may start. */
  | {
      readonly kind: 'context-changed';
      readonly sheet: SheetSize;
      readonly corners: Corners;
      readonly differences: readonly string[];
      readonly record: CalibrationRecord;
    };

/** `seen`: the sheet in view, null while there is none. */
export const chooseAlignment = (
  records: readonly CalibrationRecord[],
  projector: string,
  here: Surroundings,
  seen: SheetSize | null,
): Alignment => {
  const { raster } = here;
  const record = records.find((r) => r.projector === projector);
  if (!record) {
    const sheet = seen ?? USUAL_SHEET;
    const corners = insetCorners(sheet, raster);
    return { kind: 'missing', sheet, corners, canvasToProjector: quadToQuad(sheetQuad(sheet), corners), mesh: null };
  }
  const corners = cornersOf(record);
  const sheet = seen ?? record.sheet;
  const differences = differencesOf(record, here);
  if (differences.length > 0) {
    const start = rescaleCorners(corners, record.projectorSize, raster);
    return {
      kind: 'context-changed',
      sheet,
      corners: isUsable(start) ? start : insetCorners(sheet, raster),
      differences,
      record,
    };
  }
  // The mesh lies on the sheet by shares of its sides: it fits whatever its size is taken for.
  return {
    kind: 'aligned',
    sheet,
    corners,
    canvasToProjector: fitSheet(record, sheet),
    mesh: record.mesh,
    record,
  };
};
