/**
 * Where the coded patches may lie: in the raster's corners that are clear of the sheet; when the sheet covers all of them, in two opposite ones.
 * Projector and camera work it out alike from the calibration. Frame: projector px.
 */
import { type ProjectorPoint, type Quad, type SheetSize, type Size, sheetQuad } from '../frames.ts';
import { applyHomography, type Homography } from '../homography.ts';
import { PATCH_BITS, type PatchPlace, patchCellPx } from './patch-code.ts';

/** Corner of the raster, in Quad order: 0 top left, 1 top right, 2 bottom right, 3 bottom left. */
export interface CornerPatch extends PatchPlace {
  readonly corner: 0 | 1 | 2 | 3;
}

/** Cells between a patch and the sheet's edge: light that blurs over it would move the edge. */
const CLEARANCE_CELLS = 1.5;
/** px from the raster's border: a projector's outermost rows may be cut. */
const INSET_PX = 2;

/** Between one and four places. */
export const placePatches = (
  canvasToProjector: Homography<'canvas', 'projector'>,
  projectorSize: Size,
  sheet: SheetSize,
): readonly CornerPatch[] => {
  const quad = sheetQuad(sheet).map((p) => applyHomography(canvasToProjector, p)) as unknown as Quad<'projector'>;
  const corners = cornerPatches(projectorSize);
  const free = corners.filter((patch) => !touches(patch, quad));
  return free.length > 0 ? free : corners.filter(({ corner }) => corner === 0 || corner === 2);
};

/** All four corners, whatever lies there. */
export const cornerPatches = (size: Size): readonly CornerPatch[] => {
  const cell = patchCellPx(size);
  const right = size.width - INSET_PX - PATCH_BITS * cell;
  const bottom = size.height - INSET_PX - 2 * cell;
  return [
    { corner: 0, x: INSET_PX, y: INSET_PX, cell },
    { corner: 1, x: right, y: INSET_PX, cell },
    { corner: 2, x: right, y: bottom, cell },
    { corner: 3, x: INSET_PX, y: bottom, cell },
  ];
};

/** Whether the patch with its clearance meets the sheet (a convex quad): no side of either parts them. */
const touches = ({ x, y, cell }: PatchPlace, sheet: Quad<'projector'>): boolean => {
  const gap = CLEARANCE_CELLS * cell;
  const left = x - gap;
  const right = x + PATCH_BITS * cell + gap;
  const top = y - gap;
  const bottom = y + 2 * cell + gap;
  const patch: ProjectorPoint[] = [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ];
  return !parted(patch, sheet) && !parted([...sheet], patch);
};

/** True when all of `b` lies beyond one side of the convex polygon `a`, whichever way round it runs. */
const parted = (a: readonly ProjectorPoint[], b: readonly ProjectorPoint[]): boolean =>
  a.some((p, i) => {
    const q = a[(i + 1) % a.length]!;
    const side = (r: ProjectorPoint): number => (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x);
    const inner = Math.sign(a.reduce((sum, r) => sum + side(r), 0));
    return b.every((r) => side(r) * inner < 0);
  });
