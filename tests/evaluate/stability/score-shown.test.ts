import { describe, expect, it } from 'vitest';
import { charactersChanged, type Shown, scoreShown } from './score-shown.ts';

const told = (...states: readonly (readonly [number, string, boolean])[]): Shown[] =>
  states.map(([time, text, committed]) => ({ time, text, committed }));

describe('characters that change', () => {
  it('are none where text only grows, wherever it grows', () => {
    expect(charactersChanged('', 'light')).toBe(0);
    expect(charactersChanged('light', 'light falls')).toBe(0);
    expect(charactersChanged('lght', 'light')).toBe(0);
  });

  it('are those replaced or taken away', () => {
    expect(charactersChanged('fight', 'light')).toBe(1);
    expect(charactersChanged('light!', 'light')).toBe(1);
    expect(charactersChanged('abc', 'xyz')).toBe(3);
    expect(charactersChanged('light', '')).toBe(5);
  });
});

describe('scoring what was shown', () => {
  it('counts every change once, and those after the first commit apart', () => {
    const score = scoreShown(
      told([0, 'l', false], [1, 'f', false], [2, 'fight', true], [3, 'fight', true], [4, 'light', true]),
    );
    expect(score).toEqual({ changed: 2, changedCommitted: 1, stableAt: 4 });
  });

  it('finds when the text that stays was committed, and nothing where it never was', () => {
    expect(scoreShown(told([0, 'a', false], [5, 'a', true], [9, 'a', true])).stableAt).toBe(5);
    expect(scoreShown(told([0, 'a', false], [5, 'a', false])).stableAt).toBeNull();
    expect(scoreShown([]).stableAt).toBeNull();
  });
});
