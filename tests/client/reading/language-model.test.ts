import { describe, expect, it } from 'vitest';
import { type LanguageModel, parseLanguageModels } from '../../../client/reading/language-model.ts';

const LOG_STEP = 0.05;
const BACKOFF_STEP = 0.05;
const BACKOFF_OFFSET = 2;

interface Gram {
  readonly text: string;
  readonly log: number;
  /** Of the context that this n-gram is; only where longer ones begin with it. */
  readonly backoff?: number;
}

/** Packs n-grams as models/training/language_model_build.py does. Every prefix of an n-gram must be listed. */
function pack(symbols: string, grams: readonly Gram[]): Uint8Array {
  const byText = new Map(grams.map((gram) => [gram.text, gram]));
  const nodes: string[] = [''];
  const counts: number[] = [];
  for (let n = 0; n < nodes.length; n++) {
    const children = [...symbols].map((s) => nodes[n]! + s).filter((text) => byText.has(text));
    counts.push(children.length);
    nodes.push(...children);
  }
  const labels = nodes.map((text) => Math.max(0, symbols.indexOf(text.at(-1) ?? symbols[0]!)));
  const logs = nodes.map((text) => Math.round(-(byText.get(text)?.log ?? 0) / LOG_STEP));
  const backoffs = nodes
    .filter((_, n) => counts[n]! > 0)
    .map((text) => Math.round((BACKOFF_OFFSET - (byText.get(text)?.backoff ?? 0)) / BACKOFF_STEP));
  const header = JSON.stringify({
    symbols: [...symbols],
    logStep: LOG_STEP,
    backoffStep: BACKOFF_STEP,
    backoffOffset: BACKOFF_OFFSET,
    models: [{ name: 'toy', nodes: nodes.length, contexts: backoffs.length }],
  });
  const head = new TextEncoder().encode(header);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, head.length, true);
  return Uint8Array.from([
    ...new TextEncoder().encode('INKLM1\n'),
    ...length,
    ...head,
    ...labels,
    ...logs,
    ...counts,
    ...backoffs,
  ]);
}

const toy = pack(' ab', [
  { text: ' ', log: -1, backoff: -0.5 },
  { text: 'a', log: -1.5, backoff: -0.3 },
  { text: 'b', log: -2 },
  { text: ' a', log: -0.25, backoff: -0.4 },
  { text: 'ab', log: -0.75 },
  { text: ' aa', log: -3 },
]);

const scoreOf = (model: LanguageModel, context: string, next: string): number => {
  let state = 0;
  for (const character of context) state = model.advance(state, model.symbolOf(character));
  return model.score(state, model.symbolOf(next));
};

describe('the language model', () => {
  const [model] = parseLanguageModels(toy);

  it('scores by the longest n-gram it has', () => {
    expect(scoreOf(model!, ' a', 'a')).toBeCloseTo(-3, 5);
    expect(scoreOf(model!, ' ', 'a')).toBeCloseTo(-0.25, 5);
    expect(scoreOf(model!, '', 'b')).toBeCloseTo(-2, 5);
  });

  it('backs off through shorter contexts, paying their weights', () => {
    expect(scoreOf(model!, ' a', 'b')).toBeCloseTo(-0.4 - 0.75, 5);
    expect(scoreOf(model!, ' a', ' ')).toBeCloseTo(-0.4 - 0.3 - 1, 5);
    expect(scoreOf(model!, 'bbb', 'a')).toBeCloseTo(-1.5, 5);
  });

  it('begins a line as after a space', () => {
    expect(model!.score(model!.start, model!.symbolOf('a'))).toBeCloseTo(-0.25, 5);
  });

  it('keeps unknown characters possible', () => {
    expect(model!.symbolOf('Ω')).toBe(-1);
    expect(model!.score(model!.start, -1)).toBeGreaterThan(-20);
    expect(model!.score(model!.advance(model!.start, -1), model!.symbolOf('b'))).toBeCloseTo(-2, 5);
  });

  it('refuses a file that is cut short or no language model', () => {
    expect(() => parseLanguageModels(toy.subarray(0, toy.length - 1))).toThrow('cut short');
    expect(() => parseLanguageModels(toy.subarray(1))).toThrow('INKLM1');
  });
});
