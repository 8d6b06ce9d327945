/** The language model file that is shipped, in all ten languages. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type LanguageModel, parseLanguageModels } from '../../../client/reading/language-model.ts';
import { BETWEEN } from '../../../client/reading/lexicon.ts';
import { guessLanguage } from '../../../client/reading/pick-language.ts';
import { gunzip } from '../../../client/workers/gunzip.ts';
import { SHIPPED_MODELS } from '../../evaluate/load-node-reader.ts';
import { seeded } from './make-logits.ts';

/** Log probability of what a model has never seen. */
const UNKNOWN = -8;
const bytes = new Uint8Array(readFileSync(join(SHIPPED_MODELS, 'latin.language.gz')));
const models = parseLanguageModels(await gunzip(bytes));
const modelOf = (name: string): LanguageModel => {
  const model = models.find((one) => one.name === name);
  if (model === undefined) throw new Error(`no model of ${name}`);
  return model;
};

const LINES = {
  en: 'the people who live here were asked about their house',
  fr: 'les habitants de la ville sont très fiers de leur école',
  de: 'die Menschen in der Stadt haben über das Wetter gesprochen',
  es: 'los niños juegan en la calle cuando hace buen tiempo',
  it: 'la città è molto bella quando arriva la primavera',
  pt: 'as pessoas não sabem o que vai acontecer amanhã',
  nl: 'de kinderen spelen in de tuin achter het grote huis',
  sv: 'många människor tycker om att gå i skogen på våren',
  pl: 'wszyscy ludzie chcieli zobaczyć nowy most w mieście',
  cs: 'všichni lidé chtěli vidět nový most ve městě',
};

/** Mean natural log probability of a character. */
function meanScore(model: LanguageModel, text: string): number {
  let state = model.start;
  let sum = 0;
  for (const character of text) {
    const symbol = model.symbolOf(character);
    sum += model.score(state, symbol);
    state = model.advance(state, symbol);
  }
  return sum / [...text].length;
}

function shuffled(text: string, random: () => number): string {
  const letters = [...text];
  for (let i = letters.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [letters[i], letters[j]] = [letters[j]!, letters[i]!];
  }
  return letters.join('');
}

describe('the shipped lists of words', () => {
  it.each(Object.entries(LINES))(
    'have every word of a plain sentence, and none of it read backwards: %s',
    (language, text) => {
      const lexicon = modelOf(language).lexicon!;
      const total = (word: string): number => {
        let node = BETWEEN;
        let sum = 0;
        for (const character of [...word, ' ']) {
          const to = lexicon.next(node, lexicon.letterOf(character));
          sum += lexicon.gain(node, to);
          node = to;
        }
        return sum;
      };
      const unlisted = total('qqqzzzqqq');
      const count = (words: readonly string[]): number =>
        words.filter((word) => Math.abs(total(word) - unlisted) < 1e-3).length;
      const words = text.split(' ');
      expect(count(words)).toBe(0);
      const backwards = words.filter((word) => word.length > 4).map((word) => [...word].reverse().join(''));
      expect(count(backwards)).toBeGreaterThan(1);
    },
  );
});

describe('the shipped language models', () => {
  it.each(Object.entries(LINES))('find a sentence far likelier than its shuffled letters: %s', (language, text) => {
    const model = modelOf(language);
    for (const seed of [1, 2, 3])
      expect(meanScore(model, text) - meanScore(model, shuffled(text, seeded(seed))), `seed ${seed}`).toBeGreaterThan(
        1.5,
      );
  });

  it.each(Object.entries(LINES))('tell the language of a sentence: %s', (language, text) => {
    const [first] = guessLanguage(text, models);
    expect(first!.name).toBe(language);
    expect(first!.probability).toBeGreaterThan(0.9);
  });

  it('give probabilities that sum to one after any context, within the quantisation', () => {
    for (const model of models)
      for (const context of ['', 't', 'the ', ' Stra', 'quelque', 'xqj', '19']) {
        let state = model.start;
        for (const character of context) state = model.advance(state, model.symbolOf(character));
        let sum = 0;
        // The model's own symbols: what it has never seen gets a small constant that is no probability.
        for (const symbol of symbolsOf(model)) sum += Math.exp(model.score(state, symbol));
        expect(sum, `${model.name} after "${context}"`).toBeGreaterThan(0.8);
        expect(sum, `${model.name} after "${context}"`).toBeLessThan(1.2);
      }
  });

  it('leave a word outside any vocabulary readable', () => {
    for (const model of models) expect(meanScore(model, 'Zyxqwv Brönkhüfel')).toBeGreaterThan(-9);
  });
});

/** Symbols that the model knows by themselves. */
const symbolsOf = (model: LanguageModel): number[] =>
  Array.from({ length: 256 }, (_, symbol) => symbol).filter((symbol) => model.score(0, symbol) !== UNKNOWN);
