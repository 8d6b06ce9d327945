import { describe, expect, it } from 'vitest';
import { greedyLabels } from '../../../client/reading/greedy-labels.ts';
import { logSoftmax } from '../../../client/reading/log-softmax.ts';
import { measureOpinion, measureOpinionOfLogits } from '../../../client/reading/measure-opinion.ts';
import { listNear, NEAR } from '../../../client/reading/near-classes.ts';
import { makeLogits, seeded } from './make-logits.ts';

const random = seeded(5);
const CLASSES = 200;
/** Frames that say one thing surely, several things, or everything alike. */
const logits = {
  frames: 30,
  classes: CLASSES,
  data: Float32Array.from({ length: 30 * CLASSES }, (_, i) => [40, 18, 0.5][Math.floor(i / CLASSES) % 3]! * random()),
};

describe('the classes that a line says at all', () => {
  it('are all that are near, rising, frame by frame', () => {
    const logs = logSoftmax(logits);
    const { starts, classes } = listNear(logs);
    for (let t = 0; t < logs.frames; t++) {
      const frame = [...logs.data.subarray(t * CLASSES, (t + 1) * CLASSES)];
      const near = frame.flatMap((log, c) => (log >= NEAR ? [c] : []));
      expect([...classes.subarray(starts[t]!, starts[t + 1]!)]).toEqual(near);
    }
  });

  it('are those of the line that is asked for, not of the one before', () => {
    const one = logSoftmax(makeLogits([1, 0, 2], 4));
    const other = logSoftmax(makeLogits([3, 0, 1], 4));
    expect([greedyLabels(one, 0), greedyLabels(other, 0), greedyLabels(one, 0)]).toEqual([
      [1, 2],
      [3, 1],
      [1, 2],
    ]);
  });

  it('are enough for what the network thinks of a line, from logits as from log probabilities, to the bit', () => {
    const logs = logSoftmax(logits);
    for (const [from, to] of [
      [0, 30],
      [3, 17],
      [9, 9],
    ] as const) {
      const opinion = measureOpinion(logs, 7, from, to);
      expect(measureOpinionOfLogits(logits, 7, from, to)).toEqual(opinion);
      let entropy = 0;
      for (let t = from; t < to; t++) {
        const frame = [...logs.data.subarray(t * CLASSES, (t + 1) * CLASSES)];
        const saying = 1 - Math.exp(frame[7]!);
        entropy += saying * frame.reduce((sum, log) => sum - Math.exp(log) * log, 0);
      }
      expect(opinion.doubt * Math.max(0.3, opinion.said)).toBeCloseTo(entropy, 1);
    }
  });
});
