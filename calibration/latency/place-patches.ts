/**
 * Where the coded patches lie: beside the sheet's corners, like a printer's crop marks, above it or below, else to its sides, where a camera that sees the
 * sheet sees them too; else in the raster's own corners. When the sheet covers all of the light, in two opposite corners of the raster.
 * Projector and camera work it out alike from the calibration. Frame: projector px.
 */
import { type ProjectorPoint, type Quad, type SheetSize, type Size, sheetQuad } from '../frames.ts';
import { applyHomography, type Homography } from '../homography.ts';
import { PATCH_BITS, type PatchPlace, patchCellPx } from './patch-code.ts';

/** Corner of the sheet, in Quad order: 0 top left, 1 top right, 2 bottom right, 3 bottom left. */
export interface CornerPatch extends PatchPlace {
  readonly corner: 0 | 1 | 2 | 3;
}

/** Cells between a patch and the sheet's edge: light that blurs over it would move the edge. */
const CLEARANCE_CELLS = 2;
/** px from the raster's border: a projector's outermost rows may be cut. */
const INSET_PX = 2;
const CORNERS = [0, 1, 2, 3] as const;

/** Between one and four places. */
export const placePatches = (
  canvasToProjector: Homography<'canvas', 'projector'>,
  projectorSize: Size,
  sheet: SheetSize,
): readonly CornerPatch[] => {
  const quad = sheetQuad(sheet).map((p) => applyHomography(canvasToProjector, p)) as unknown as Quad<'projector'>;
  const free = CORNERS.flatMap((corner) => {
    const candidates = [...besideSheet(quad, corner, projectorSize), rasterCorner(projectorSize, corner)];
    const place = candidates.find((p) => isOnRaster(p, projectorSize) && !touches(p, quad));
    return place ? [{ corner, ...place }] : [];
  });
  if (free.length > 0) return free;
  return ([0, 2] as const).map((corner) => ({ corner, ...rasterCorner(projectorSize, corner) }));
};

/** Beyond the nearer horizontal edge, then beyond the nearer vertical one; flush with the sheet's corner. */
const besideSheet = (quad: Quad<'projector'>, corner: 0 | 1 | 2 | 3, size: Size): readonly PatchPlace[] => {
  const cell = patchCellPx(size);
  const { x, y } = quad[corner];
  const [wide, high, gap] = [PATCH_BITS * cell, 2 * cell, CLEARANCE_CELLS * cell];
  const isLeft = corner === 0 || corner === 3;
  const isTop = corner < 2;
  // An edge may slope: what is flush at the corner must be clear along the patch, so that a px or two more are left.
  const slope = Math.ceil(Math.abs(slopeAlong(quad, corner, true)) * wide);
  const tilt = Math.ceil(Math.abs(slopeAlong(quad, corner, false)) * high);
  const place = (px: number, py: number): PatchPlace => ({ x: Math.round(px), y: Math.round(py), cell });
  return [
    place(isLeft ? x : x - wide, isTop ? y - gap - slope - high - 1 : y + gap + slope + 1),
    place(isLeft ? x - gap - tilt - wide - 1 : x + gap + tilt + 1, isTop ? y : y - high),
  ];
};

/** Rise of the sheet's horizontal edge at a corner, or run of its vertical one: px a px. */
const slopeAlong = (quad: Quad<'projector'>, corner: number, horizontal: boolean): number => {
  const across = [1, 0, 3, 2] as const;
  const along = [3, 2, 1, 0] as const;
  const from = quad[corner as 0]!;
  const to = quad[(horizontal ? across : along)[corner]!]!;
  return horizontal ? (to.y - from.y) / (to.x - from.x) : (to.x - from.x) / (to.y - from.y);
};

const rasterCorner = (size: Size, corner: 0 | 1 | 2 | 3): PatchPlace => {
  const cell = patchCellPx(size);
  const isLeft = corner === 0 || corner === 3;
  return {
    x: isLeft ? INSET_PX : size.width - INSET_PX - PATCH_BITS * cell,
    y: corner < 2 ? INSET_PX : size.height - INSET_PX - 2 * cell,
    cell,
  };
};

const isOnRaster = ({ x, y, cell }: PatchPlace, { width, height }: Size): boolean =>
  x >= INSET_PX && y >= INSET_PX && x + PATCH_BITS * cell <= width - INSET_PX && y + 2 * cell <= height - INSET_PX;

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
