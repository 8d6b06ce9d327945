import { describe, expect, it } from 'vitest';
import { agreeHand, type Hand } from '../../../client/reading/agree-hand.ts';
import { normaliseLine } from '../../../client/reading/normalise-line.ts';
import { writeWords } from './write-words.ts';

const hand = (size: number, slant = 0.3, crossings = 40): Hand => ({ size, slant, crossings });

describe('agreeHand', () => {
  it('leaves a line that is alone as it was measured', () => {
    expect(agreeHand(hand(5), [])).toEqual(hand(5));
  });

  it('brings the lines of one hand to one size and slant', () => {
    const page = [hand(4.6, 0.35), hand(5, 0.25), hand(5.4, 0.3), hand(6.6, 0.45), hand(5.2, 0.1)];
    const agreed = page.map((own) =>
      agreeHand(
        own,
        page.filter((other) => other !== own),
      ),
    );
    for (const { size, slant } of agreed) {
      expect(size).toBeCloseTo(agreed[0]!.size, 1);
      expect(slant).toBeCloseTo(agreed[0]!.slant, 1);
    }
    expect(agreed[0]!.size).toBeGreaterThan(4.8);
    expect(agreed[0]!.size).toBeLessThan(5.8);
  });

  it('does not mix a heading with the small print below it, nor two visitors of other slants', () => {
    const print = [4.8, 5, 5.2].map((size) => hand(size));
    expect(agreeHand(hand(12), print).size).toBeCloseTo(12, 0);
    expect(agreeHand(hand(5, 1.2), print).slant).toBeCloseTo(1.2, 1);
  });

  it('lets long lines say more than short ones', () => {
    expect(agreeHand(hand(6, 0.3, 4), [hand(5, 0.3, 40)]).size).toBeLessThan(5.2);
    expect(agreeHand(hand(6, 0.3, 40), [hand(5, 0.3, 4)]).size).toBeGreaterThan(5.8);
  });
});

describe('a line in company', () => {
  const { crop } = writeWords();
  const alone = normaliseLine(crop);
  const own = alone.hand!;

  it('is laid out by the size and slant that the lines agree on', () => {
    const company = [hand(own.size * 1.2, own.slant + 0.15, 400)];
    const { toSource } = normaliseLine(crop, company);
    expect(toSource.e / alone.toSource.e).toBeCloseTo(1.2, 1);
    expect(-toSource.b / toSource.e).toBeCloseTo(own.slant + 0.15, 1);
  });

  it('is laid out as in training where the company is another hand, or there is none', () => {
    const stranger = normaliseLine(crop, [hand(own.size * 4, own.slant)]);
    expect(stranger.width).toBe(alone.width);
    expect(Math.max(...stranger.data.map((v, i) => Math.abs(v - alone.data[i]!)))).toBeLessThan(4);
    expect(normaliseLine(crop, []).data).toEqual(alone.data);
  });

  it('tells its own hand in px of its crop, not what was agreed', () => {
    const larger = normaliseLine(writeWords({ xHeight: 44, marginTop: 12, marginBottom: 12 }).crop);
    expect(larger.hand!.size / own.size).toBeCloseTo(2, 0.7);
    expect(normaliseLine(crop, [hand(own.size * 1.2)]).hand).toEqual(own);
  });
});
