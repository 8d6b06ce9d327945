/**
 * A region of a raster as one stretch of pixels a row: from[y] ≤ x < to[y]; empty where from ≥ to. Cheap to unite, and close to the shape of
 * a hand with its shadow, which a rectangle is not. Frame: px of the raster that it was made for.
 */
import type { Rect } from './world.ts';

export interface Spans {
  readonly width: number;
  readonly height: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
}

export const emptySpans = (width: number, height: number): Spans => ({
  width,
  height,
  from: new Int32Array(height).fill(width),
  to: new Int32Array(height),
});

export const clearSpans = (spans: Spans): void => {
  spans.from.fill(spans.width);
  spans.to.fill(0);
};

/** Adds x0 ≤ x < x1 of a row, clipped to the raster. */
export const addSpan = (spans: Spans, y: number, x0: number, x1: number): void => {
  if (y < 0 || y >= spans.height) return;
  const a = Math.max(0, x0);
  const b = Math.min(spans.width, x1);
  if (a >= b) return;
  if (a < spans.from[y]!) spans.from[y] = a;
  if (b > spans.to[y]!) spans.to[y] = b;
};

export const addRect = (spans: Spans, rect: Rect): void => {
  for (let y = Math.max(0, rect.y0); y < Math.min(spans.height, rect.y1); y++) addSpan(spans, y, rect.x0, rect.x1);
};

export const addSpans = (spans: Spans, other: Spans): void => {
  for (let y = 0; y < spans.height; y++) addSpan(spans, y, other.from[y]!, other.to[y]!);
};

/** Every pixel within `by` rows and columns of `spans`, into `out`. */
export const growSpans = (spans: Spans, by: number, out: Spans): void => {
  clearSpans(out);
  for (let y = 0; y < spans.height; y++) {
    const a = spans.from[y]!;
    const b = spans.to[y]!;
    if (a >= b) continue;
    for (let row = y - by; row <= y + by; row++) addSpan(out, row, a - by, b + by);
  }
};

/** Keeps of `spans` what is in `limit` too. */
export const cropSpans = (spans: Spans, limit: Spans): void => {
  for (let y = 0; y < spans.height; y++) {
    spans.from[y] = Math.max(spans.from[y]!, limit.from[y]!);
    spans.to[y] = Math.min(spans.to[y]!, limit.to[y]!);
  }
};
