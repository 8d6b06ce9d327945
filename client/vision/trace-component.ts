/**
 * The strokes of one connected component: skeleton → chains → centred, directed, simplified polylines.
 * In: labels and ink maps on the canvas raster. Out: paths in raster px and polylines in canvas mm.
 */
import type { InkMaps } from './ink.ts';
import type { Component } from './label-components.ts';
import { linkSkeleton } from './link-skeleton.ts';
import { simplifyPolyline } from './simplify-polyline.ts';
import { thinComponent } from './thin-component.ts';

/** What a polyline may leave out: a fraction of a pen's width, and less than a pixel. */
const TOLERANCE_MM = 0.12;
const TOLERANCE_PX = 0.5;
/** Frames come 30 to 250 ms apart: ink whose births differ by less was written in one go for all that is known. */
const SAME_BIRTH_MS = 40;

export interface TracedPath {
  /** Raster indices along the skeleton, in writing order. */
  readonly path: Int32Array;
  /** x, y pairs, canvas mm. */
  readonly points: Float32Array;
  readonly widthMm: number;
  /** ms when its first ink was seen. */
  readonly time: number;
}

export const traceComponent = (component: Component, labels: Int32Array, maps: InkMaps): TracedPath[] => {
  const { width: rasterWidth, pxPerMm } = maps.mask;
  const { left, top, right, bottom, label, area } = component;
  const width = right - left + 3;
  const height = bottom - top + 3;
  const raster = new Uint8Array(width * height);
  for (let y = top; y <= bottom; y++)
    for (let x = left; x <= right; x++)
      if (labels[y * rasterWidth + x] === label) raster[(y - top + 1) * width + (x - left + 1)] = 1;
  thinComponent(raster, width, height);
  let length = 0;
  for (let i = 0; i < raster.length; i++) length += raster[i]!;
  const strokeWidth = Math.max(1, area / Math.max(1, length));
  return linkSkeleton(raster, width, strokeWidth).map((local) => {
    const path = Int32Array.from(
      local,
      (i) => (Math.floor(i / width) + top - 1) * rasterWidth + (i % width) + left - 1,
    );
    const directed = direct(path, maps.birth, rasterWidth);
    let time = Number.POSITIVE_INFINITY;
    for (const i of directed) if (maps.birth[i]! > 0) time = Math.min(time, maps.birth[i]!);
    return {
      path: directed,
      points: simplifyPolyline(centre(directed, maps), Math.min(TOLERANCE_MM, TOLERANCE_PX / pxPerMm)),
      widthMm: strokeWidth / pxPerMm,
      time: Number.isFinite(time) ? time : 0,
    };
  });
};

/** The path in writing order: from old ink to new; if its ink is of one age, left to right, or top to bottom where it is steep. */
const direct = (path: Int32Array, birth: Float64Array, width: number): Int32Array => {
  const third = Math.max(1, Math.floor(path.length / 3));
  const mean = (from: number, to: number): number => {
    let sum = 0;
    for (let i = from; i < to; i++) sum += birth[path[i]!]!;
    return sum / (to - from);
  };
  const age = mean(path.length - third, path.length) - mean(0, third);
  const first = path[0]!;
  const last = path.at(-1)!;
  const dx = (last % width) - (first % width);
  const dy = Math.floor(last / width) - Math.floor(first / width);
  const forward = Math.abs(age) > SAME_BIRTH_MS ? age > 0 : Math.abs(dx) * 2 >= Math.abs(dy) ? dx >= 0 : dy > 0;
  return forward ? path : path.slice().reverse();
};

/** Canvas mm of the path: each pixel moved to the ink's centre of gravity around it, then averaged with its neighbours. */
const centre = (path: Int32Array, maps: InkMaps): Float32Array => {
  const { width, height, pxPerMm, data } = maps.ink;
  const n = path.length;
  const raw = new Float32Array(n * 2);
  for (let k = 0; k < n; k++) {
    const x = path[k]! % width;
    const y = Math.floor(path[k]! / width);
    let sum = 0;
    let sx = 0;
    let sy = 0;
    for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++)
      for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
        const weight = data[v * width + u]!;
        sum += weight;
        sx += weight * u;
        sy += weight * v;
      }
    raw[2 * k] = sum > 0 ? sx / sum : x;
    raw[2 * k + 1] = sum > 0 ? sy / sum : y;
  }
  const out = new Float32Array(n * 2);
  for (let k = 0; k < n; k++) {
    const a = Math.max(0, k - 1);
    const b = Math.min(n - 1, k + 1);
    for (const c of [0, 1] as const)
      out[2 * k + c] = ((raw[2 * a + c]! + 2 * raw[2 * k + c]! + raw[2 * b + c]!) / 4 + 0.5) / pxPerMm;
  }
  return out;
};
