/**
 * Masks of one calibration in the millimetres of another that takes the sheet for another size: other paper was hung, or the same is measured otherwise.
 * A door does not move with either, so what was dark stays dark in the projector's light; this holds while the projector hangs as it did. In: polygons in
 * canvas mm of `before`; out: canvas mm of `after`. Sheets of one size share their millimetres: there masks stay as they are.
 */
import { type CanvasPoint, canvasPoint, type ProjectorPoint, projectorPoint, type Size } from './frames.ts';
import { applyHomography, invertHomography } from './homography.ts';
import { type CanvasModel, mapCanvasToProjector } from './map-canvas.ts';
import type { CanvasMask } from './record.ts';
import { meshOffset } from './residual-mesh.ts';

/** A CalibrationRecord is one. `projectorSize`: px; of another raster's light the same share is meant. */
export interface MaskGround extends CanvasModel {
  readonly projectorSize: Size;
}

/** A mesh bends by a few px over the whole sheet: each round leaves a thousandth of what was left. */
const ROUNDS = 4;

export const isSameSheet = (before: Pick<MaskGround, 'sheet'>, after: Pick<MaskGround, 'sheet'>): boolean =>
  before.sheet.widthMm === after.sheet.widthMm && before.sheet.heightMm === after.sheet.heightMm;

/**
 * As many as there were, in their order. One that reaches beyond what a map can say (its horizon) keeps its share of the sheet's sides: no mask is ever
 * dropped. Throws DegeneratePointsError when `after` has no inverse.
 */
export const carryMasks = (masks: readonly CanvasMask[], before: MaskGround, after: MaskGround): CanvasMask[] => {
  if (isSameSheet(before, after)) return [...masks];
  const toCanvas = canvasOf(after);
  const sx = after.projectorSize.width / before.projectorSize.width;
  const sy = after.projectorSize.height / before.projectorSize.height;
  const carry = (p: CanvasPoint): CanvasPoint | null => {
    if (!isBefore(before, p)) return null;
    const lit = mapCanvasToProjector(before, p);
    const carried = toCanvas(projectorPoint((lit.x + 0.5) * sx - 0.5, (lit.y + 0.5) * sy - 0.5));
    return Number.isFinite(carried.x) && Number.isFinite(carried.y) && isBefore(after, carried) ? carried : null;
  };
  return masks.map(({ name, polygon }) => {
    const carried = polygon.flatMap(({ x, y }) => carry(canvasPoint(x, y)) ?? []);
    return carried.length === polygon.length
      ? { name, polygon: carried.map(({ x, y }) => ({ x, y })) }
      : { name, polygon: polygon.map((p) => byShare(p, before, after)) };
  });
};

const canvasOf = (ground: MaskGround): ((p: ProjectorPoint) => CanvasPoint) => {
  const projectorToCanvas = invertHomography(ground.canvasToProjector);
  const { mesh, sheet } = ground;
  return (p) => {
    let at = applyHomography(projectorToCanvas, p);
    for (let round = 0; mesh !== null && round < ROUNDS; round++) {
      const { dx, dy } = meshOffset(mesh, sheet, at);
      at = applyHomography(projectorToCanvas, projectorPoint(p.x - dx, p.y - dy));
    }
    return at;
  };
};

/** On the side of the map's horizon where the sheet is: beyond it light would have to fall backwards. */
const isBefore = ({ canvasToProjector, sheet }: MaskGround, p: CanvasPoint): boolean => {
  const depth = (x: number, y: number): number =>
    canvasToProjector[6]! * x + canvasToProjector[7]! * y + canvasToProjector[8]!;
  return depth(p.x, p.y) * depth(sheet.widthMm / 2, sheet.heightMm / 2) > 0;
};

const byShare = (p: CanvasMask['polygon'][number], { sheet }: MaskGround, after: MaskGround) => ({
  x: (p.x / sheet.widthMm) * after.sheet.widthMm,
  y: (p.y / sheet.heightMm) * after.sheet.heightMm,
});
