import { describe, expect, it } from 'vitest';
import { chooseThreshold } from '../../models/training/choose-threshold.ts';

const tried = (...means: readonly number[]) => means.map((mean, i) => ({ below: (i + 1) / 10, mean }));

describe('the confidence below which lines are read again', () => {
  it('is the cheapest that brings nearly all there is to gain', () => {
    expect(chooseThreshold(tried(0.09, 0.081, 0.0801, 0.08), 0.1)).toEqual({ below: 0.2, mean: 0.081 });
  });

  it('is none where the accurate network brings nothing, or harm', () => {
    expect(chooseThreshold(tried(0.11, 0.12), 0.1)).toEqual({ below: 0, mean: 0.1 });
    expect(chooseThreshold(tried(0.1, 0.1), 0.1)).toEqual({ below: 0, mean: 0.1 });
  });

  it('is not led astray by thresholds that harm beside one that helps', () => {
    expect(chooseThreshold(tried(0.11, 0.09, 0.13), 0.1).below).toBe(0.2);
  });
});
