import { describe, expect, it } from 'vitest';
import { measureOffset } from '../../server/measure-offset.ts';
import { seededRandom } from './random-observation.ts';

describe('the offset to the server’s clock', () => {
  it('is never off by more than half the quickest round trip, however uneven the ways are (200 seeds)', async () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = seededRandom(seed);
      const truth = (random() - 0.5) * 1e9;
      let clock = random() * 1e6;
      let quickest = Number.POSITIVE_INFINITY;
      const ask = async (): Promise<number> => {
        const there = random() * 80;
        const back = random() * 80;
        quickest = Math.min(quickest, there + back);
        clock += there;
        const time = clock + truth;
        clock += back;
        return time;
      };
      const offset = await measureOffset(ask, () => clock);
      expect(Math.abs(offset - truth), `seed ${seed}`).toBeLessThanOrEqual(quickest / 2 + 1e-6);
    }
  });
});
