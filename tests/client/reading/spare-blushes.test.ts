import { describe, expect, it } from 'vitest';
import { createDecoder, decodeCtc, withVocabulary } from '../../../client/reading/decode-ctc.ts';
import { findRude } from '../../../client/reading/rude-words.ts';
import { spareBlushes } from '../../../client/reading/spare-blushes.ts';
import { createVocabulary } from '../../../client/reading/vocabulary.ts';
import { makeLogits } from './make-logits.ts';

const texts = ['shit the door', 'shut the door', 'shot the door'];
const found = (scores: readonly number[], language: string | null = 'en') => ({
  language,
  hypotheses: scores.map((score, i) => ({ labels: [i], network: score, language: 0, score })),
});
const textOf = ({ labels }: { readonly labels: readonly number[] }): string => texts[labels[0]!]!;
const chosen = (scores: readonly number[], meant?: ReadonlySet<string>): string =>
  textOf(spareBlushes(found(scores), textOf, meant).hypotheses[0]!);

describe('a rude word', () => {
  it('gives way to the best innocent reading that is nearly as likely', () => {
    expect(chosen([-5, -6, -7])).toBe('shut the door');
  });

  it('stays in the list of readings, behind the one that was taken', () => {
    const { hypotheses } = spareBlushes(found([-5, -6, -7]), textOf);
    expect(hypotheses.map(textOf)).toEqual(['shut the door', 'shit the door', 'shot the door']);
  });

  it('is read where it was written clearly', () => {
    expect(chosen([-5, -9, -9])).toBe('shit the door');
  });

  it('is read where the user listed it', () => {
    expect(chosen([-5, -6, -7], new Set(['shit']))).toBe('shit the door');
  });

  it('is only one in its own language, and as a whole word', () => {
    expect(findRude('con leche', 'es')).toEqual([]);
    expect(findRude('quel con', 'fr')).toEqual(['con']);
    expect(findRude('Assume the class.', 'en')).toEqual([]);
    expect(findRude('What an Ass!', 'en')).toEqual(['ass']);
    expect(findRude('Bullshit', null)).toEqual(['bullshit']);
  });
});

describe('a decoded line', () => {
  const alphabet = [...'cfuk'];
  const decoder = createDecoder(alphabet, 0, []);
  /** f u c k, of which the second letter might as well be a c. */
  const logits = makeLogits([2, 0, { 1: -1, 3: 0 }, 0, 1, 0, 4], 5);

  it('says the innocent reading and is less sure of it than a clear one', () => {
    const decoded = decodeCtc(logits, decoder);
    expect(decoded.text).toBe('fcck');
    expect(decoded.features.share).toBeLessThan(0.5);
    expect(decodeCtc(makeLogits([2, 0, 3, 0, 1, 0, 4], 5), decoder).text).toBe('fuck');
  });

  it('says what the user’s own words allow', () => {
    expect(decodeCtc(logits, withVocabulary(decoder, createVocabulary(['Fuck']))).text).toBe('fuck');
  });
});
