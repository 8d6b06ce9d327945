/**
 * How a line is written, for scenes that answer a hand's character. In: the line's strokes (canvas mm), its baseline and crop. Out: LineStyle.
 * Slant from the directions of its steep strokes; x-height from the rows' ink between the baseline and the small letters' tops;
 * spacing from the white gaps between strokes; curvature as turning over length.
 */
import type { CanvasPoint } from '../../calibration/frames.ts';
import type { LineStyle } from '../../server/protocol.ts';
import type { CanvasImage } from './canvas-image.ts';

/** Pieces within this angle of upright tell the slant; flatter ones are connections. */
const STEEP_DEGREES = 50;
/** A row of the small letters' body holds at least this share of the fullest row's ink. */
const BODY_SHARE = 0.45;
const INK = 60;

export interface LineToMeasure {
  readonly strokes: readonly { readonly points: Float32Array; readonly widthMm: number }[];
  readonly baseline: readonly [CanvasPoint, CanvasPoint];
  /** Dark ink on white; `origin` is its top-left in canvas raster px. */
  readonly crop: CanvasImage;
  readonly cropOrigin: { readonly x: number; readonly y: number };
}

/** A line without strokes has a style of zeros. */
export const measureStyle = (line: LineToMeasure): LineStyle => ({
  slantDegrees: measureSlant(line),
  xHeightMm: measureXHeight(line),
  strokeWidthMm: weightedMean(line.strokes.map((s) => [s.widthMm, lengthOf(s.points)])),
  spacingMm: measureSpacing(line),
  curvature: measureCurvature(line),
});

const lengthOf = (points: Float32Array): number => {
  let sum = 0;
  for (let i = 2; i < points.length; i += 2)
    sum += Math.hypot(points[i]! - points[i - 2]!, points[i + 1]! - points[i - 1]!);
  return sum;
};

const weightedMean = (pairs: readonly (readonly [number, number])[]): number => {
  let sum = 0;
  let weight = 0;
  for (const [value, w] of pairs) {
    sum += value * (w + 1e-6);
    weight += w + 1e-6;
  }
  return weight === 0 ? 0 : sum / weight;
};

/** Length-weighted mean angle of the steep pieces from the baseline's upright; positive leans right. */
const measureSlant = ({ strokes, baseline }: LineToMeasure): number => {
  const level = Math.atan2(baseline[1].y - baseline[0].y, baseline[1].x - baseline[0].x);
  let sum = 0;
  let weight = 0;
  for (const { points } of strokes)
    for (let i = 2; i < points.length; i += 2) {
      let dx = points[i]! - points[i - 2]!;
      let dy = points[i + 1]! - points[i - 1]!;
      // Up or down the stroke is the same slant: look upward (y grows downward).
      if (dy > 0) {
        dx = -dx;
        dy = -dy;
      }
      const length = Math.hypot(dx, dy);
      if (length === 0) continue;
      const degrees = ((Math.atan2(dx, -dy) - level) * 180) / Math.PI;
      if (Math.abs(degrees) > STEEP_DEGREES) continue;
      // The steeper, the more it says.
      const w = length * Math.cos((degrees * Math.PI) / 180);
      sum += degrees * w;
      weight += w;
    }
  return weight === 0 ? 0 : sum / weight;
};

/** Height over the baseline of the rows that hold the body of the writing, mm. */
const measureXHeight = ({ crop, cropOrigin, baseline }: LineToMeasure): number => {
  const { width, height, data, pxPerMm } = crop;
  const rows = new Float32Array(height * 2);
  const run = baseline[1].x - baseline[0].x;
  const slope = run > 0 ? (baseline[1].y - baseline[0].y) / run : 0;
  for (let x = 0; x < width; x++) {
    const base =
      (baseline[0].y + slope * ((x + cropOrigin.x + 0.5) / pxPerMm - baseline[0].x)) * pxPerMm - cropOrigin.y - 0.5;
    for (let y = 0; y < height; y++) {
      if (255 - data[y * width + x]! <= INK) continue;
      const above = Math.round(base - y);
      if (above >= 0 && above < rows.length) rows[above]!++;
    }
  }
  const fullest = Math.max(...rows);
  if (fullest <= 0) return 0;
  let top = 0;
  for (let r = 0; r < rows.length; r++) if (rows[r]! >= BODY_SHARE * fullest) top = r;
  return (top + 1) / pxPerMm;
};

/** Mean width of the white columns between inked ones, mm. */
const measureSpacing = ({ crop }: LineToMeasure): number => {
  const { width, height, data, pxPerMm } = crop;
  const gaps: number[] = [];
  let last = -1;
  for (let x = 0; x < width; x++) {
    let inked = false;
    for (let y = 0; y < height && !inked; y++) inked = 255 - data[y * width + x]! > INK;
    if (!inked) continue;
    if (last >= 0 && x - last > 1) gaps.push(x - last - 1);
    last = x;
  }
  return gaps.length === 0 ? 0 : gaps.reduce((a, b) => a + b, 0) / gaps.length / pxPerMm;
};

/** Mean absolute turning, radians a mm. */
const measureCurvature = ({ strokes }: LineToMeasure): number => {
  let turning = 0;
  let length = 0;
  for (const { points } of strokes) {
    length += lengthOf(points);
    for (let i = 4; i < points.length; i += 2) {
      const before = Math.atan2(points[i - 1]! - points[i - 3]!, points[i - 2]! - points[i - 4]!);
      const after = Math.atan2(points[i + 1]! - points[i - 1]!, points[i]! - points[i - 2]!);
      const turn = Math.abs(after - before);
      turning += Math.min(turn, 2 * Math.PI - turn);
    }
  }
  return length === 0 ? 0 : turning / length;
};
