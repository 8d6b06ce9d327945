/**
 * Where masks keep the wall dark, while patterns are shown too: nothing can be measured there, and nothing has to be. In: polygons in canvas mm;
 * out: whether a point lies in one of them or close to it (even-odd rule). Frames: canvas mm; camera px → canvas mm by the paper's corners alone.
 */
import { type CameraPoint, type CanvasPoint, sheetQuad } from '../frames.ts';
import { applyHomography, quadToQuad } from '../homography.ts';
import type { CanvasMask } from '../record.ts';
import type { SessionSetting } from './contract.ts';

/** Of the sheet's longer side: the masks lie by the old calibration, which may be some mm off by now. */
const MARGIN_SHARE = 0.02;

/** Whether a point of the canvas lies in a mask, or within `marginMm` beyond the margin of one. */
export const maskedGround = ({
  masks = [],
  sheet,
}: Pick<SessionSetting, 'masks' | 'sheet'>): ((p: CanvasPoint, marginMm?: number) => boolean) => {
  const margin = MARGIN_SHARE * Math.max(sheet.widthMm, sheet.heightMm);
  return (p, marginMm = 0) => masks.some(({ polygon }) => isWithin(polygon, p, margin + marginMm));
};

/** The same for the camera's picture; nothing is known to be dark where there is no paper to lay the masks by. */
export const keptDark = (setting: Pick<SessionSetting, 'masks' | 'sheet' | 'paper'>): ((p: CameraPoint) => boolean) => {
  const { masks, sheet, paper } = setting;
  if (paper === null || masks === undefined || masks.length === 0) return () => false;
  const toCanvas = quadToQuad<'camera', 'canvas'>(paper, sheetQuad(sheet));
  const isMasked = maskedGround(setting);
  return (p) => isMasked(applyHomography(toCanvas, p));
};

const isWithin = (polygon: CanvasMask['polygon'], p: CanvasPoint, marginMm: number): boolean => {
  let inside = false;
  for (const [i, a] of polygon.entries()) {
    const b = polygon[(i + 1) % polygon.length]!;
    if (distanceToSegment(p, a, b) <= marginMm) return true;
    if (a.y > p.y !== b.y > p.y && p.x < a.x + ((p.y - a.y) / (b.y - a.y)) * (b.x - a.x)) inside = !inside;
  }
  return inside;
};

interface Point {
  readonly x: number;
  readonly y: number;
}

const distanceToSegment = (p: Point, a: Point, b: Point): number => {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length2 = dx * dx + dy * dy;
  const t = length2 === 0 ? 0 : Math.min(1, Math.max(0, ((p.x - a.x) * dx + (p.y - a.y) * dy) / length2));
  return Math.hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
};
