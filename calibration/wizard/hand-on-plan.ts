/**
 * What pointer and keys on the plan do to the work in hand (hand-work.ts), and what of it is published: moved nodes go on trial, a closed mask is kept.
 * Whoever holds the work passes it in. Frame: canvas mm; times: ms of the page's clock.
 */
import { canvasPoint, type SheetSize } from '../frames.ts';
import type { CalibrationRecord, CanvasMask } from '../record.ts';
import { MOST_MASKS } from './change-masks.ts';
import { addCorner, closeMask, type HandWork, isClosing, moveNode, nextNode, pointAt } from './hand-work.ts';
import type { PlanActions } from './plan-view.ts';

export interface HandOnPlanContext {
  readonly work: () => HandWork;
  /** Taken into the hand, and asked for on the wall. */
  readonly setWork: (next: HandWork) => void;
  /** Taken into the hand alone: the wall shows it already. */
  readonly holdWork: (next: HandWork) => void;
  readonly view: () => { readonly shown: CalibrationRecord | null; readonly sheet: SheetSize };
  readonly putOnTrial: (record: CalibrationRecord) => void;
  readonly addMask: (mask: CanvasMask) => void;
  /** Said to whoever works here. */
  readonly say: (words: string) => void;
  readonly onRefined: () => void;
  /** Something was done: what is shown may be another. */
  readonly show: () => void;
  readonly now: () => number;
}

/** A cross-hair that follows the pointer: as often as a projector draws. */
const POINT_EVERY_MS = 50;

export const handOnPlan = (page: HandOnPlanContext): PlanActions => {
  const { work, setWork, view, show } = page;
  let pointedAt = 0;

  const finishMask = (): void => {
    const { shown } = view();
    const mask = closeMask(work(), shown?.masks.length ?? 0);
    if (!mask || !shown) return;
    if (shown.masks.length >= MOST_MASKS) {
      page.say(`There are ${MOST_MASKS} masks already: remove one first.`);
      return;
    }
    page.addMask(mask);
    setWork({ kind: 'mask', draft: [], cursor: canvasPoint(0, 0) });
  };

  return {
    onPoint: (at) => {
      const now = page.now();
      const before = work();
      if (before.kind !== 'point' || now - pointedAt < POINT_EVERY_MS) return;
      pointedAt = now;
      setWork(pointAt(before, at, view().sheet));
      show();
    },
    onClick: (at) => {
      const before = work();
      const { sheet } = view();
      if (isClosing(before, at, sheet)) finishMask();
      else setWork(before.kind === 'mask' ? addCorner(before, at, sheet) : pointAt(before, at, sheet));
      show();
    },
    onNode: (node) => {
      const before = work();
      if (before.kind === 'refine') setWork({ ...before, node });
      show();
    },
    onArrow: (dx, dy) => {
      const before = work();
      if (before.kind === 'point')
        setWork(pointAt(before, canvasPoint(before.at.x + dx, before.at.y + dy), view().sheet));
      else if (before.kind === 'refine') {
        const next = moveNode(before, dx, dy, new Date().toISOString());
        setWork(next);
        if (next.kind === 'refine' && next.record !== before.record) page.putOnTrial(next.record);
      } else if (before.kind === 'mask')
        page.holdWork({ ...before, cursor: canvasPoint(before.cursor.x + dx, before.cursor.y + dy) });
      show();
    },
    onNext: (by) => {
      setWork(nextNode(work(), by));
      show();
      return work().kind === 'refine';
    },
    onSpace: () => {
      const before = work();
      if (before.kind === 'mask') setWork(addCorner(before, before.cursor, view().sheet));
      show();
    },
    onConfirm: () => {
      const { kind } = work();
      if (kind === 'mask') finishMask();
      else if (kind === 'refine') page.onRefined();
      show();
    },
  };
};
