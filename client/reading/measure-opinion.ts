/** How much the network says in a range of frames, and how unsure it is of it: writing is said often and surely. Frame: network frames. */
import { decay } from './decay.ts';
import { greatest, type LogProbabilities, sumPowers } from './log-softmax.ts';
import { listNear, NEAR } from './near-classes.ts';
import type { Logits } from './recognise.ts';
import { softmaxKernels, sumInMemory } from './softmax-kernels.ts';

export interface Opinion {
  /** Frames in which something is said: the probabilities of all but the blank, summed. */
  readonly said: number;
  /** Mean entropy of those frames, nats. */
  readonly doubt: number;
}

/** Classes below e^-12 add nothing to an entropy that can be seen. */
const NEGLIGIBLE = NEAR;

/** Frames that are blank but for this have no say in the mean. */
const LEAST_SAYING = 1e-4;

/** Of frames `from` … `to` − 1. */
export function measureOpinion(logs: LogProbabilities, blank: number, from = 0, to = logs.frames): Opinion {
  const { classes, data } = logs;
  const near = listNear(logs);
  let said = 0;
  let weighed = 0;
  for (let t = from; t < to; t++) {
    const at = t * classes;
    const saying = 1 - Math.exp(data[at + blank]!);
    if (saying < LEAST_SAYING) continue;
    let entropy = 0;
    for (let i = near.starts[t]!; i < near.starts[t + 1]!; i++) {
      const log = data[at + near.classes[i]!]!;
      if (log > NEGLIGIBLE) entropy -= decay(Math.min(0, log)) * log;
    }
    said += saying;
    weighed += saying * entropy;
  }
  return toOpinion(said, weighed);
}

/** The same from logits, to the bit as if they had gone through logSoftmax, of which most would be thrown away. */
export function measureOpinionOfLogits(
  logits: Logits,
  blank: number,
  from = 0,
  to = logits.frames,
  kernels = softmaxKernels(),
): Opinion {
  const { classes, data } = logits;
  const frames = data.subarray(from * classes, to * classes);
  const found = (kernels && sumInMemory(kernels, frames, to - from, classes, 1))?.found;
  let said = 0;
  let weighed = 0;
  for (let t = 0, at = from * classes; at < to * classes; t++, at += classes) {
    const peak = found?.[2 * t] ?? greatest(data, at, at + classes);
    const norm = Math.log(found?.[2 * t + 1] ?? sumPowers(data, at, at + classes, peak, 1));
    const saying = 1 - Math.exp(Math.fround(Math.fround(data[at + blank]! - peak) - norm));
    if (saying < LEAST_SAYING) continue;
    const near = peak + norm + 1.001 * NEGLIGIBLE;
    let entropy = 0;
    for (let c = at; c < at + classes; c++) {
      if (data[c]! < near) continue;
      const log = Math.fround(Math.fround(data[c]! - peak) - norm);
      if (log > NEGLIGIBLE) entropy -= decay(Math.min(0, log)) * log;
    }
    said += saying;
    weighed += saying * entropy;
  }
  return toOpinion(said, weighed);
}

/** Where next to nothing is said, its doubt weighs less. */
const LEAST_SAID = 0.3;
const toOpinion = (said: number, weighed: number): Opinion => ({
  said,
  doubt: said === 0 ? 0 : weighed / Math.max(said, LEAST_SAID),
});
