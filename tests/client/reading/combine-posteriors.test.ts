import { describe, expect, it } from 'vitest';
import { combinePosteriors } from '../../../client/reading/combine-posteriors.ts';
import { type LogProbabilities, logSoftmax } from '../../../client/reading/log-softmax.ts';
import { seeded } from './make-logits.ts';

const randomLogs = (seed: number, frames = 6, classes = 5): LogProbabilities => {
  const random = seeded(seed);
  return logSoftmax({ frames, classes, data: Float32Array.from({ length: frames * classes }, () => 6 * random()) });
};
const probabilities = ({ frames, classes, data }: LogProbabilities): number[][] =>
  Array.from({ length: frames }, (_, t) => [...data.subarray(t * classes, (t + 1) * classes)].map(Math.exp));

describe('two opinions as one', () => {
  it('sum to one in every frame', () => {
    for (const weight of [0.2, 0.5, 0.9])
      for (const frame of probabilities(combinePosteriors(randomLogs(1), randomLogs(2), weight)))
        expect(frame.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
  });

  it('are the first at weight 0, the second at weight 1, and what both say where both agree', () => {
    const [a, b] = [randomLogs(3), randomLogs(4)];
    expect(combinePosteriors(a, b, 0)).toBe(a);
    expect(combinePosteriors(a, b, 1)).toBe(b);
    probabilities(combinePosteriors(a, a, 0.4)).forEach((frame, t) => {
      for (const [c, p] of frame.entries()) expect(p).toBeCloseTo(probabilities(a)[t]![c]!, 5);
    });
  });

  it('lean further to the second the more it has to say', () => {
    const says = (c: number): LogProbabilities => logSoftmax({ frames: 1, classes: 2, data: Float32Array.of(c, -c) });
    const at = (weight: number): number => combinePosteriors(says(2), says(-2), weight).data[0]!;
    expect(at(0.25)).toBeGreaterThan(at(0.5));
    expect(at(0.5)).toBeGreaterThan(at(0.75));
    expect(at(0.5)).toBeCloseTo(Math.log(0.5), 5);
  });

  it('are refused when the networks do not fit each other, with both shapes', () => {
    expect(() => combinePosteriors(randomLogs(1, 6), randomLogs(1, 7), 0.5)).toThrow(/6 frames .* found 7/);
  });
});
