import { describe, expect, it } from 'vitest';
import type { LanguageModel } from '../../../client/reading/language-model.ts';
import { guessLanguage, priorFrom } from '../../../client/reading/pick-language.ts';

/** Likes the letters given and no other. */
const fondOf = (name: string, letters: string): LanguageModel => ({
  name,
  start: 0,
  symbolOf: (character) => (letters.includes(character) ? 1 : 0),
  score: (_state, symbol) => (symbol === 1 ? -1 : -3),
  advance: () => 0,
});
const models = [fondOf('xx', 'abc'), fondOf('yy', 'cde'), fondOf('zz', 'xyz')];

describe('picking the language of a line', () => {
  it('finds the model that foretells its letters best, with probabilities that sum to one', () => {
    const guesses = guessLanguage('aabbc', models);
    expect(guesses[0]!.name).toBe('xx');
    expect(guesses[0]!.index).toBe(0);
    expect(guesses.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
  });

  it('takes what was read before for a line that could be either', () => {
    const names = models.map(({ name }) => name);
    const before = [{ language: 'yy', text: 'e'.repeat(60), confidence: 0.9 }];
    const guess = (prior?: ReturnType<typeof priorFrom>) => guessLanguage('ccc', models, prior)[0]!.name;
    expect(guess(priorFrom(before, names))).toBe('yy');
    expect(guess(priorFrom([{ ...before[0]!, language: 'xx' }], names))).toBe('xx');
  });

  it('lets a clear line be in another language than all lines before', () => {
    const names = models.map(({ name }) => name);
    const prior = priorFrom([{ language: 'yy', text: 'e'.repeat(5000), confidence: 1 }], names);
    expect(guessLanguage('aaabbbaaabbb', models, prior)[0]!.name).toBe('xx');
  });

  it('gives little weight to lines that were read badly, and none to drawings', () => {
    const names = models.map(({ name }) => name);
    const weak = priorFrom([{ language: 'yy', text: 'e'.repeat(60), confidence: 0.05 }], names);
    const strong = priorFrom([{ language: 'yy', text: 'e'.repeat(60), confidence: 0.95 }], names);
    expect(weak.get('yy')!).toBeLessThan(strong.get('yy')!);
    expect(priorFrom([{ language: null, text: '', confidence: 1 }], names)).toEqual(priorFrom([], names));
  });

  it('never guesses a language that nobody writes here, however its letters look', () => {
    const names = models.map(({ name }) => name);
    const prior = priorFrom([{ language: 'xx', text: 'a'.repeat(60), confidence: 1 }], names, ['yy', 'zz']);
    const guesses = guessLanguage('aaabbbaaabbb', models, prior);
    expect(guesses.find(({ name }) => name === 'xx')!.probability).toBe(0);
    expect(guesses.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
    expect(guessLanguage('xxx', models, prior)[0]!.name).toBe('zz');
  });

  it('takes any language where none of those that are chosen is known', () => {
    const names = models.map(({ name }) => name);
    expect(priorFrom([], names, ['qq'])).toEqual(priorFrom([], names));
  });

  it('has nothing to pick without models', () => {
    expect(guessLanguage('abc', [])).toEqual([]);
  });
});
