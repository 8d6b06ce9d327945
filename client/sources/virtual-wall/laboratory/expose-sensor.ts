/**
 * Sensor light (linear, 1 = its full scale) → the bytes that a camera delivers: photon and read-out noise, then sRGB code and 8 bits. Frame: camera
 * px. Noise variance is r² + s·light (EMVA 1288); it is drawn in the code's domain through the curve's slope, which is the same while noise is small.
 */
import { hash, normalOf, randomOf } from '../random.ts';
import type { SensorNoise } from './laboratory.ts';

/** Entries of the curve from light to code. */
const STEPS = 4096;
/** Codes are counted in sixteenths of a level, their σ in 1/64 of that, random numbers in 1/4096: all fit 16 bits, products 31. */
const CODE_ONE = 16;
const SIGMA_ONE = 64;
const NOISE_ONE = 4096;
const MOST_SIGMA = 32767;
const NOISE_SHIFT = 18;
/** Random numbers that are kept; each row of each picture begins at its own hashed place. */
const TILE = 1 << 18;
const LONGEST_ROW = 8192;
const MID_GREY = 0.2158;
/** Below this light the curve is so steep that cameras hold the noise down themselves. */
const DENOISED = 0.01;

const codeOf = (light: number): number => (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055);
/** Levels of 255 a unit of light. */
const slopeOf = (light: number): number => 255 * (light <= 0.0031308 ? 12.92 : (1.055 / 2.4) * light ** (1 / 2.4 - 1));

/** Codes a unit of light beyond full scale, where the curve goes straight on: what is far over it stays clipped, whatever its noise. */
const PAST_WHITE = slopeOf(1) * CODE_ONE;
/** More of them than any noise takes away. */
const FAR_PAST = 1 << 16;

/** Code and σ by light, in the units above. */
export interface SensorCurve {
  readonly code: Int16Array;
  readonly sigma: Int16Array;
}

export const sensorCurve = ({ sigma, shotShare }: SensorNoise): SensorCurve => {
  const variance = (sigma / slopeOf(MID_GREY)) ** 2;
  const shot = (variance * shotShare) / MID_GREY;
  const read = variance * (1 - shotShare);
  const code = new Int16Array(STEPS + 1);
  const spread = new Int16Array(STEPS + 1);
  for (let i = 0; i <= STEPS; i++) {
    const light = i / STEPS;
    code[i] = Math.round(codeOf(light) * 255 * CODE_ONE);
    const levels = Math.sqrt(read + shot * light) * Math.min(slopeOf(light), slopeOf(DENOISED));
    spread[i] = Math.min(MOST_SIGMA, Math.round(levels * CODE_ONE * SIGMA_ONE));
  }
  return { code, sigma: spread };
};

let kept: Int16Array | null = null;
/** Standard normal numbers times NOISE_ONE; made once. */
const noiseTile = (): Int16Array => {
  if (kept !== null) return kept;
  const normal = normalOf(randomOf(0x5eed));
  const tile = new Int16Array(TILE + LONGEST_ROW);
  for (let i = 0; i < TILE; i++) tile[i] = Math.round(Math.max(-6, Math.min(6, normal())) * NOISE_ONE);
  tile.copyWithin(TILE, 0, LONGEST_ROW);
  kept = tile;
  return tile;
};

/**
 * Codes one row of light into bytes. `salt` names picture and channel: the same gives the same noise. `stride`: 1 for a plane, 3 for interleaved RGB.
 */
export const exposeRow = (
  light: Float32Array,
  width: number,
  curve: SensorCurve,
  salt: number,
  row: number,
  out: Uint8Array,
  at: number,
  stride: number,
): void => {
  const tile = noiseTile();
  const { code, sigma } = curve;
  let n = hash(salt, row) & (TILE - 1);
  for (let x = 0, o = at; x < width; x++, o += stride, n++) {
    const value = light[x]!;
    const i = value >= 1 ? STEPS : value <= 0 ? 0 : (value * STEPS + 0.5) | 0;
    const past = value > 1 ? Math.min(FAR_PAST, (value - 1) * PAST_WHITE) : 0;
    const level = (code[i]! + past + ((sigma[i]! * tile[n]!) >> NOISE_SHIFT) + CODE_ONE / 2) >> 4;
    out[o] = level < 0 ? 0 : Math.min(level, 255);
  }
};
