/**
 * What a hand does on the plan: point, move corners and nodes, draw masks. State in, state out; whoever holds it publishes what changed.
 * Frames: canvas mm; nodes move by projector px.
 */
import { type CanvasPoint, canvasPoint, type SheetSize } from '../frames.ts';
import type { CalibrationRecord, CanvasMask } from '../record.ts';
import { controlPoints, moveControlPoint } from '../refine-record.ts';

export type HandWork =
  | { readonly kind: 'none' }
  | { readonly kind: 'point'; readonly at: CanvasPoint }
  | { readonly kind: 'refine'; readonly node: number; readonly record: CalibrationRecord }
  | { readonly kind: 'mask'; readonly draft: readonly CanvasPoint[]; readonly cursor: CanvasPoint };

export const NO_HAND: HandWork = { kind: 'none' };
const LEAST_CORNERS = 3;
const MOST_CORNERS = 64;
/** Masks may lie beside the paper, but not in another room: shares of the sheet's sides. */
const BEYOND = 1;
/** Share of the sheet's longer side. */
const CLOSE_BY = 0.025;

export const startPointing = ({ widthMm, heightMm }: SheetSize): HandWork => ({
  kind: 'point',
  at: canvasPoint(widthMm / 2, heightMm / 2),
});

export const pointAt = (work: HandWork, at: CanvasPoint, { widthMm, heightMm }: SheetSize): HandWork =>
  work.kind === 'point' ? { kind: 'point', at: canvasPoint(clamp(at.x, 0, widthMm), clamp(at.y, 0, heightMm)) } : work;

/** The next node, or the one before; round and round. */
export const nextNode = (work: HandWork, by: 1 | -1): HandWork => {
  if (work.kind !== 'refine') return work;
  const count = controlPoints(work.record).length;
  return { ...work, node: (work.node + by + count) % count };
};

/** `now`: ISO 8601. */
export const moveNode = (work: HandWork, dx: number, dy: number, now: string): HandWork =>
  work.kind === 'refine' ? { ...work, record: moveControlPoint(work.record, work.node, { x: dx, y: dy }, now) } : work;

export const addCorner = (work: HandWork, at: CanvasPoint, { widthMm, heightMm }: SheetSize): HandWork => {
  if (work.kind !== 'mask' || work.draft.length >= MOST_CORNERS) return work;
  const p = canvasPoint(
    round(clamp(at.x, -BEYOND * widthMm, (1 + BEYOND) * widthMm)),
    round(clamp(at.y, -BEYOND * heightMm, (1 + BEYOND) * heightMm)),
  );
  return { ...work, draft: [...work.draft, p], cursor: p };
};

/** Back at the first corner, by a finger's breadth: whoever has no keyboard closes a mask so. */
export const isClosing = (work: HandWork, at: CanvasPoint, { widthMm, heightMm }: SheetSize): boolean => {
  if (work.kind !== 'mask' || work.draft.length < LEAST_CORNERS) return false;
  const first = work.draft[0]!;
  return Math.hypot(at.x - first.x, at.y - first.y) <= CLOSE_BY * Math.max(widthMm, heightMm);
};

/** The mask that is finished, or null while it has too few corners. */
export const closeMask = (work: HandWork, count: number): CanvasMask | null =>
  work.kind === 'mask' && work.draft.length >= LEAST_CORNERS
    ? { name: `mask ${count + 1}`, polygon: work.draft.map(({ x, y }) => ({ x, y })) }
    : null;

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
/** Tenths of a mm. */
const round = (mm: number): number => Math.round(mm * 10) / 10;
