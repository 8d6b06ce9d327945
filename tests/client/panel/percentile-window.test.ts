import { describe, expect, it } from 'vitest';
import { addSample, emptyWindow, percentile, ratePerSecond } from '../../../client/panel/percentile-window.ts';

const filled = (values: readonly number[], limit?: number) =>
  values.reduce((window, value) => addSample(window, value), emptyWindow(limit));

describe('percentile window', () => {
  it('has no percentile before the first sample', () => {
    expect(percentile(emptyWindow(), 0.5)).toBeNull();
  });
  it('gives only figures that were measured, whatever the share', () => {
    const values = [9, 1, 5, 3, 7];
    for (let share = 0; share <= 1; share += 0.05) expect(values).toContain(percentile(filled(values), share));
  });
  it('puts p50 in the middle and p95 at the slow end', () => {
    const window = filled(Array.from({ length: 100 }, (_, i) => i + 1));
    expect(percentile(window, 0.5)).toBe(50);
    expect(percentile(window, 0.95)).toBe(95);
    expect(percentile(window, 1)).toBe(100);
  });
  it('forgets the oldest sample when it is full', () => {
    expect(filled([1, 2, 3, 4], 3).samples).toEqual([2, 3, 4]);
  });
  it('takes no sample that is not a number', () => {
    expect(filled([1, Number.NaN, Number.POSITIVE_INFINITY]).samples).toEqual([1]);
  });
  it('never changes the window that it was given', () => {
    const before = filled([1, 2]);
    addSample(before, 3);
    expect(before.samples).toEqual([1, 2]);
  });
});

describe('frames a second', () => {
  it('counts the gaps between frames, not the frames', () => {
    expect(ratePerSecond(filled([0, 100, 200, 300, 400, 500]), 500)).toBeCloseTo(10);
  });
  it('falls to nothing when no frame has come for the whole span', () => {
    expect(ratePerSecond(filled([0, 100, 200]), 5000)).toBe(0);
  });
});
