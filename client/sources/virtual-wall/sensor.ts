/**
 * The camera's sensor: linear light (float, 1 = white at exposure 1) → blur → sRGB code → noise → 8 bit. Frame: camera px.
 * The code is kept in sixteenths of a level, so that noise dithers it as a real sensor's does.
 */
import { hash, normalOf, randomOf } from './random.ts';

export const CODE_ONE = 16;
const CURVE_STEPS = 16384;
/** Entries of the noise tile; each row of each frame starts at its own hashed place in it. */
const TILE = 65536;

/** Code in sixteenths of an 8-bit level for linear light of index / (CURVE_STEPS − 1). */
const curve: Int16Array = (() => {
  const out = new Int16Array(CURVE_STEPS);
  for (let i = 0; i < CURVE_STEPS; i++) {
    const v = i / (CURVE_STEPS - 1);
    out[i] = Math.round((v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055) * 255 * CODE_ONE);
  }
  return out;
})();

/** sRGB code of linear light in sixteenths of a level; light is clipped to 0…1. */
export const codeOf = (linear: number): number =>
  curve[linear >= 1 ? CURVE_STEPS - 1 : linear <= 0 ? 0 : (linear * (CURVE_STEPS - 1) + 0.5) | 0]!;

/** Normalised Gaussian taps of odd length, [1] for no blur. */
export const blurKernel = (sigma: number): Float32Array => {
  if (!(sigma > 0)) return Float32Array.of(1);
  const radius = Math.max(1, Math.ceil(sigma * 2.5));
  const taps = Float32Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)),
  );
  const sum = taps.reduce((a, b) => a + b, 0);
  return taps.map((tap) => tap / sum);
};

const tiles = new Map<string, Int16Array>();

/** Noise in sixteenths of a level. The same seed and strength give the same tile; it is kept, as it only depends on them. */
export const noiseTile = (seed: number, sigma: number): Int16Array => {
  const key = `${seed}:${sigma}`;
  const known = tiles.get(key);
  if (known) return known;
  const normal = normalOf(randomOf(seed));
  const tile = Int16Array.from({ length: TILE }, () => Math.round(normal() * sigma * CODE_ONE));
  if (tiles.size > 8) tiles.clear();
  tiles.set(key, tile);
  return tile;
};

/** Adds noise to clean codes (RGB, sixteenths) and writes opaque RGBA bytes. `time` (ms) picks the noise of this frame. */
export const readSensor = (
  clean: Int16Array,
  width: number,
  height: number,
  tile: Int16Array,
  seed: number,
  time: number,
  out: Uint8ClampedArray,
): void => {
  const moment = Math.round(time * 16);
  for (let y = 0; y < height; y++) {
    let n = hash(seed, moment, y) & (TILE - 1);
    let i = y * width * 3;
    let o = y * width * 4;
    for (const end = o + width * 4; o < end; i += 3, o += 4, n += 3) {
      out[o] = (clean[i]! + tile[n & (TILE - 1)]! + 8) >> 4;
      out[o + 1] = (clean[i + 1]! + tile[(n + 1) & (TILE - 1)]! + 8) >> 4;
      out[o + 2] = (clean[i + 2]! + tile[(n + 2) & (TILE - 1)]! + 8) >> 4;
      out[o + 3] = 255;
    }
  }
};
