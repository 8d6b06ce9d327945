/**
 * Four-corner alignment by hand: where the sheet's corners lie in the projector's raster. Values only; keys and pointers are
 * turned into these calls elsewhere. Frame: projector px (corners), canvas mm (sheet).
 */
import {
  type ProjectorPoint,
  projectorPoint,
  type Quad,
  type SheetSize,
  type Size,
  sheetQuad,
} from '../calibration/frames.ts';
import { applyHomography, type Homography, quadToQuad } from '../calibration/homography.ts';
import { isConvex } from '../calibration/is-convex.ts';
import { type CalibrationRecord, plainRecord } from '../calibration/record.ts';

export type Corners = Quad<'projector'>;

/** Share of the raster that the sheet takes before anybody has aligned it. */
const INSET = 0.88;
/** px² below which a turn at a corner is flat: such a quad has no usable homography. */
const FLAT_PX2 = 16;
/** px that a step moves. */
const STEP = { plain: 1, shift: 10, alt: 0.1 };

/** The sheet, undistorted and centred, as large as the raster's inset allows. */
export const insetCorners = (sheet: SheetSize, raster: Size): Corners => {
  const scale = INSET * Math.min(raster.width / sheet.widthMm, raster.height / sheet.heightMm);
  const left = (raster.width - 1 - sheet.widthMm * scale) / 2;
  const top = (raster.height - 1 - sheet.heightMm * scale) / 2;
  return mapQuad(sheetQuad(sheet), (p) => projectorPoint(left + p.x * scale, top + p.y * scale));
};

export const cornersOf = (record: Pick<CalibrationRecord, 'sheet' | 'canvasToProjector'>): Corners => {
  const canvasToProjector: Homography<'canvas', 'projector'> = record.canvasToProjector;
  return mapQuad(sheetQuad(record.sheet), (p) => applyHomography(canvasToProjector, p));
};

/** Corners laid on one raster, carried over to another: a start for aligning again. */
export const rescaleCorners = (corners: Corners, from: Size, to: Size): Corners =>
  mapQuad(corners, (p) => projectorPoint((p.x * to.width) / from.width, (p.y * to.height) / from.height));

/** `corners` with one moved, or unchanged where that would fold or flatten the sheet. */
export const moveCorner = (corners: Corners, corner: number, to: ProjectorPoint): Corners => {
  const moved = corners.map((p, i) => (i === corner ? to : p)) as unknown as Corners;
  return isUsable(moved) ? moved : corners;
};

export const nudgeCorner = (
  corners: Corners,
  corner: number,
  key: string,
  modifier: { readonly shift: boolean; readonly alt: boolean },
): Corners => {
  const step = modifier.alt ? STEP.alt : modifier.shift ? STEP.shift : STEP.plain;
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  const at = corners[corner];
  if (!way || !at) return corners;
  return moveCorner(corners, corner, projectorPoint(at.x + way[0]! * step, at.y + way[1]! * step));
};

/** The corner within reach of a point, or null. */
export const cornerNear = (corners: Corners, p: ProjectorPoint, reachPx: number): number | null => {
  const distances = corners.map((c) => Math.hypot(c.x - p.x, c.y - p.y));
  const nearest = Math.min(...distances);
  return nearest <= reachPx ? distances.indexOf(nearest) : null;
};

/** Unfolded, and with a turn at every corner. */
export const isUsable = (corners: Corners): boolean => isConvex(corners, FLAT_PX2);

export const recordOf = (
  corners: Corners,
  context: { readonly canvas: string; readonly projector: string; readonly sheet: SheetSize; readonly raster: Size },
  madeAt: string,
): CalibrationRecord =>
  plainRecord({
    canvas: context.canvas,
    projector: context.projector,
    sheet: { widthMm: context.sheet.widthMm, heightMm: context.sheet.heightMm },
    canvasToProjector: [...quadToQuad<'canvas', 'projector'>(sheetQuad(context.sheet), corners)],
    projectorSize: { width: context.raster.width, height: context.raster.height },
    source: 'keystone',
    madeAt,
  });

const mapQuad = <P extends { x: number; y: number }>(
  quad: readonly [P, P, P, P],
  map: (p: P) => ProjectorPoint,
): Corners => [map(quad[0]), map(quad[1]), map(quad[2]), map(quad[3])];
