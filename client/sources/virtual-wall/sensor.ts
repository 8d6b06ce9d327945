/**
 * The camera's sensor: linear light (float RGB, 1 = white at exposure 1) → blur → sRGB code → luma and chroma → noise → 8-bit I420, as
 * cameras deliver it (full range, BT.709). Frame: camera px. Codes are kept in sixteenths of a level, so that noise dithers them.
 */
import type { Size } from '../../../calibration/frames.ts';
import { hash, normalOf, randomOf } from './random.ts';
import type { Spans } from './spans.ts';

const CODE_ONE = 16;
const CURVE_STEPS = 16384;
/** Entries of the noise tile; each row of each frame starts at its own hashed place in it. */
const TILE = 65536;
const LONGEST_ROW = 8192;
/** Chroma of a Bayer sensor is read from fewer pixels, then smoothed: its noise is weaker. */
const CHROMA_NOISE = 0.5;

/** Code in sixteenths of an 8-bit level for linear light of index / (CURVE_STEPS − 1). */
const curve: Int16Array = (() => {
  const out = new Int16Array(CURVE_STEPS);
  for (let i = 0; i < CURVE_STEPS; i++) {
    const v = i / (CURVE_STEPS - 1);
    out[i] = Math.round((v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055) * 255 * CODE_ONE);
  }
  return out;
})();

/** Luma at each px, chroma at each 2×2 block, sixteenths of a level; chroma is centred on 0. */
export interface CodedPicture {
  readonly luma: Int16Array;
  readonly u: Int16Array;
  readonly v: Int16Array;
}
export const makeCodedPicture = ({ width, height }: Size): CodedPicture => {
  if (width % 2 !== 0 || height % 2 !== 0 || width > LONGEST_ROW)
    throw new RangeError(
      `a camera picture needs even sides and at most ${LONGEST_ROW} columns, not ${width}×${height}`,
    );
  const blocks = (width >> 1) * (height >> 1);
  return { luma: new Int16Array(width * height), u: new Int16Array(blocks), v: new Int16Array(blocks) };
};

/** Normalised Gaussian taps of odd length, three at least; what lies beyond two σ is left out, as it costs more than it shows. */
export const blurKernel = (sigma: number): Float32Array => {
  const radius = Math.max(1, Math.ceil(2 * sigma - 0.25));
  const taps = Float32Array.from({ length: 2 * radius + 1 }, (_, i) =>
    sigma > 0 ? Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)) : i === radius ? 1 : 0,
  );
  const sum = taps.reduce((a, b) => a + b, 0);
  return taps.map((tap) => tap / sum);
};

/** Blurs and codes the rows' stretches of `spans` (widened to whole 2×2 blocks). The picture's edge repeats itself. */
export const expose = (
  linear: Float32Array,
  { width, height }: Size,
  spans: Spans,
  kernel: Float32Array,
  into: CodedPicture,
): void => {
  const radius = kernel.length >> 1;
  const sums = new Float32Array((width + 2 * radius) * 3);
  const codes = [new Int16Array(width * 3), new Int16Array(width * 3)] as const;
  for (let block = 0; block < height >> 1; block++) {
    const y = 2 * block;
    const a = Math.min(spans.from[y]!, spans.from[y + 1]!) & ~1;
    const b = Math.min(width, (Math.max(spans.to[y]!, spans.to[y + 1]!) + 1) & ~1);
    if (a >= b) continue;
    for (let row = 0; row < 2; row++) {
      blurColumns(linear, width, height, y + row, a, b, kernel, radius, sums);
      codeRow(sums, a, b, kernel, radius, codes[row]!);
    }
    const { luma, u, v } = into;
    const [top, low] = codes;
    for (let x = a; x < b; x += 2) {
      const i = 3 * x;
      const red = top[i]! + top[i + 3]! + low[i]! + low[i + 3]!;
      const blue = top[i + 2]! + top[i + 5]! + low[i + 2]! + low[i + 5]!;
      const p = lumaOf(top, i);
      const q = lumaOf(top, i + 3);
      const r = lumaOf(low, i);
      const s = lumaOf(low, i + 3);
      luma[y * width + x] = p;
      luma[y * width + x + 1] = q;
      luma[(y + 1) * width + x] = r;
      luma[(y + 1) * width + x + 1] = s;
      const mean = p + q + r + s;
      const c = block * (width >> 1) + (x >> 1);
      // A quarter of the sum, over the range of B − Y and R − Y in BT.709.
      u[c] = Math.round(((blue - mean) * 0.25) / 1.8556);
      v[c] = Math.round(((red - mean) * 0.25) / 1.5748);
    }
  }
};

/** 0.2126, 0.7152, 0.0722 in 16-bit fixed point. */
const lumaOf = (codes: Int16Array, i: number): number =>
  (13933 * codes[i]! + 46871 * codes[i + 1]! + 4732 * codes[i + 2]! + 32768) >> 16;

/** Down the columns: sums[k] belongs to column a − radius + k/3. */
const blurColumns = (
  linear: Float32Array,
  width: number,
  height: number,
  y: number,
  a: number,
  b: number,
  kernel: Float32Array,
  radius: number,
  sums: Float32Array,
): void => {
  const rowAt = (k: number): number => Math.min(height - 1, Math.max(0, y + k)) * width * 3;
  const [above, here, below] = [rowAt(-1), rowAt(0), rowAt(1)] as const;
  const inner = kernel[radius - 1]!;
  const middle = kernel[radius]!;
  const from = Math.max(0, a - radius);
  const to = Math.min(width, b + radius);
  let o = (from - a + radius) * 3;
  for (let i = from * 3; i < to * 3; i++, o++)
    sums[o] = inner * (linear[above + i]! + linear[below + i]!) + middle * linear[here + i]!;
  for (let k = 2; k <= radius; k++) {
    const farAbove = rowAt(-k);
    const farBelow = rowAt(k);
    const tap = kernel[radius - k]!;
    o = (from - a + radius) * 3;
    for (let i = from * 3; i < to * 3; i++, o++) sums[o]! += tap * (linear[farAbove + i]! + linear[farBelow + i]!);
  }
  for (let x = a - radius; x < from; x++)
    sums.copyWithin((x - a + radius) * 3, (from - a + radius) * 3, (from - a + radius + 1) * 3);
  for (let x = to; x < b + radius; x++)
    sums.copyWithin((x - a + radius) * 3, (to - 1 - a + radius) * 3, (to - a + radius) * 3);
};

/** Along the row, then through the curve, into `codes` at 3a … 3b. */
const codeRow = (
  sums: Float32Array,
  a: number,
  b: number,
  kernel: Float32Array,
  radius: number,
  codes: Int16Array,
): void => {
  const inner = kernel[radius - 1]! * (CURVE_STEPS - 1);
  const middle = kernel[radius]! * (CURVE_STEPS - 1);
  for (let i = 3 * a, s = 3 * radius; i < 3 * b; i++, s++) {
    let light = inner * (sums[s - 3]! + sums[s + 3]!) + middle * sums[s]!;
    for (let k = 2; k <= radius; k++)
      light += kernel[radius - k]! * (CURVE_STEPS - 1) * (sums[s - 3 * k]! + sums[s + 3 * k]!);
    codes[i] = curve[light >= CURVE_STEPS - 1 ? CURVE_STEPS - 1 : light <= 0 ? 0 : (light + 0.5) | 0]!;
  }
};

const tiles = new Map<string, Int16Array>();
/** Noise in sixteenths of a level. Kept, as it depends on seed and strength alone. */
const noiseTile = (seed: number, sigma: number): Int16Array => {
  const key = `${seed}:${sigma}`;
  const known = tiles.get(key);
  if (known) return known;
  const normal = normalOf(randomOf(seed));
  const tile = new Int16Array(TILE + LONGEST_ROW);
  for (let i = 0; i < TILE; i++) tile[i] = Math.round(normal() * sigma * CODE_ONE);
  // The beginning again, so that a row may start anywhere without wrapping.
  tile.copyWithin(TILE, 0, LONGEST_ROW);
  if (tiles.size > 8) tiles.clear();
  tiles.set(key, tile);
  return tile;
};

export const planesLength = ({ width, height }: Size): number => width * height + 2 * (width >> 1) * (height >> 1);

/** Adds this frame's noise (by seed and time in ms) and writes Y, U and V planes, one after the other. */
export const readPlanes = (
  coded: CodedPicture,
  { width, height }: Size,
  noise: number,
  seed: number,
  time: number,
  out: Uint8ClampedArray,
): void => {
  const moment = Math.round(time * 16);
  addNoise(coded.luma, width, height, noiseTile(seed, noise), hash(seed, moment), 0, out, 0);
  const chroma = noiseTile(seed + 1, noise * CHROMA_NOISE);
  const [w, h] = [width >> 1, height >> 1];
  addNoise(coded.u, w, h, chroma, hash(seed, moment, 1), 128 * CODE_ONE, out, width * height);
  addNoise(coded.v, w, h, chroma, hash(seed, moment, 2), 128 * CODE_ONE, out, width * height + w * h);
};

const addNoise = (
  plane: Int16Array,
  width: number,
  height: number,
  tile: Int16Array,
  salt: number,
  lift: number,
  out: Uint8ClampedArray,
  at: number,
): void => {
  const half = lift + CODE_ONE / 2;
  for (let y = 0; y < height; y++) {
    let n = hash(salt, y) & (TILE - 1);
    for (let i = y * width, o = at + i, end = i + width; i < end; i++, o++, n++)
      out[o] = (plane[i]! + tile[n]! + half) >> 4;
  }
};

/** I420 (full range, BT.709) → opaque RGBA. */
export const planesToRgba = (planes: Uint8ClampedArray, { width, height }: Size, out: Uint8ClampedArray): void => {
  const uAt = width * height;
  const vAt = uAt + (width >> 1) * (height >> 1);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const c = (y >> 1) * (width >> 1) + (x >> 1);
      const u = planes[uAt + c]! - 128;
      const v = planes[vAt + c]! - 128;
      const luma = planes[i]!;
      out[4 * i] = luma + 1.5748 * v;
      out[4 * i + 1] = luma - 0.1873 * u - 0.4681 * v;
      out[4 * i + 2] = luma + 1.8556 * u;
      out[4 * i + 3] = 255;
    }
};
