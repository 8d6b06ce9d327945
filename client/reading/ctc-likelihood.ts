/**
 * How probable a text is by a network: the sum over all CTC paths that say it (the forward algorithm, Graves et al. 2006).
 * In: log probabilities and class indices. Out: a natural log, −∞ when there are too few frames for the text.
 */
import { type LogProbabilities, logAdd } from './log-softmax.ts';

/** States further below the best of a frame than this, in nats, are as good as impossible. */
const OUT_OF_REACH = 40;

export function ctcLikelihood(logs: LogProbabilities, labels: readonly number[], blank: number): number {
  const { frames, classes, data } = logs;
  // States alternate blank, label, blank, label … blank.
  const states = 2 * labels.length + 1;
  let before = new Float64Array(states).fill(Number.NEGATIVE_INFINITY);
  let now = new Float64Array(states);
  let peak = 0;
  for (let t = 0; t < frames; t++) {
    const at = t * classes;
    const blankLog = data[at + blank]!;
    let best = Number.NEGATIVE_INFINITY;
    // A path moves at most two states a frame, and must still reach the end.
    const first = Math.max(0, states - 2 * (frames - t));
    const last = Math.min(states - 1, 2 * t + 1);
    now.fill(Number.NEGATIVE_INFINITY);
    for (let s = first; s <= last; s++) {
      let sum = t === 0 ? (s < 2 ? 0 : Number.NEGATIVE_INFINITY) : before[s]!;
      if (t > 0 && s > 0 && before[s - 1]! > peak - OUT_OF_REACH) sum = logAdd(sum, before[s - 1]!);
      if (s % 2 === 0) {
        now[s] = sum + blankLog;
      } else {
        const label = labels[s >> 1]!;
        // A blank may be skipped between different characters.
        if (t > 0 && s > 1 && label !== labels[(s >> 1) - 1] && before[s - 2]! > peak - OUT_OF_REACH)
          sum = logAdd(sum, before[s - 2]!);
        now[s] = sum + data[at + label]!;
      }
      if (now[s]! > best) best = now[s]!;
    }
    peak = best;
    [before, now] = [now, before];
  }
  if (frames === 0) return labels.length === 0 ? 0 : Number.NEGATIVE_INFINITY;
  return states === 1 ? before[0]! : logAdd(before[states - 1]!, before[states - 2]!);
}
