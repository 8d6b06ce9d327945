/**
 * Two networks' opinions of the same line as one: in each frame the geometric mean of their probabilities, weighed, then
 * made to sum to one. Both must have the same alphabet and stride. Frame: network frames.
 */
import type { LogProbabilities } from './log-softmax.ts';

/** `weight` 0 = `first` alone, 1 = `second` alone. Throws RangeError when the two are not of one shape. */
export function combinePosteriors(first: LogProbabilities, second: LogProbabilities, weight: number): LogProbabilities {
  const { frames, classes } = first;
  if (second.frames !== frames || second.classes !== classes)
    throw new RangeError(
      `expected posteriors of ${frames} frames and ${classes} classes from both networks, found ${second.frames} and ${second.classes}`,
    );
  if (weight <= 0) return first;
  if (weight >= 1) return second;
  const data = new Float32Array(frames * classes);
  for (let t = 0; t < frames; t++) {
    const from = t * classes;
    let peak = Number.NEGATIVE_INFINITY;
    for (let c = from; c < from + classes; c++) {
      const log = (1 - weight) * first.data[c]! + weight * second.data[c]!;
      data[c] = log;
      if (log > peak) peak = log;
    }
    let sum = 0;
    for (let c = from; c < from + classes; c++) {
      const below = data[c]! - peak;
      if (below > -20) sum += Math.exp(below);
    }
    const norm = peak + Math.log(sum);
    for (let c = from; c < from + classes; c++) data[c] = data[c]! - norm;
  }
  return { frames, classes, data };
}
