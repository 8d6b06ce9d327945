import { describe, expect, it } from 'vitest';
import { createDecoder, decodeCtc, withVocabulary } from '../../../client/reading/decode-ctc.ts';
import type { LanguageModel } from '../../../client/reading/language-model.ts';
import { createLexicon } from '../../../client/reading/lexicon.ts';
import { createVocabulary, joinWords, MOST_WORDS, parseVocabulary } from '../../../client/reading/vocabulary.ts';
import { makeLogits, seeded } from './make-logits.ts';
import { ALPHABET, packLexicon } from './pack-lexicon.ts';

const alphabet = [' ', ...'abcdefghijklmnopqrstuvwxyzKM.,'];
const classOf = (character: string): number => alphabet.indexOf(character) + 1;

/** Every letter alike: knows no word at all. */
const plain: LanguageModel = {
  name: 'plain',
  start: 0,
  symbolOf: (character) => alphabet.indexOf(character),
  score: () => -3,
  advance: () => 0,
};
const settings = { beam: 24, temperature: 1, languageWeight: 0.5, bonus: 1.2 };
const bare = createDecoder(alphabet, 0, [plain], settings);
const withWords = (...words: string[]) => withVocabulary(bare, createVocabulary(words));

/** Logits of a text in which some letters hesitate: `doubts` maps a place to the other letter and how far it is behind. */
const write = (text: string, doubts: Readonly<Record<number, readonly [string, number]>> = {}) =>
  makeLogits(
    [...text].flatMap((character, at) => {
      const doubt = doubts[at];
      return [doubt ? { [classOf(character)]: 0, [classOf(doubt[0])]: -doubt[1] } : classOf(character), 0];
    }),
    alphabet.length + 1,
  );

describe('a word of the vocabulary', () => {
  it('is read where the ink would rather say something close by', () => {
    // The pen wrote something that looks more like "kalipse" than like the performer's name.
    const logits = write('kalipse', { 1: ['o', 1.2], 4: ['r', 1] });
    expect(decodeCtc(logits, bare).text).toBe('kalipse');
    expect(decodeCtc(logits, withWords('kolirse', 'marimba')).text).toBe('kolirse');
  });

  it('is read with a capital, and beside signs and other words', () => {
    const logits = write('zu Karimba, bitte', { 3: ['M', 0.8] });
    expect(decodeCtc(logits, bare).text).toBe('zu Karimba, bitte');
    expect(decodeCtc(logits, withWords('marimba')).text).toBe('zu Marimba, bitte');
  });

  it('does not bend ink that clearly says otherwise', () => {
    const logits = write('marimbo', { 6: ['a', 9] });
    expect(decodeCtc(logits, withWords('marimba')).text).toBe('marimbo');
  });
});

describe('a language’s list of words', () => {
  const listed = new Map([
    ['the', -2],
    ['kitchen', -9],
    ['then', -4],
    ['of', -3],
    ['off', -7],
  ]);
  const listing = (words: ReadonlyMap<string, number>): LanguageModel => ({
    ...plain,
    lexicon: createLexicon(packLexicon(words), ALPHABET),
  });
  const decoder = createDecoder(alphabet, 0, [listing(listed)], { ...settings, lexiconWeight: 0.3 });

  it('tells what the ink leaves open, and is not asked where it has no weight', () => {
    const logits = write('the kilchen', { 6: ['t', 1.5] });
    expect(decodeCtc(logits, bare).text).toBe('the kilchen');
    expect(decodeCtc(logits, decoder).text).toBe('the kitchen');
    const weightless = createDecoder(alphabet, 0, [listing(listed)], { ...settings, lexiconWeight: 0 });
    expect(decodeCtc(logits, weightless)).toEqual(decodeCtc(logits, bare));
  });

  it('does not bend ink that clearly says otherwise: words that no list has stay readable', () => {
    expect(decodeCtc(write('the zorgle', { 7: ['t', 9] }), decoder).text).toBe('the zorgle');
  });

  it('is no reason against a word of the user’s own', () => {
    // Half a letter decides: without the list of one's own, a listed word is read.
    const logits = write('thex', { 3: ['n', 1] });
    expect(decodeCtc(logits, decoder).text).toBe('then');
    expect(decodeCtc(logits, withVocabulary(decoder, createVocabulary(['thex']))).text).toBe('thex');
    expect(decodeCtc(logits, withVocabulary(decoder, null)).text).toBe('then');
  });
});

describe('a word behind an apostrophe, a quotation mark or a hyphen', () => {
  it('is known as any other, and words that are listed with one stay whole', () => {
    const vocabulary = createVocabulary(['marimba', "o'hara"])!;
    const odds = (text: string): number =>
      [...text].reduce((place, character) => vocabulary.step(place, character, -3).place, vocabulary.start).odds;
    expect(odds('marimba')).toBeGreaterThan(3);
    for (const before of ["'", "d'", 'post-']) expect(odds(`${before}marimba`), before).toBeCloseTo(odds('marimba'), 6);
    expect(odds("o'hara")).toBeGreaterThan(3);
    expect(odds("o'marimba")).toBeLessThan(0);
  });
});

describe('words in capitals', () => {
  it('have the same capitals on every machine', () => {
    const original = String.prototype.toLocaleUpperCase;
    // As on a machine whose language is Turkish.
    String.prototype.toLocaleUpperCase = function (this: string) {
      return original.call(this, 'tr');
    };
    try {
      const vocabulary = createVocabulary(['inklight'])!;
      expect(vocabulary.step(vocabulary.start, 'I', -3).place.node).toBeGreaterThan(0);
    } finally {
      String.prototype.toLocaleUpperCase = original;
    }
  });
});

describe('words outside the vocabulary', () => {
  it('are read as before, whatever the list says', () => {
    const random = seeded(4);
    const words = ['marimba', 'kolirse', 'inklight', 'wand', 'licht'];
    for (let n = 0; n < 30; n++) {
      const text = Array.from({ length: 12 }, () => 'abcdefghijklmnop wxyz'[Math.floor(21 * random())]!)
        .join('')
        .replace(/ +/g, ' ')
        .trim();
      const logits = write(text, { 2: ['q', 0.7], 5: ['e', 0.6] });
      expect(decodeCtc(logits, withWords(...words)).text, `seed 4, line ${n}`).toBe(decodeCtc(logits, bare).text);
    }
  });

  it('cost at most what the list was given: a tenth of the probability a word', () => {
    const vocabulary = createVocabulary(['marimba'])!;
    let place = vocabulary.start;
    let gain = 0;
    for (const character of 'xylophon') {
      const step = vocabulary.step(place, character, -2);
      place = step.place;
      gain += step.gain;
    }
    expect(gain).toBeCloseTo(Math.log(0.9), 5);
  });
});

describe('a list of words', () => {
  it('may stand on lines or be separated by anything, with comments, each word once', () => {
    expect(parseVocabulary('# tonight\nMarimba, Köln\nd’Inklight Köln\n\nJean-Luc; 1984')).toEqual([
      'Marimba',
      'Köln',
      "d'Inklight",
      'Jean-Luc',
      '1984',
    ]);
    expect(createVocabulary(parseVocabulary('# nothing yet'))).toBeNull();
  });

  it('is refused when somebody gave a whole dictionary, with the numbers', () => {
    const text = Array.from({ length: MOST_WORDS + 1 }, (_, i) => `w${i}`).join('\n');
    expect(() => parseVocabulary(text)).toThrow(`expected at most ${MOST_WORDS} words, found ${MOST_WORDS + 1}`);
  });

  it('expects the words of all lists, whichever are there', () => {
    expect(parseVocabulary(joinWords('Marimba,Köln', '# mine\nGaitskell'))).toEqual(['Marimba', 'Köln', 'Gaitskell']);
    expect(parseVocabulary(joinWords('Marimba', null))).toEqual(['Marimba']);
    expect(joinWords('', null)).toBe('');
  });
});
