/**
 * Area-averaging reduction of a grey crop: every source pixel counts by how much of it a reduced pixel covers.
 * Four source pixels are weighed at a time, as many as a reduced pixel of a common crop covers.
 */
import type { GreyImage } from '../../vision/grey-image.ts';
import type { Plane } from './plane.ts';

/** Area-averaging reduction by `shrink` ≤ 1, separable. */
export function shrinkArea(image: GreyImage, shrink: number): Plane {
  const { width: w, height: h, data } = image;
  if (shrink >= 1) return { width: w, height: h, data: new Float32Array(data) };
  const width = Math.max(1, Math.round(w * shrink));
  const height = Math.max(1, Math.round(h * shrink));
  const across = shrinkSpans(width, w, shrink);
  const down = shrinkSpans(height, h, shrink);
  const out = new Float32Array(width * height);
  // Where a span is shorter than the longest one, taps of no weight fall beyond the row's end.
  const row = new Float32Array(w + across.taps);
  const sums = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    row.fill(0);
    for (let k = 0; k < down.taps; k += 4) addRows(data, w, h, down.first[y]! + k, down.weight, y * down.taps + k, row);
    sums.fill(0);
    for (let k = 0; k < across.taps; k += 4) addColumns(row, across, k, sums);
    out.set(sums, y * width);
  }
  return { width, height, data: out };
}

/** Adds four source rows from `top` on to `row`, with the weights from `at` on. */
function addRows(
  data: Uint8Array,
  w: number,
  h: number,
  top: number,
  weight: Float64Array,
  at: number,
  row: Float32Array,
): void {
  const a = Math.min(h - 1, top) * w;
  const b = Math.min(h - 1, top + 1) * w;
  const c = Math.min(h - 1, top + 2) * w;
  const d = Math.min(h - 1, top + 3) * w;
  const ofA = weight[at]!;
  const ofB = weight[at + 1]!;
  const ofC = weight[at + 2]!;
  const ofD = weight[at + 3]!;
  for (let x = 0; x < w; x++) {
    const sum = Math.fround(Math.fround(row[x]! + ofA * data[a + x]!) + ofB * data[b + x]!);
    row[x] = Math.fround(sum + ofC * data[c + x]!) + ofD * data[d + x]!;
  }
}

/** Adds taps `k` … `k` + 3 of every span to `sums`. */
function addColumns(row: Float32Array, { taps, first, weight }: Spans, k: number, sums: Float64Array): void {
  for (let x = 0, at = k; x < sums.length; x++, at += taps) {
    const from = first[x]! + k;
    const sum = sums[x]! + weight[at]! * row[from]! + weight[at + 1]! * row[from + 1]!;
    sums[x] = sum + weight[at + 2]! * row[from + 2]! + weight[at + 3]! * row[from + 3]!;
  }
}

/** Reduced pixel i: `taps` source pixels from `first[i]` on, with the weights from i · taps on, which add to one. `taps` is a multiple of four. */
interface Spans {
  readonly taps: number;
  readonly first: Int32Array;
  readonly weight: Float64Array;
}

/** `count` reduced pixels of `limit` source pixels. */
function shrinkSpans(count: number, limit: number, shrink: number): Spans {
  // A reduced pixel covers 1 / shrink source pixels, in parts of up to two more where that is no whole number.
  const taps = 4 * Math.ceil((Math.floor(1 / shrink + 1e-6) + 2) / 4);
  const first = new Int32Array(count);
  const weight = new Float64Array(count * taps);
  for (let i = 0; i < count; i++) {
    const start = i / shrink;
    const end = Math.min(limit, (i + 1) / shrink);
    const low = Math.min(limit - 1, Math.floor(start));
    const high = Math.max(low, Math.min(limit - 1, Math.ceil(end) - 1));
    first[i] = low;
    let total = 0;
    for (let k = low, at = i * taps; k <= high; k++, at++) {
      weight[at] = Math.max(1e-6, Math.min(end, k + 1) - Math.max(start, k));
      total += weight[at]!;
    }
    for (let at = i * taps; at < (i + 1) * taps; at++) weight[at]! /= total;
  }
  return { taps, first, weight };
}
