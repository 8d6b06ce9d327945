import { describe, expect, it } from 'vitest';
import { BeamFront } from '../../../client/reading/beam-front.ts';
import { seeded } from './make-logits.ts';

/** Nodes that are held, best first. */
const held = (front: BeamFront): number[] =>
  Array.from({ length: front.count }, (_, k) => front.node[front.order[k]!]!);

describe('the front of a beam', () => {
  it('holds the best of what it is offered, equal ones in the order of their turns, whatever the order of offers', () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const random = seeded(seed);
      // Few different scores: many are equal.
      const offers = Array.from({ length: 40 }, (_, turn) => ({
        turn,
        total: -Math.floor(12 * random()),
        key: random(),
      }));
      const front = new BeamFront(7);
      for (const { turn, total } of offers.toSorted((a, b) => a.key - b.key))
        front.offer(100 + turn, turn, total, total - 1, total - 2, total - 3);
      const best = offers.toSorted((a, b) => b.total - a.total || a.turn - b.turn).slice(0, 7);
      expect(held(front), `seed ${seed}`).toEqual(best.map(({ turn }) => 100 + turn));
      expect([...front.total], `seed ${seed}`).toEqual(best.map(({ total }) => total));
      best.forEach(({ total }, k) => {
        const place = front.order[k]!;
        const told = [front.endsBlank[place], front.endsLabel[place], front.both[place]];
        expect(told, `seed ${seed}`).toEqual([total - 1, total - 2, total - 3]);
      });
    }
  });

  it('has room until it is full, lets go of what is too far behind, and forgets all when it is cleared', () => {
    const front = new BeamFront(3);
    front.offer(1, 0, -1, 0, 0, 0);
    front.offer(2, 1, -9, 0, 0, 0);
    expect(front.least).toBe(Number.NEGATIVE_INFINITY);
    front.offer(3, 2, -5, 0, 0, 0);
    expect(front.least).toBe(-9);
    front.cut(-5);
    expect(held(front)).toEqual([1]);
    expect([...front.node].filter((node) => node >= 0)).toEqual([1]);
    front.clear();
    expect(held(front)).toEqual([]);
  });
});
