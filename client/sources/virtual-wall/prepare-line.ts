/**
 * A line of real handwriting made ready for one place on the sheet: its ink on the layer's raster in the order of its appearance, and the
 * path of the pen's tip. In: px of the scan and a placement in canvas mm; out: deposits in layer px, tip in canvas mm.
 */
import type { CanvasPoint } from '../../../calibration/frames.ts';
import { canvasPoint } from '../../../calibration/frames.ts';
import type { RepertoireEntry } from './repertoire/repertoire.ts';
import { REVEAL_END, revealLine, TIP_STEPS } from './reveal-line.ts';
import type { InkLayer, Rect } from './world.ts';

/** Where a line's picture lies on the sheet: its top-left corner in mm, and mm of a pixel of the scan. */
export interface Placement {
  readonly x: number;
  readonly y: number;
  readonly mmPerPx: number;
}
export interface PreparedLine {
  /** Layer pixels, what they take, and when (0 … REVEAL_END), in that order. */
  readonly at: Int32Array;
  readonly value: Uint8Array;
  readonly order: Uint16Array;
  readonly tip: readonly CanvasPoint[];
}

export const prepareLine = (ink: InkLayer, entry: RepertoireEntry, place: Placement): PreparedLine => {
  const { order, tip } = revealLine(entry.coverage, entry.width, entry.height);
  // px of the scan that a layer pixel spans.
  const step = 1 / (place.mmPerPx * ink.pxPerMm);
  const left = Math.max(0, Math.floor(place.x * ink.pxPerMm) - 1);
  const top = Math.max(0, Math.floor(place.y * ink.pxPerMm) - 1);
  const right = Math.min(ink.width, Math.ceil((place.x + entry.width * place.mmPerPx) * ink.pxPerMm) + 1);
  const bottom = Math.min(ink.height, Math.ceil((place.y + entry.height * place.mmPerPx) * ink.pxPerMm) + 1);
  const found: { at: number; value: number; order: number }[] = [];
  for (let j = top; j < bottom; j++)
    for (let i = left; i < right; i++) {
      const u = ((i + 0.5) / ink.pxPerMm - place.x) / place.mmPerPx - 0.5;
      const v = ((j + 0.5) / ink.pxPerMm - place.y) / place.mmPerPx - 0.5;
      const value = Math.round(averageAt(entry, u, v, step));
      if (value < 4) continue;
      found.push({ at: j * ink.width + i, value, order: firstOrder(entry, order, u, v) });
    }
  found.sort((a, b) => a.order - b.order || a.at - b.at);
  return {
    at: Int32Array.from(found, (f) => f.at),
    value: Uint8Array.from(found, (f) => f.value),
    order: Uint16Array.from(found, (f) => f.order),
    tip: Array.from({ length: TIP_STEPS + 1 }, (_, i) =>
      canvasPoint(place.x + (tip[2 * i]! + 0.5) * place.mmPerPx, place.y + (tip[2 * i + 1]! + 0.5) * place.mmPerPx),
    ),
  };
};

/** Lays down all of a line that has appeared by `share` (0…1), starting at deposit `from`. `changed` is in layer px. */
export const writeUpTo = (
  ink: InkLayer,
  line: PreparedLine,
  from: number,
  share: number,
): { readonly next: number; readonly changed: Rect | null } => {
  const limit = share >= 1 ? REVEAL_END : Math.floor(share * REVEAL_END);
  let next = from;
  let x0 = ink.width;
  let y0 = ink.height;
  let x1 = -1;
  let y1 = -1;
  for (; next < line.at.length && line.order[next]! <= limit; next++) {
    const at = line.at[next]!;
    ink.coverage[at] = Math.max(ink.coverage[at]!, line.value[next]!);
    const x = at % ink.width;
    const y = (at - x) / ink.width;
    if (x < x0) x0 = x;
    if (x > x1) x1 = x;
    if (y < y0) y0 = y;
    if (y > y1) y1 = y;
  }
  return { next, changed: x1 < 0 ? null : { x0, y0, x1: x1 + 1, y1: y1 + 1 } };
};

/** The pen's tip when `share` (0…1) of the line has appeared. */
export const tipAt = (line: PreparedLine, share: number): CanvasPoint => {
  const f = Math.min(1, Math.max(0, share)) * TIP_STEPS;
  const a = line.tip[Math.floor(f)]!;
  const b = line.tip[Math.min(TIP_STEPS, Math.floor(f) + 1)]!;
  const part = f - Math.floor(f);
  return canvasPoint(a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part);
};

/** Mean ink of a square of `step` px about (u, v): four bilinear taps. */
const averageAt = (entry: RepertoireEntry, u: number, v: number, step: number): number => {
  const reach = Math.max(0, step - 1) * 0.5;
  if (reach < 0.05) return bilinear(entry, u, v);
  let sum = 0;
  for (let tap = 0; tap < 4; tap++)
    sum += bilinear(entry, u + (tap & 1 ? reach : -reach) * 0.7, v + (tap & 2 ? reach : -reach) * 0.7);
  return sum / 4;
};

const bilinear = ({ coverage, width, height }: RepertoireEntry, u: number, v: number): number => {
  const x = Math.floor(u);
  const y = Math.floor(v);
  const at = (i: number, j: number): number =>
    i < 0 || j < 0 || i >= width || j >= height ? 0 : coverage[j * width + i]!;
  const top = at(x, y) + (at(x + 1, y) - at(x, y)) * (u - x);
  const bottom = at(x, y + 1) + (at(x + 1, y + 1) - at(x, y + 1)) * (u - x);
  return top + (bottom - top) * (v - y);
};

/** The earliest moment of the inked pixels about (u, v). */
const firstOrder = ({ coverage, width, height }: RepertoireEntry, order: Uint16Array, u: number, v: number): number => {
  let first = REVEAL_END;
  for (let y = Math.max(0, Math.floor(v)); y <= Math.min(height - 1, Math.floor(v) + 1); y++)
    for (let x = Math.max(0, Math.floor(u)); x <= Math.min(width - 1, Math.floor(u) + 1); x++)
      if (coverage[y * width + x]! > 0) first = Math.min(first, order[y * width + x]!);
  return first;
};
