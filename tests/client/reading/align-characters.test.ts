import { describe, expect, it } from 'vitest';
import { alignCharacters, characterEdges } from '../../../client/reading/align-characters.ts';
import { logSoftmax } from '../../../client/reading/log-softmax.ts';
import { makeLogits, seeded } from './make-logits.ts';

describe('character alignment', () => {
  it('puts each character on the frames that say it', () => {
    const logs = logSoftmax(makeLogits([0, 1, 1, 0, 2, 0, 0, 2, 0], 3));
    const aligned = alignCharacters(logs, [1, 2, 2], 0)!;
    expect(aligned.map(({ from, to }) => [from, to])).toEqual([
      [1, 3],
      [4, 5],
      [7, 8],
    ]);
  });

  it('orders any text from left to right, without overlap, whatever the logits', () => {
    const random = seeded(3);
    for (let round = 0; round < 20; round++) {
      const data = Float32Array.from({ length: 30 * 5 }, () => 4 * random());
      const labels = Array.from({ length: 1 + Math.floor(random() * 8) }, () => 1 + Math.floor(random() * 4));
      const aligned = alignCharacters(logSoftmax({ frames: 30, classes: 5, data }), labels, 0)!;
      expect(aligned).toHaveLength(labels.length);
      aligned.forEach(({ from, to }, i) => {
        expect(to).toBeGreaterThan(from);
        if (i > 0) expect(from).toBeGreaterThanOrEqual(aligned[i - 1]!.to);
      });
    }
  });

  it('says that a text does not fit into too few frames', () => {
    expect(alignCharacters(logSoftmax(makeLogits([1, 1], 3)), [1, 1], 0)).toBeNull();
  });

  it('draws edges halfway between neighbours and inside the line', () => {
    const edges = characterEdges(
      [
        { from: 2, to: 4, log: 0 },
        { from: 8, to: 8, log: 0 },
        { from: 20, to: 22, log: 0 },
      ],
      23,
    );
    expect(edges[0]!.right).toBe(5.5);
    expect(edges[1]!.left).toBe(5.5);
    expect(edges[0]!.left).toBeGreaterThanOrEqual(0);
    expect(edges[2]!.right).toBe(23);
  });
});
