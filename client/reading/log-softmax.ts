/** Logits to natural log probabilities, frame by frame. */
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
  for (let t = 0; t < frames; t++) {
    const from = t * classes;
    let peak = Number.NEGATIVE_INFINITY;
    for (let c = from; c < from + classes; c++) if (logits.data[c]! > peak) peak = logits.data[c]!;
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      const z = (logits.data[from + c]! - peak) / temperature;
      data[from + c] = z;
      // exp(-20) is below float32's resolution beside 1.
      if (z > -20) sum += Math.exp(z);
    }
    const norm = Math.log(sum);
    for (let c = 0; c < classes; c++) data[from + c] = data[from + c]! - norm;
  }
  return { frames, classes, data };
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
