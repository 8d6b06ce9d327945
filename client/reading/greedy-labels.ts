/** What a line says at first sight: the best class of each frame, repeats joined, blanks dropped. */
import type { LogProbabilities } from './log-softmax.ts';
import { listNear } from './near-classes.ts';

/** Where all classes of a frame are far, so is what it says: it says nothing. */
export function greedyLabels(logs: LogProbabilities, blank: number): number[] {
  const { frames, classes, data } = logs;
  const near = listNear(logs);
  const labels: number[] = [];
  let last = blank;
  for (let t = 0; t < frames; t++) {
    const at = t * classes;
    let best = blank;
    let most = Number.NEGATIVE_INFINITY;
    for (let i = near.starts[t]!; i < near.starts[t + 1]!; i++) {
      const c = near.classes[i]!;
      if (data[at + c]! > most) {
        most = data[at + c]!;
        best = c;
      }
    }
    if (best !== last && best !== blank) labels.push(best);
    last = best;
  }
  return labels;
}
