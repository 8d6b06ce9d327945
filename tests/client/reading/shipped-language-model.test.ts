/** The language model file that is shipped, in all ten languages. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type LanguageModel, parseLanguageModels } from '../../../client/reading/language-model.ts';
import { SHIPPED_MODELS } from '../../evaluate/load-node-reader.ts';
import { seeded } from './make-logits.ts';

const bytes = new Uint8Array(readFileSync(join(SHIPPED_MODELS, 'latin.language.bin')));
const model: LanguageModel = parseLanguageModels(bytes)[0]!;

const LINES = {
  English: 'the people who live here were asked about their house',
  French: 'les habitants de la ville sont très fiers de leur école',
  German: 'die Menschen in der Stadt haben über das Wetter gesprochen',
  Spanish: 'los niños juegan en la calle cuando hace buen tiempo',
  Italian: 'la città è molto bella quando arriva la primavera',
  Portuguese: 'as pessoas não sabem o que vai acontecer amanhã',
  Dutch: 'de kinderen spelen in de tuin achter het grote huis',
  Swedish: 'många människor tycker om att gå i skogen på våren',
  Polish: 'wszyscy ludzie chcieli zobaczyć nowy most w mieście',
  Czech: 'všichni lidé chtěli vidět nový most ve městě',
};

/** Mean natural log probability of a character. */
function meanScore(text: string): number {
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

describe('the shipped language model', () => {
  it.each(Object.entries(LINES))('finds a sentence far likelier than its shuffled letters: %s', (_language, text) => {
    for (const seed of [1, 2, 3])
      expect(meanScore(text) - meanScore(shuffled(text, seeded(seed))), `seed ${seed}`).toBeGreaterThan(1.5);
  });

  it('gives probabilities that sum to one after any context, within the quantisation', () => {
    const symbols = [...new Set(Object.values(LINES).join(''))].map((c) => model.symbolOf(c));
    expect(Math.min(...symbols)).toBeGreaterThanOrEqual(0);
    for (const context of ['', 't', 'the ', ' Stra', 'quelque', 'xqj', '19']) {
      let state = model.start;
      for (const character of context) state = model.advance(state, model.symbolOf(character));
      let sum = 0;
      for (let symbol = 0; symbol < 256; symbol++) {
        const log = model.score(state, symbol);
        sum += Math.exp(log);
      }
      expect(sum, `after "${context}"`).toBeGreaterThan(0.8);
      expect(sum, `after "${context}"`).toBeLessThan(1.2);
    }
  });

  it('leaves a word outside any vocabulary readable', () => {
    expect(meanScore('Zyxqwv Brönkhüfel')).toBeGreaterThan(-9);
  });
});
