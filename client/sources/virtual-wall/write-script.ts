/**
 * The one who writes: carries a schedule out on an ink layer as time goes on, and holds the hand. Frames: ink in layer px, what changed
 * and the hand in canvas mm; times in ms of the sheet's clock, which must not run backwards.
 */
import type { CanvasPoint, SheetSize } from '../../../calibration/frames.ts';
import { canvasPoint } from '../../../calibration/frames.ts';
import { uniteRects } from './ink.ts';
import type { PreparedLine } from './prepare-line.ts';
import { prepareLine, tipAt, writeUpTo } from './prepare-line.ts';
import type { ScheduledLine } from './schedule-lines.ts';
import type { InkLayer, Occluder, Rect } from './world.ts';

export interface Written {
  readonly text: string;
  /** ms of the sheet's clock. */
  readonly penUpMs: number;
}
export interface WritingState {
  readonly lines: readonly ScheduledLine[];
  /** Lines whose ink is all there. */
  readonly done: number;
  readonly current: PreparedLine | null;
  /** Deposits of the current line that are on the paper. */
  readonly next: number;
}
export interface WritingStep {
  readonly state: WritingState;
  /** Canvas mm; null when no ink came. */
  readonly inkChanged: Rect | null;
  /** null when no hand is near. */
  readonly hand: Occluder | null;
  /** Lines that were finished in this step. */
  readonly finished: readonly Written[];
}

/** The hand comes and goes in this time, lifted by so much on its way. */
const REACH_MS = 620;
const LIFT_MM = 70;

export const startWriting = (lines: readonly ScheduledLine[]): WritingState => ({
  lines,
  done: 0,
  current: null,
  next: 0,
});

/** ms at which the last pen-up is. */
export const endOf = (lines: readonly ScheduledLine[]): number =>
  lines.reduce((end, line) => Math.max(end, line.startMs + line.durationMs), 0);

export const advanceWriting = (state: WritingState, ink: InkLayer, sheet: SheetSize, time: number): WritingStep => {
  let { done, current, next } = state;
  let changed: Rect | null = null;
  const finished: Written[] = [];
  while (done < state.lines.length) {
    const line = state.lines[done]!;
    if (time < line.startMs) break;
    current ??= prepareLine(ink, line.entry, line.placement);
    const step = writeUpTo(ink, current, next, (time - line.startMs) / line.durationMs);
    next = step.next;
    changed = uniteRects(changed, step.changed);
    if (time < line.startMs + line.durationMs) break;
    finished.push({ text: line.text, penUpMs: line.startMs + line.durationMs });
    done++;
    current = null;
    next = 0;
  }
  const toMm = (r: Rect): Rect => ({
    x0: r.x0 / ink.pxPerMm,
    y0: r.y0 / ink.pxPerMm,
    x1: r.x1 / ink.pxPerMm,
    y1: r.y1 / ink.pxPerMm,
  });
  return {
    state: { lines: state.lines, done, current, next },
    inkChanged: changed === null ? null : toMm(changed),
    hand: handOf(state.lines, done, current, sheet, time),
    finished,
  };
};

const smooth = (t: number): number => t * t * (3 - 2 * t);

/** Where the arm rests: outside the sheet, below to the right. */
const restOf = (sheet: SheetSize): CanvasPoint => canvasPoint(sheet.widthMm * 0.92, sheet.heightMm + 190);

const handOf = (
  lines: readonly ScheduledLine[],
  done: number,
  current: PreparedLine | null,
  sheet: SheetSize,
  time: number,
): Occluder | null => {
  const rest = restOf(sheet);
  const between = (near: CanvasPoint, away: number): Occluder => {
    const s = smooth(away);
    return {
      kind: 'hand',
      tip: canvasPoint(near.x + (rest.x - near.x) * s, near.y + (rest.y - near.y) * s),
      heightMm: LIFT_MM * smooth(Math.min(1, away * 2.5)),
      side: 'right',
    };
  };
  const line = lines[done];
  if (line && current)
    return { kind: 'hand', tip: tipAt(current, (time - line.startMs) / line.durationMs), heightMm: 0, side: 'right' };
  const before = lines[done - 1];
  if (before) {
    const gone = (time - before.startMs - before.durationMs) / REACH_MS;
    if (gone < 1) return between(endPoint(before), gone);
  }
  if (line && line.startMs - time < REACH_MS) return between(startPoint(line), (line.startMs - time) / REACH_MS);
  return null;
};

/** Where a line begins and ends, without tracing it: the middle of its first and last columns. */
const startPoint = ({ placement, entry }: ScheduledLine): CanvasPoint =>
  canvasPoint(placement.x + 4, placement.y + 0.5 * entry.height * placement.mmPerPx);
const endPoint = ({ placement, entry }: ScheduledLine): CanvasPoint =>
  canvasPoint(placement.x + entry.width * placement.mmPerPx - 4, placement.y + 0.5 * entry.height * placement.mmPerPx);
