import { describe, expect, it } from 'vitest';
import { decay } from '../../../client/reading/decay.ts';

describe('powers of e from a table', () => {
  it('agree with Math.exp to twelve digits from 0 down to where nothing is left', () => {
    let worst = 0;
    for (let x = 0; x > -20; x -= 0.000_37) worst = Math.max(worst, Math.abs(decay(x) / Math.exp(x) - 1));
    expect(worst).toBeLessThan(1e-12);
  });

  it('are nothing beyond, however far', () => {
    expect([decay(-20), decay(-1e6), decay(Number.NEGATIVE_INFINITY)]).toEqual([0, 0, 0]);
    expect(decay(0)).toBe(1);
  });
});
