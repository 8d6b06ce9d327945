import { describe, expect, it } from 'vitest';
import { BETWEEN, createLexicon, type Lexicon, OUTSIDE } from '../../../client/reading/lexicon.ts';
import { seeded } from './make-logits.ts';
import { ALPHABET, packLexicon } from './pack-lexicon.ts';

const lexiconOf = (words: Readonly<Record<string, number>>): Lexicon =>
  createLexicon(packLexicon(new Map(Object.entries(words))), ALPHABET);

/** What a text's letters gain, one after the other, its end included. */
function gains(lexicon: Lexicon, text: string): number[] {
  let node = BETWEEN;
  return [...text, ' '].map((character) => {
    const to = lexicon.next(node, lexicon.letterOf(character));
    const gain = lexicon.gain(node, to);
    node = to;
    return gain;
  });
}
const total = (lexicon: Lexicon, text: string): number => gains(lexicon, text).reduce((sum, gain) => sum + gain, 0);

const FEW = { the: -1.6, them: -4, these: -4, there: -4.8, ink: -8, "don't": -6.4, été: -7.2 };
const WHOLE = Math.log(Object.values(FEW).reduce((sum, log) => sum + Math.exp(log), 0));

describe('the lexicon', () => {
  const lexicon = lexiconOf(FEW);

  it.each(Object.entries(FEW))('gives a listed word the log of its frequency, letter by letter: %s', (word, log) => {
    expect(total(lexicon, word)).toBeCloseTo(log - WHOLE, 4);
  });

  it('gives every other word one and the same, rarer than any listed one', () => {
    const unlisted = ['zebra', 'thermometer', 'th', 'in', 'inks', 'x'].map((word) => total(lexicon, word));
    for (const one of unlisted) expect(one).toBeCloseTo(unlisted[0]!, 4);
    expect(unlisted[0]!).toBeLessThan(-8 - WHOLE - 3);
  });

  it('takes a word back to the start of the next, and nothing for what parts them', () => {
    expect(total(lexicon, 'the ink')).toBeCloseTo(total(lexicon, 'the') + total(lexicon, 'ink'), 4);
    expect(total(lexicon, 'the, 12 ink.')).toBeCloseTo(total(lexicon, 'the ink'), 4);
    expect(gains(lexicon, '12, ')).toEqual([0, 0, 0, 0, 0]);
  });

  it('tells no capitals from small letters', () => {
    expect(total(lexicon, 'The INK Été')).toBeCloseTo(total(lexicon, 'the ink été'), 6);
  });

  it('lets an apostrophe part words unless a listed one goes on with it', () => {
    expect(total(lexicon, "don't")).toBeCloseTo(-6.4 - WHOLE, 4);
    expect(total(lexicon, 'don’t')).toBeCloseTo(-6.4 - WHOLE, 4);
    expect(total(lexicon, "the'ink")).toBeCloseTo(total(lexicon, 'the ink'), 4);
  });

  it('never gains anything: whoever searches may give up what is behind already', () => {
    for (const text of ['thermal', 'them the', "don'", 'inkink été'])
      for (const gain of gains(lexicon, text)) expect(gain).toBeLessThanOrEqual(0);
  });

  it('stays outside until the word is over', () => {
    const letter = (character: string): number => lexicon.letterOf(character);
    const lost = lexicon.next(BETWEEN, letter('z'));
    expect(lost).toBe(OUTSIDE);
    expect(lexicon.next(lost, letter('t'))).toBe(OUTSIDE);
    expect(lexicon.next(lost, letter(' '))).toBe(BETWEEN);
  });

  it('knows the user’s own words as well, and what was listed no less', () => {
    const more = lexicon.withWords(['Marimba', 'ink', 'naïve']);
    expect(total(more, 'marimba')).toBeGreaterThan(total(lexicon, 'marimba') + 5);
    expect(total(more, 'ink')).toBeCloseTo(total(lexicon, 'ink'), 2);
    expect(total(more, 'the')).toBeCloseTo(total(lexicon, 'the'), 2);
    // ï is no letter of this list: the word is left out, not half of it.
    expect(total(more, 'na')).toBeCloseTo(total(more, 'zebra'), 4);
    expect(total(lexicon, 'marimba')).toBeCloseTo(total(lexicon, 'zebra'), 4);
  });

  it.each([1, 2, 3])('agrees with a plain table of random words (seed %i)', (seed) => {
    const random = seeded(seed);
    const letters = 'abc';
    const word = (): string =>
      Array.from({ length: 1 + Math.floor(5 * random()) }, () => letters[Math.floor(3 * random())]).join('');
    const table = new Map<string, number>();
    for (let i = 0; i < 60; i++) table.set(word(), -0.08 * Math.floor(20 + 150 * random()));
    const random60 = createLexicon(packLexicon(table), ALPHABET);
    const whole = Math.log([...table.values()].reduce((sum, log) => sum + Math.exp(log), 0));
    const other = total(random60, 'zzz');
    for (let i = 0; i < 200; i++) {
      const asked = word();
      expect(total(random60, asked), asked).toBeCloseTo(table.has(asked) ? table.get(asked)! - whole : other, 3);
    }
  });

  it('says what is wrong with damaged bytes', () => {
    const packed = packLexicon(new Map(Object.entries(FEW)));
    expect(() => total(createLexicon(packed.subarray(0, -3), ALPHABET), 'the')).toThrow(/cut short/);
    const wrong = packed.slice();
    wrong[0] = 9;
    expect(() => total(createLexicon(wrong, ALPHABET), 'the')).toThrow(/at most 0 shared letters, found 9/);
    expect(() => total(createLexicon(packed, ALPHABET.slice(0, 5)), 'the')).toThrow(/letters up to 5/);
  });
});
