import { describe, expect, it } from 'vitest';
import { createDecoder, decodeCtc } from '../../../client/reading/decode-ctc.ts';
import { freeCase, pairCases } from '../../../client/reading/free-case.ts';
import type { LanguageModel } from '../../../client/reading/language-model.ts';
import { logSoftmax } from '../../../client/reading/log-softmax.ts';
import { makeLogits } from './make-logits.ts';

const alphabet = [' ', ...'abcdefghijklmnopqrstuvwxyz', ...'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'ß', 'ı'];
const write = (text: string) =>
  makeLogits(
    [...text].flatMap((character) => [alphabet.indexOf(character) + 1, 0]),
    alphabet.length + 1,
  );

/** Small letters are usual, capitals are not, except at the beginning of the line. */
const prefersSmall: LanguageModel = {
  name: 'xx',
  start: 0,
  symbolOf: (character) => alphabet.indexOf(character),
  score: (_state, symbol) => {
    const character = alphabet[symbol] ?? ' ';
    return character === character.toLowerCase() ? -2 : -4;
  },
  advance: () => 1,
};
const decoder = createDecoder(alphabet, 0, [prefersSmall]);

describe('the case of a line', () => {
  it('is for the language model to tell where capitals stand inside words', () => {
    expect(decodeCtc(write('maRiE diT Le cHat'), decoder).text).toBe('marie dit le chat');
  });

  it('stays as the network says it in common writing, with names and an abbreviation', () => {
    for (const text of ['Marie und Paul', 'a letter of the NATO from Old England'])
      expect(decodeCtc(write(text), decoder).text).toBe(text);
  });

  it('stays in capitals where the network is sure that all are', () => {
    expect(decodeCtc(write('LICHT AN DER WAND'), decoder).text).toBe('LICHT AN DER WAND');
  });

  it('is not touched without a language model, nor in a few letters', () => {
    const bare = createDecoder(alphabet, 0, []);
    expect(decodeCtc(write('maRiE diT'), bare).text).toBe('maRiE diT');
    expect(decodeCtc(write('aB'), decoder).text).toBe('aB');
  });

  it('is left open by sharing both cases’ probability, which keeps every frame’s sum', () => {
    const characters = ['', ...alphabet];
    const logs = logSoftmax(write('maRiE diT'));
    const freed = freeCase(logs, 0, characters, pairCases(characters));
    expect(freed).not.toBe(logs);
    for (let t = 0; t < freed.frames; t++) {
      const frame = [...freed.data.subarray(t * freed.classes, (t + 1) * freed.classes)];
      expect(frame.reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 4);
    }
  });

  it('pairs letters that have one capital of their own', () => {
    const characters = ['', ...alphabet];
    const pairs = pairCases(characters).map(([lower, upper]) => characters[lower]! + characters[upper]!);
    expect(pairs).toContain('iI');
    expect(pairs).not.toContain('ıI');
    expect(pairs).toHaveLength(26);
  });
});
