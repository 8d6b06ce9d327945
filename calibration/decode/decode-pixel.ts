/**
 * One camera px over the captures of one axis: the projector column or row that lights it, or null where that cannot be told.
 * Frame: camera px → projector px, sub-pixel.
 */
import { numberOfGray } from '../patterns/gray-code.ts';
import { LINEAR_OF_CODE } from '../srgb.ts';
import type { BitPair } from './decode-gray-code.ts';

export interface AxisCaptures {
  /** Most significant bit first. */
  readonly pairs: readonly BitPair[];
  /** What the last pair's code counts: 2^(bits left out), px. */
  readonly stripePx: number;
  /** By step. */
  readonly phase: readonly Uint8Array[];
  readonly periodPx: number;
  /** Columns or rows of the raster. */
  readonly length: number;
}

export interface PixelLight {
  /** Projector px. */
  readonly position: number;
  /** Of the sinusoid, linear light: half of what comes straight from the projector. */
  readonly amplitude: number;
  /** Mean square of what the sinusoid leaves over, linear light. */
  readonly squaredNoise: number;
}

/** Direct light below this share of all the projector's light: the px sees a blur or a reflection, not a place. */
const LEAST_DIRECT = 0.12;
/** A bit whose two captures differ by less than this share of the direct light lies on a stripe's edge. */
const EDGE_SHARE = 0.15;
/**
 * One bit of a Gray code may be in doubt anywhere (on its edge the code is right either way, to one stripe); two contradict the code's nature. The
 * finest does not count: blur takes it first, and misread it is one stripe off, a quarter of a period. Beside a coarser bit on its edge that makes
 * less than half a period, so that the phase still finds its own.
 */
const MOST_DOUBTS = 1;
/** Code and phase may differ by one stripe and a half, of a period: more, and the period would be in doubt. */
const MOST_APART = 0.4;
/** What the sinusoid may leave over, of its amplitude: a hand that passed leaves more. */
const MOST_LEFT_OVER = 0.35;

export const decodePixel = (axis: AxisCaptures, at: number, ambient: number, contrast: number): PixelLight | null => {
  const { phase, periodPx } = axis;
  const steps = phase.length;
  let sum = 0;
  let cosine = 0;
  let sine = 0;
  for (let step = 0; step < steps; step++) {
    const light = LINEAR_OF_CODE[phase[step]![at]!]!;
    sum += light;
    cosine += light * Math.cos((2 * Math.PI * step) / steps);
    sine += light * Math.sin((2 * Math.PI * step) / steps);
  }
  const mean = sum / steps;
  cosine *= 2 / steps;
  sine *= 2 / steps;
  const amplitude = Math.hypot(cosine, sine);
  const direct = 2 * amplitude;
  if (direct < LEAST_DIRECT * contrast) return null;
  let left = 0;
  for (let step = 0; step < steps; step++) {
    const angle = (2 * Math.PI * step) / steps;
    left += (LINEAR_OF_CODE[phase[step]![at]!]! - mean - cosine * Math.cos(angle) - sine * Math.sin(angle)) ** 2;
  }
  const squaredNoise = left / Math.max(1, steps - 3);
  if (Math.sqrt(left / steps) > MOST_LEFT_OVER * amplitude) return null;
  // What is neither ambient nor direct has bounced: half the raster is lit in every capture of a stripe, so half of it is there too.
  const bounced = Math.max(0, 2 * (mean - ambient - amplitude));
  const stripe = readCode(axis.pairs, at, ambient, direct, bounced);
  if (stripe === null) return null;
  const coarse = (stripe + 0.5) * axis.stripePx - 0.5;
  const within = (Math.atan2(sine, cosine) / (2 * Math.PI)) * periodPx;
  const position = within + Math.round((coarse - within) / periodPx) * periodPx;
  if (Math.abs(position - coarse) > MOST_APART * periodPx) return null;
  if (position < -1 || position > axis.length) return null;
  return { position, amplitude, squaredNoise };
};

/** The stripe's number; null where more than one bit but the finest cannot be told. */
const readCode = (
  pairs: readonly BitPair[],
  at: number,
  ambient: number,
  direct: number,
  bounced: number,
): number | null => {
  let gray = 0;
  let doubts = 0;
  for (const [k, { pattern, inverse }] of pairs.entries()) {
    const p = LINEAR_OF_CODE[pattern[at]!]! - ambient;
    const q = LINEAR_OF_CODE[inverse[at]!]! - ambient;
    const isFinest = k === pairs.length - 1;
    if (!isFinest && isInDoubt(p, q, direct, bounced) && ++doubts > MOST_DOUBTS) return null;
    gray = (gray << 1) | (p > q ? 1 : 0);
  }
  return numberOfGray(gray);
};

/** The rules of Xu and Aliaga: where more light bounces than comes straight, only levels beyond both tell. */
const isInDoubt = (p: number, q: number, direct: number, bounced: number): boolean => {
  if (Math.abs(p - q) < EDGE_SHARE * direct) return true;
  if (direct > bounced) return false;
  return !((p <= direct && q >= bounced) || (p >= bounced && q <= direct));
};
