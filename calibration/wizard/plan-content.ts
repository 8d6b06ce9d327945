/** What the plan shows: the sheet with its ink, and whatever the hand is at. Pure. Frame: canvas mm. */
import { type CanvasStroke, floatsOf } from '../../server/protocol.ts';
import { controlPoints } from '../refine-record.ts';
import type { HandWork } from './hand-work.ts';
import type { CanvasView } from './look-at-canvas.ts';
import type { PlanContent } from './plan-view.ts';

export const planContent = (
  strokes: readonly CanvasStroke[],
  { shown, sheet }: Pick<CanvasView, 'shown' | 'sheet'>,
  work: HandWork,
): PlanContent => {
  const record = work.kind === 'refine' ? work.record : shown;
  return {
    sheet,
    strokes: strokes.map((s) => floatsOf(s.points)),
    // Numbers by place are in the way of whoever works on the plan.
    accuracy: work.kind === 'none' ? (record?.accuracy ?? null) : null,
    masks: record?.masks ?? [],
    draft: work.kind === 'mask' ? work.draft : [],
    cross: work.kind === 'point' ? work.at : work.kind === 'mask' ? work.cursor : null,
    nodes: work.kind === 'refine' ? controlPoints(work.record).map(({ canvas }) => canvas) : [],
    chosenNode: work.kind === 'refine' ? work.node : null,
  };
};
