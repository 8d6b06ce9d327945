/**
 * Captures of structured light → which projector point lights which camera px. Light is separated into what comes straight from the projector and
 * the rest (Nayar et al., "Fast separation of direct and global components", 2006; with sinusoids the amplitude is the direct half), a Gray-code bit
 * is read only where that tells (Xu and Aliaga, "Robust pixel classification for 3D modeling with structured light", 2007), and the place within
 * a period comes from the phase, unwrapped by the code. Frame: camera px (as delivered) → projector px, sub-pixel.
 */
import type { Correspondences } from '../correspondences.ts';
import type { Size } from '../frames.ts';
import type { Axis, PatternSpec } from '../patterns/pattern-spec.ts';
import { LINEAR_OF_CODE } from '../srgb.ts';
import { type AxisCaptures, decodePixel, type PixelLight } from './decode-pixel.ts';

/** One picture of the camera while a pattern was on the wall: luma, rows from the top. */
export interface Capture {
  readonly pattern: PatternSpec;
  readonly luma: Uint8Array;
}

export interface DecodeSetting {
  readonly cameraSize: Size;
  readonly projectorSize: Size;
  /** Every how many camera px, across and down, one is decoded. */
  readonly stepPx: number;
}

/** 4 px: 130,000 pixels of a 1920×1080 picture, in a third of a second. */
export const DEFAULT_STEP_PX = 4;

export interface DecodedLight {
  readonly correspondences: Correspondences;
  /** Counts of camera px looked at. */
  readonly looked: number;
  /** Of `looked`: visibly lit by the projector. */
  readonly lit: number;
  /** Of `lit`: white is clipped by the camera. */
  readonly overExposed: number;
  /** Of `lit`: neither over-exposed nor decoded: no direct light, bits in doubt, phase and code at odds, outside the raster. */
  readonly unsure: number;
  /** Noise of one capture, linear light 0 … 1, median over what was decoded. */
  readonly noise: number;
}

/** White must exceed black by this, of 255: below, 8-bit steps are coarser than a tenth of the light. */
const LIT_ABOVE = 10;
/** From this code on a camera has clipped. */
const CLIPPED_FROM = 254;
/** A position known worse than this, px, is left out. */
const MOST_SIGMA_PX = 1;
/** Standard deviation at which a correspondence is half believed, px: that of a good phase on a bright wall. */
const HALF_CONFIDENCE_PX = 0.1;

/** Thrown when the captures lack a picture that decoding needs; a bug of the caller, who knows the plan. */
export class MissingCaptureError extends Error {
  override readonly name = 'MissingCaptureError';
}

/** `captures` in any order; patterns of other kinds are ignored, of two of the same pattern the later counts. */
export const decodeLight = (captures: readonly Capture[], setting: DecodeSetting): DecodedLight => {
  const { cameraSize, projectorSize, stepPx } = setting;
  const white = flatOf(captures, 1);
  const black = flatOf(captures, 0);
  const columns = axisOf(captures, 'column', projectorSize.width);
  const rows = axisOf(captures, 'row', projectorSize.height);
  const looked = Math.ceil(cameraSize.width / stepPx) * Math.ceil(cameraSize.height / stepPx);
  const camera = new Float64Array(looked * 2);
  const projector = new Float64Array(looked * 2);
  const amplitude = new Float32Array(looked);
  const noises = new Float32Array(looked);
  let lit = 0;
  let overExposed = 0;
  let count = 0;
  for (let y = Math.floor(stepPx / 2); y < cameraSize.height; y += stepPx)
    for (let x = Math.floor(stepPx / 2); x < cameraSize.width; x += stepPx) {
      const at = y * cameraSize.width + x;
      if (white[at]! - black[at]! <= LIT_ABOVE) continue;
      lit++;
      if (white[at]! >= CLIPPED_FROM) {
        overExposed++;
        continue;
      }
      const ambient = LINEAR_OF_CODE[black[at]!]!;
      const contrast = LINEAR_OF_CODE[white[at]!]! - ambient;
      const column = decodePixel(columns, at, ambient, contrast);
      if (column === null) continue;
      const row = decodePixel(rows, at, ambient, contrast);
      if (row === null) continue;
      camera[2 * count] = x;
      camera[2 * count + 1] = y;
      projector[2 * count] = column.position;
      projector[2 * count + 1] = row.position;
      amplitude[count] = Math.min(column.amplitude, row.amplitude);
      noises[count++] = noiseOf(column, row);
    }
  const noise = Math.max(LEAST_NOISE, noises.slice(0, count).sort()[count >> 1] ?? 0);
  const sure = believe({ camera, projector, amplitude, count }, noise, columns);
  return { correspondences: sure, looked, lit, overExposed, unsure: lit - overExposed - sure.count, noise };
};

/** Of an 8-bit code near black: what rounding leaves where there is no noise at all. */
const LEAST_NOISE = 1e-4;

const noiseOf = (column: PixelLight, row: PixelLight): number =>
  Math.sqrt((column.squaredNoise + row.squaredNoise) / 2);

interface RawDecoded {
  readonly camera: Float64Array;
  readonly projector: Float64Array;
  readonly amplitude: Float32Array;
  readonly count: number;
}

/** Standard deviation of a phase is √(2 / steps) · noise / amplitude: from it each point's confidence; the worst are left out. */
const believe = (raw: RawDecoded, noise: number, { periodPx, phase }: AxisCaptures): Correspondences => {
  const perAmplitude = (periodPx / (2 * Math.PI)) * Math.sqrt(2 / phase.length) * noise;
  const camera = new Float64Array(raw.count * 2);
  const projector = new Float64Array(raw.count * 2);
  const confidence = new Float32Array(raw.count);
  let count = 0;
  for (let i = 0; i < raw.count; i++) {
    const sigma = perAmplitude / raw.amplitude[i]!;
    if (sigma > MOST_SIGMA_PX) continue;
    camera.set(raw.camera.subarray(2 * i, 2 * i + 2), 2 * count);
    projector.set(raw.projector.subarray(2 * i, 2 * i + 2), 2 * count);
    confidence[count++] = 1 / (1 + (sigma / HALF_CONFIDENCE_PX) ** 2);
  }
  return {
    count,
    camera: camera.slice(0, 2 * count),
    projector: projector.slice(0, 2 * count),
    confidence: confidence.slice(0, count),
  };
};

const flatOf = (captures: readonly Capture[], level: 0 | 1): Uint8Array => {
  const found = captures.findLast(
    ({ pattern }) => pattern.kind === 'flat' && pattern.colour.every((channel) => channel === level),
  );
  if (found === undefined) throw new MissingCaptureError(level === 1 ? 'no capture of white' : 'no capture of black');
  return found.luma;
};

const axisOf = (captures: readonly Capture[], axis: Axis, length: number): AxisCaptures => {
  const bits = new Map<number, { pattern?: Uint8Array; inverse?: Uint8Array }>();
  const phase: Uint8Array[] = [];
  let periodPx = 0;
  let steps = 0;
  for (const { pattern, luma } of captures) {
    if (pattern.kind === 'gray-code' && pattern.axis === axis)
      bits.set(pattern.bit, { ...bits.get(pattern.bit), [pattern.inverse ? 'inverse' : 'pattern']: luma });
    if (pattern.kind === 'phase' && pattern.axis === axis) {
      phase[pattern.step] = luma;
      ({ periodPx, steps } = pattern);
    }
  }
  const missingStep = Array.from({ length: Math.max(1, steps) }, (_, i) => i).find((step) => phase[step] === undefined);
  if (missingStep !== undefined) throw new MissingCaptureError(`no capture of ${axis} phase step ${missingStep}`);
  const most = Math.ceil(Math.log2(length)) - 1;
  const least = Math.min(...bits.keys());
  const pairs = Array.from({ length: Math.max(0, most - least + 1) }, (_, i) => {
    const pair = bits.get(most - i);
    if (pair?.pattern === undefined || pair.inverse === undefined)
      throw new MissingCaptureError(`no capture of ${axis} bit ${most - i} and its inverse`);
    return { pattern: pair.pattern, inverse: pair.inverse };
  });
  return { pairs, stripePx: 2 ** least, phase, periodPx, length };
};
