/**
 * Bright blobs of a picture with their holes. In: a plane of any raster and a threshold; out: 4-connected regions above it, largest first, each with
 * its centre of gravity and the number of holes that are no speck. Frame: px of the plane.
 */
import type { Size } from '../frames.ts';

export interface Blob {
  readonly area: number;
  readonly x: number;
  readonly y: number;
  readonly holes: number;
}

/** A hole of less than this share of its blob is noise. */
const SPECK_SHARE = 0.012;

/** Those of at least `leastArea` px. */
export const findBlobs = (
  plane: Float32Array,
  { width, height }: Size,
  threshold: number,
  leastArea: number,
): Blob[] => {
  const label = new Int32Array(width * height);
  const stack = new Int32Array(width * height);
  const blobs: Blob[] = [];
  let next = 0;
  for (let start = 0; start < plane.length; start++) {
    if (label[start] !== 0 || plane[start]! <= threshold) continue;
    next++;
    let top = 0;
    stack[top++] = start;
    label[start] = next;
    let area = 0;
    let sumX = 0;
    let sumY = 0;
    const box = { x0: width, y0: height, x1: 0, y1: 0 };
    while (top > 0) {
      const i = stack[--top]!;
      const x = i % width;
      const y = (i - x) / width;
      area++;
      sumX += x;
      sumY += y;
      if (x < box.x0) box.x0 = x;
      if (x > box.x1) box.x1 = x;
      if (y < box.y0) box.y0 = y;
      if (y > box.y1) box.y1 = y;
      // Four neighbours, without a function for each: a picture has two million px.
      for (let side = 0; side < 4; side++) {
        const j = side === 0 ? i - 1 : side === 1 ? i + 1 : side === 2 ? i - width : i + width;
        if (side < 2 ? (side === 0 ? x === 0 : x === width - 1) : j < 0 || j >= plane.length) continue;
        if (label[j] !== 0 || plane[j]! <= threshold) continue;
        label[j] = next;
        stack[top++] = j;
      }
    }
    if (area >= leastArea)
      blobs.push({
        area,
        x: sumX / area,
        y: sumY / area,
        holes: countHoles(label, next, width, box, area * SPECK_SHARE),
      });
  }
  return blobs.sort((a, b) => b.area - a.area);
};

interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Regions within the blob's box that are not the blob and do not reach the box's border. */
const countHoles = (label: Int32Array, blob: number, width: number, box: Box, leastArea: number): number => {
  const w = box.x1 - box.x0 + 3;
  const h = box.y1 - box.y0 + 3;
  // A rim of one px round the box joins all that is outside.
  const seen = new Uint8Array(w * h);
  for (let y = 1; y < h - 1; y++)
    for (let x = 1; x < w - 1; x++) if (label[(box.y0 + y - 1) * width + box.x0 + x - 1] === blob) seen[y * w + x] = 1;
  const stack = new Int32Array(w * h);
  const fill = (start: number): number => {
    let top = 0;
    let area = 0;
    stack[top++] = start;
    seen[start] = 1;
    while (top > 0) {
      const i = stack[--top]!;
      area++;
      for (const j of [i - 1, i + 1, i - w, i + w])
        if (j >= 0 && j < seen.length && seen[j] === 0) {
          seen[j] = 1;
          stack[top++] = j;
        }
    }
    return area;
  };
  fill(0);
  let holes = 0;
  for (let i = 0; i < seen.length; i++) if (seen[i] === 0 && fill(i) >= leastArea) holes++;
  return holes;
};
