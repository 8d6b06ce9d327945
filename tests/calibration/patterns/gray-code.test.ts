import { describe, expect, it } from 'vitest';
import { bitsFor, grayOf, numberOfGray } from '../../../calibration/patterns/gray-code.ts';

describe('the Gray code', () => {
  it('gives every number of sixteen bits back', () => {
    const wrong = Array.from({ length: 65536 }, (_, n) => n).filter((n) => numberOfGray(grayOf(n)) !== n);
    expect(wrong).toEqual([]);
  });

  it('changes one bit from each column to the next', () => {
    for (let n = 1; n < 4096; n++) {
      const changed = grayOf(n) ^ grayOf(n - 1);
      expect(changed & (changed - 1)).toBe(0);
      expect(changed).not.toBe(0);
    }
  });

  it('has bits enough for every raster that is sold, and none to spare', () => {
    expect([2, 768, 1024, 1025, 1080, 1920, 3840].map(bitsFor)).toEqual([1, 10, 10, 11, 11, 11, 12]);
  });
});
