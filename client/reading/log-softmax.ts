/** Logits to natural log probabilities, frame by frame. */
import { decay } from './decay.ts';
import type { Logits } from './recognise.ts';

/** Log probabilities [frames, classes], row-major; each frame's probabilities sum to 1. */
export interface LogProbabilities {
  readonly frames: number;
  readonly classes: number;
  readonly data: Float32Array;
}

/** Divides the logits by `temperature` (1 = as trained, higher = less sure), then normalises each frame. */
export function logSoftmax(logits: Logits, temperature = 1): LogProbabilities {
  const { frames, classes } = logits;
  const data = new Float32Array(frames * classes);
  for (let from = 0; from < data.length; from += classes) {
    const peak = greatest(logits.data, from, classes);
    const norm = Math.log(scaleFrame(logits.data, from, classes, peak, temperature, data));
    for (let c = from; c < from + classes; c++) data[c] = data[c]! - norm;
  }
  return { frames, classes, data };
}

function greatest(scores: Float32Array, from: number, classes: number): number {
  let peak = Number.NEGATIVE_INFINITY;
  for (let c = from; c < from + classes; c++) if (scores[c]! > peak) peak = scores[c]!;
  return peak;
}

/** Writes the scores below the peak over the temperature into `out`; gives the sum of their exponentials. */
function scaleFrame(
  scores: Float32Array,
  from: number,
  classes: number,
  peak: number,
  temperature: number,
  out: Float32Array,
): number {
  let sum = 0;
  for (let c = from; c < from + classes; c++) {
    const z = (scores[c]! - peak) / temperature;
    out[c] = z;
    sum += decay(z);
  }
  return sum;
}

/** Beyond this difference the smaller one is below the larger one's last bit. */
const NEGLIGIBLE = 37;

/** log(eᵃ + eᵇ) without overflow. */
export function logAdd(a: number, b: number): number {
  const difference = a - b;
  if (difference > NEGLIGIBLE || b === Number.NEGATIVE_INFINITY) return a;
  if (difference < -NEGLIGIBLE || a === Number.NEGATIVE_INFINITY) return b;
  return difference > 0 ? a + Math.log1p(Math.exp(-difference)) : b + Math.log1p(Math.exp(difference));
}
