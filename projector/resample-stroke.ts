/**
 * A traced polyline made ready for light: evenly spaced points, lightly smoothed, with arc length.
 * In and out: canvas mm. Tracing follows pixels, so its corners are stair steps of the raster; one pass of a 1-2-1 filter
 * over even spacing takes them out and moves a 2 mm loop by less than 0.1 mm.
 */
import { type Bytes, floatsOf } from '../server/protocol.ts';

/** mm between points on A4: finer than a projector's pixel, coarse enough that a full sheet stays below 20 000 points. */
export const SPACING_MM = 0.7;
/** A dot has no length, but light needs a way to run: a short stroke through it. */
const DOT_LENGTH_MM = 0.5;

export interface LightPath {
  /** x, y pairs, canvas mm. */
  readonly points: Float32Array;
  /** mm from the first point, one a point; never falls. */
  readonly arc: Float32Array;
}

/** `points`: float32 x, y pairs in canvas mm; `scale`: of the light (light-scale.ts). Null when there is no finite point in it. */
export const resampleStroke = (points: Bytes, scale = 1): LightPath | null => {
  const traced = distinctPoints(floatsOf(points));
  if (traced.length === 0) return null;
  const arc = arcLength(traced);
  const length = arc[arc.length - 1]!;
  if (length < DOT_LENGTH_MM * scale) return dot(traced[0]!, traced[1]!, DOT_LENGTH_MM * scale);
  const count = Math.max(3, Math.ceil(length / (SPACING_MM * scale)) + 1);
  const even = new Float32Array(count * 2);
  let segment = 0;
  for (let i = 0; i < count; i++) {
    const at = (length * i) / (count - 1);
    while (segment < arc.length - 2 && arc[segment + 1]! < at) segment++;
    const span = arc[segment + 1]! - arc[segment]!;
    const t = span > 0 ? Math.min(1, (at - arc[segment]!) / span) : 0;
    for (const axis of [0, 1]) {
      const from = traced[segment * 2 + axis]!;
      even[i * 2 + axis] = from + (traced[segment * 2 + 2 + axis]! - from) * t;
    }
  }
  const smooth = Float32Array.from(even);
  for (let i = 2; i < smooth.length - 2; i++) smooth[i] = (even[i - 2]! + 2 * even[i]! + even[i + 2]!) / 4;
  return { points: smooth, arc: arcLength(smooth) };
};

/** mm along a polyline of x, y pairs. */
export const arcLength = (points: Float32Array): Float32Array => {
  const arc = new Float32Array(points.length / 2);
  for (let i = 1; i < arc.length; i++)
    arc[i] = arc[i - 1]! + Math.hypot(points[i * 2]! - points[i * 2 - 2]!, points[i * 2 + 1]! - points[i * 2 - 1]!);
  return arc;
};

const distinctPoints = (all: Float32Array): Float32Array => {
  const kept: number[] = [];
  for (let i = 0; i + 1 < all.length; i += 2) {
    const x = all[i]!;
    const y = all[i + 1]!;
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    if (kept.length > 0 && x === kept[kept.length - 2] && y === kept[kept.length - 1]) continue;
    kept.push(x, y);
  }
  return Float32Array.from(kept);
};

const dot = (x: number, y: number, length: number): LightPath => {
  const points = Float32Array.of(x - length / 2, y, x, y, x + length / 2, y);
  return { points, arc: arcLength(points) };
};
