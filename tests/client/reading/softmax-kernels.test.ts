import { describe, expect, it } from 'vitest';
import { logSoftmax } from '../../../client/reading/log-softmax.ts';
import { measureOpinionOfLogits } from '../../../client/reading/measure-opinion.ts';
import { softmaxKernels } from '../../../client/reading/softmax-kernels.ts';

/** Reproducible numbers from 0 to 1 (Marsaglia 2003, xorshift). */
let state = 20_261_124;
const next = (): number => {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) / 2 ** 32;
};

/** Logits of a network that is sure now and then; some classes as far behind as decay looks, to either side. */
const logitsOf = (frames: number, classes: number) => ({
  frames,
  classes,
  data: Float32Array.from({ length: frames * classes }, (_, i) =>
    i % 7 === 0 ? 12 * next() : i % 11 === 0 ? -8 - next() : -25 * next(),
  ),
});

const CASES = [3, 4, 5, 6, 7, 8, 11, 279].flatMap((classes) =>
  [1, 2, 63].flatMap((frames) => [0.7, 1, 1.37].map((temperature) => ({ classes, frames, temperature }))),
);

describe('the kernels do what the loops in JavaScript do, to the bit', () => {
  it('and are there', () => {
    expect(softmaxKernels()).not.toBeNull();
  });

  it.each(CASES)('log softmax of $frames × $classes at $temperature', ({ classes, frames, temperature }) => {
    const logits = logitsOf(frames, classes);
    const found = logSoftmax(logits, temperature).data;
    const wanted = logSoftmax(logits, temperature, null).data;
    expect(found.length).toBe(wanted.length);
    expect(Array.from(found).filter((value, i) => !Object.is(value, wanted[i]))).toEqual([]);
  });

  it.each(CASES)('opinion of $frames × $classes', ({ classes, frames }) => {
    const logits = logitsOf(frames + 3, classes);
    const found = measureOpinionOfLogits(logits, 1, 2, frames + 2);
    expect(found).toEqual(measureOpinionOfLogits(logits, 1, 2, frames + 2, null));
    if (frames > 2) expect(found.said).toBeGreaterThan(0);
  });

  it('no frames have no opinion', () => {
    expect(measureOpinionOfLogits(logitsOf(4, 9), 0, 2, 2)).toEqual({ said: 0, doubt: 0 });
    expect(logSoftmax(logitsOf(0, 9)).data.length).toBe(0);
  });
});
