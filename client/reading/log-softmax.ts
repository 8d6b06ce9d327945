/** Logits to natural log probabilities, frame by frame. */
import { decay, NOTHING } from './decay.ts';
import type { Logits } from './recognise.ts';
import { softmaxKernels, sumInMemory } from './softmax-kernels.ts';

/** Log probabilities [frames, classes], row-major; each frame's probabilities sum to 1. */
export interface LogProbabilities {
  readonly frames: number;
  readonly classes: number;
  readonly data: Float32Array;
}

/** Divides the logits by `temperature` (1 = as trained, higher = less sure), then normalises each frame. `kernels` null: without WebAssembly, which gives the same. */
export function logSoftmax(logits: Logits, temperature = 1, kernels = softmaxKernels()): LogProbabilities {
  const { frames, classes, data: scores } = logits;
  const summed = kernels && sumInMemory(kernels, scores, frames, classes, temperature);
  if (summed) {
    const { buffer, found, foundAt, logs, state } = summed;
    for (let t = 0; t < frames; t++) found[2 * t + 1] = Math.log(found[2 * t + 1]!);
    kernels.subtractNorms(summed.scores, logs, 4 * classes, (classes + 1) >> 1, state, foundAt, frames);
    return { frames, classes, data: new Float32Array(buffer, logs, frames * classes).slice() };
  }
  const data = new Float32Array(frames * classes);
  for (let from = 0; from < data.length; from += classes) {
    const to = from + classes;
    const peak = greatest(scores, from, to);
    const norm = Math.log(sumPowers(scores, from, to, peak, temperature));
    for (let c = from; c < to; c++) data[c] = Math.fround((scores[c]! - peak) / temperature) - norm;
  }
  return { frames, classes, data };
}

/** Of entries `from` … `to` − 1. */
export function greatest(scores: Float32Array, from: number, to: number): number {
  let peak = Number.NEGATIVE_INFINITY;
  for (let c = from; c < to; c++) if (scores[c]! > peak) peak = scores[c]!;
  return peak;
}

/** The sum of the exponentials of what entries `from` … `to` − 1 are below the peak, over the temperature. */
export function sumPowers(scores: Float32Array, from: number, to: number, peak: number, temperature: number): number {
  // Two classes in three are too far behind for any power to be left; which these are at the very limit, decay says. Asked of four
  // neighbours at once, as the answer for one alone is hard to foretell.
  const far = peak + 1.001 * NOTHING * temperature;
  let sum = 0;
  let c = from;
  for (; c < to - 3; c += 4) {
    const one = scores[c]!;
    const two = scores[c + 1]!;
    const three = scores[c + 2]!;
    const four = scores[c + 3]!;
    if (one < far && two < far && three < far && four < far) continue;
    sum += decay((one - peak) / temperature);
    sum += decay((two - peak) / temperature);
    sum += decay((three - peak) / temperature);
    sum += decay((four - peak) / temperature);
  }
  for (; c < to; c++) sum += decay((scores[c]! - peak) / temperature);
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
