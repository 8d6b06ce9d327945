/**
 * Which alignment holds for this projector and raster: the canvas' own record, or none. A record that was made for another raster
 * is never used: light in the wrong place is worse than none. Frames: canvas mm → projector px.
 */
import { fitSheet } from '../calibration/fit-sheet.ts';
import type { SheetSize, Size } from '../calibration/frames.ts';
import { sheetQuad } from '../calibration/frames.ts';
import { type Homography, quadToQuad } from '../calibration/homography.ts';
import type { CalibrationRecord } from '../calibration/record.ts';
import { type Corners, cornersOf, insetCorners, isConvex, rescaleCorners } from './keystone.ts';

/** Until a camera has found a sheet: A4 across. */
export const USUAL_SHEET: SheetSize = { widthMm: 297, heightMm: 210 };

export type Alignment =
  | {
      readonly kind: 'aligned';
      readonly sheet: SheetSize;
      readonly corners: Corners;
      readonly canvasToProjector: Homography<'canvas', 'projector'>;
    }
  /** Nobody has aligned it: light falls on the raster's inset, undistorted. */
  | {
      readonly kind: 'missing';
      readonly sheet: SheetSize;
      readonly corners: Corners;
      readonly canvasToProjector: Homography<'canvas', 'projector'>;
    }
  /** Dark; `corners` are where aligning again may start. */
  | { readonly kind: 'context-changed'; readonly sheet: SheetSize; readonly corners: Corners; readonly expected: Size };

/** `seen`: the sheet in view, null while there is none. */
export const chooseAlignment = (
  records: readonly CalibrationRecord[],
  projector: string,
  raster: Size,
  seen: SheetSize | null,
): Alignment => {
  const record = records.find((r) => r.projector === projector);
  if (!record) {
    const sheet = seen ?? USUAL_SHEET;
    const corners = insetCorners(sheet, raster);
    return { kind: 'missing', sheet, corners, canvasToProjector: quadToQuad(sheetQuad(sheet), corners) };
  }
  const corners = cornersOf(record);
  const { projectorSize } = record;
  const sheet = seen ?? record.sheet;
  if (projectorSize.width !== raster.width || projectorSize.height !== raster.height) {
    const start = rescaleCorners(corners, projectorSize, raster);
    return {
      kind: 'context-changed',
      sheet,
      corners: isConvex(start) ? start : insetCorners(sheet, raster),
      expected: projectorSize,
    };
  }
  return { kind: 'aligned', sheet, corners, canvasToProjector: fitSheet(record, sheet) };
};
