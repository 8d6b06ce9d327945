/**
 * Area-averaging reduction of a grey crop: every source pixel counts by how much of it a reduced pixel covers.
 * Rows first, then columns. Sums of rows are kept in float64 but rounded to float32 tap by tap: so the networks have learnt it.
 */
import type { GreyImage } from '../../vision/grey-image.ts';
import { type InkKernels, inkKernels } from './ink-kernels.ts';
import type { Plane } from './plane.ts';

/** Area-averaging reduction by `shrink` ≤ 1, separable. `kernels` null: without WebAssembly, which gives the same. */
export function shrinkArea(image: GreyImage, shrink: number, kernels = inkKernels()): Plane {
  const { width: w, height: h, data } = image;
  if (shrink >= 1) return { width: w, height: h, data: new Float32Array(data) };
  const width = Math.max(1, Math.round(w * shrink));
  const height = Math.max(1, Math.round(h * shrink));
  const across = shrinkSpans(width, w, shrink);
  const down = shrinkSpans(height, h, shrink);
  if (kernels !== null) return { width, height, data: sumInMemory(kernels, image, across, down) };
  const out = new Float32Array(width * height);
  // Where a span is shorter than four taps, those of no weight fall beyond the row's end.
  const row = new Float64Array(w + across.taps);
  for (let y = 0; y < height; y++) {
    sumRows(data, w, down, y, row);
    if (across.taps === 4) sumFour(row, across, out, y * width);
    else sumMany(row, across, out, y * width);
  }
  return { width, height, data: out };
}

/** The whole picture by the kernels. In their memory: the picture, what the spans are, one row of sums, the reduced picture. */
function sumInMemory(
  { room, weighRows, weighColumns }: InkKernels,
  image: GreyImage,
  across: Spans,
  down: Spans,
): Float32Array {
  const { width: w, data } = image;
  const [width, height] = [across.first.length, down.first.length];
  // Pixels are taken four at a time: up to three beyond the end.
  const quads = Math.ceil(w / 4);
  const { buffer, at } = room(
    data.length + 3,
    8 * down.weight.length,
    8 * across.weight.length,
    4 * width,
    8 * (4 * quads + across.taps),
    4 * width * height,
  );
  const [source, downWeights, acrossWeights, firsts, row, out] = at as [number, number, number, number, number, number];
  new Uint8Array(buffer, source, data.length).set(data);
  new Float64Array(buffer, downWeights, down.weight.length).set(down.weight);
  new Float64Array(buffer, acrossWeights, across.weight.length).set(across.weight);
  const offsets = new Int32Array(buffer, firsts, width);
  for (let x = 0; x < width; x++) offsets[x] = 8 * across.first[x]!;
  // What is beyond the row's end has no weight, but must be a number.
  new Float64Array(buffer, row, 4 * quads + across.taps).fill(0);
  for (let y = 0; y < height; y++) {
    weighRows(source + down.first[y]! * w, w, down.count[y]!, downWeights + 8 * y * down.taps, row, quads);
    weighColumns(row, firsts, acrossWeights, out + 4 * y * width, across.taps / 2, width);
  }
  return new Float32Array(buffer, out, width * height).slice();
}

/** The source rows of reduced row `y` as one row, three of them or two at a time. */
function sumRows(
  data: Uint8Array,
  w: number,
  { taps, first, count, weight }: Spans,
  y: number,
  row: Float64Array,
): void {
  let from = first[y]! * w;
  let at = y * taps;
  let left = count[y]!;
  if (left >= 3) {
    setThree(data, w, from, weight, at, row);
    left -= 3;
    from += 3 * w;
    at += 3;
  } else row.fill(0);
  for (; left >= 2; left -= 2, from += 2 * w, at += 2) addTwo(data, w, from, weight[at]!, weight[at + 1]!, row);
  if (left === 1) addOne(data, w, from, weight[at]!, row);
}

/** Three source rows, weighed and added, each rounded to float32 as it comes. */
function setThree(
  data: Uint8Array,
  w: number,
  from: number,
  weight: Float64Array,
  at: number,
  row: Float64Array,
): void {
  const ofA = weight[at]!;
  const ofB = weight[at + 1]!;
  const ofC = weight[at + 2]!;
  for (let x = 0, a = from, b = from + w, c = b + w; x < w; x++, a++, b++, c++) {
    const sum = Math.fround(Math.fround(ofA * data[a]!) + ofB * data[b]!);
    row[x] = Math.fround(sum + ofC * data[c]!);
  }
}

/** Adds two source rows to what is in `row`. */
function addTwo(data: Uint8Array, w: number, from: number, ofA: number, ofB: number, row: Float64Array): void {
  for (let x = 0, a = from, b = from + w; x < w; x++, a++, b++)
    row[x] = Math.fround(Math.fround(row[x]! + ofA * data[a]!) + ofB * data[b]!);
}

function addOne(data: Uint8Array, w: number, from: number, weight: number, row: Float64Array): void {
  for (let x = 0, a = from; x < w; x++, a++) row[x] = Math.fround(row[x]! + weight * data[a]!);
}

/** Every span of four taps, as most crops have, into `out` from entry `to` on. */
function sumFour(row: Float64Array, { first, weight }: Spans, out: Float32Array, to: number): void {
  for (let x = 0, at = 0; x < first.length; x++, at += 4) {
    const from = first[x]!;
    const sum = weight[at]! * row[from]! + weight[at + 1]! * row[from + 1]!;
    out[to + x] = sum + weight[at + 2]! * row[from + 2]! + weight[at + 3]! * row[from + 3]!;
  }
}

/** Spans of any number of taps, tap by tap. */
function sumMany(row: Float64Array, { taps, first, count, weight }: Spans, out: Float32Array, to: number): void {
  for (let x = 0; x < first.length; x++) {
    let sum = 0;
    for (let k = 0; k < count[x]!; k++) sum += weight[x * taps + k]! * row[first[x]! + k]!;
    out[to + x] = sum;
  }
}

/**
 * Reduced pixel i: the `count[i]` source pixels from `first[i]` on, with the weights from i · taps on, which add to one. `taps` is a
 * multiple of four; beyond `count[i]` weights are 0.
 */
interface Spans {
  readonly taps: number;
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly weight: Float64Array;
}

/** `count` reduced pixels of `limit` source pixels. */
function shrinkSpans(reduced: number, limit: number, shrink: number): Spans {
  // A reduced pixel covers 1 / shrink source pixels, in parts of up to two more where that is no whole number.
  const taps = 4 * Math.ceil((Math.floor(1 / shrink + 1e-6) + 2) / 4);
  const first = new Int32Array(reduced);
  const count = new Int32Array(reduced);
  const weight = new Float64Array(reduced * taps);
  for (let i = 0; i < reduced; i++) {
    const start = i / shrink;
    const end = Math.min(limit, (i + 1) / shrink);
    const low = Math.min(limit - 1, Math.floor(start));
    const high = Math.max(low, Math.min(limit - 1, Math.ceil(end) - 1));
    first[i] = low;
    count[i] = high - low + 1;
    let total = 0;
    for (let k = low, at = i * taps; k <= high; k++, at++) {
      weight[at] = Math.max(1e-6, Math.min(end, k + 1) - Math.max(start, k));
      total += weight[at]!;
    }
    for (let at = i * taps; at < (i + 1) * taps; at++) weight[at]! /= total;
  }
  return { taps, first, count, weight };
}
