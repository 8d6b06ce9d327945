/** How much the network says in a range of frames, and how unsure it is of it: writing is said often and surely. Frame: network frames. */
import { decay } from './decay.ts';
import type { LogProbabilities } from './log-softmax.ts';

export interface Opinion {
  /** Frames in which something is said: the probabilities of all but the blank, summed. */
  readonly said: number;
  /** Mean entropy of those frames, nats. */
  readonly doubt: number;
}

/** Classes below e^-12 add nothing to an entropy that can be seen. */
const NEGLIGIBLE = -12;

/** Of frames `from` … `to` − 1. */
export function measureOpinion(logs: LogProbabilities, blank: number, from = 0, to = logs.frames): Opinion {
  const { classes, data } = logs;
  let said = 0;
  let weighed = 0;
  for (let t = from; t < to; t++) {
    const at = t * classes;
    const saying = 1 - Math.exp(data[at + blank]!);
    // A frame that is blank for sure has no say in the mean.
    if (saying < 1e-4) continue;
    let entropy = 0;
    for (let c = at; c < at + classes; c++) {
      const log = data[c]!;
      if (log > NEGLIGIBLE) entropy -= decay(Math.min(0, log)) * log;
    }
    said += saying;
    weighed += saying * entropy;
  }
  return { said, doubt: said === 0 ? 0 : weighed / Math.max(said, LEAST_SAID) };
}

/** Where next to nothing is said, its doubt weighs less. */
const LEAST_SAID = 0.3;
