import { describe, expect, it } from 'vitest';
import { greedyLabels } from '../../../client/reading/greedy-labels.ts';
import type { LanguageModel } from '../../../client/reading/language-model.ts';
import { createLexicon } from '../../../client/reading/lexicon.ts';
import { type LogProbabilities, logAdd, logSoftmax } from '../../../client/reading/log-softmax.ts';
import { type BeamSettings, prefixBeam } from '../../../client/reading/prefix-beam.ts';
import { makeLogits, seeded } from './make-logits.ts';
import { ALPHABET, packLexicon } from './pack-lexicon.ts';
import { searchPlainly } from './search-plainly.ts';

const PLAIN: BeamSettings = { blank: 0, beam: 64, floor: -50, fusion: null };

/** Every path of frames, collapsed: the definition of CTC, for small cases. */
function textProbabilities(logs: LogProbabilities): Map<string, number> {
  const totals = new Map<string, number>();
  const walk = (t: number, last: number, text: string, log: number): void => {
    if (t === logs.frames) {
      totals.set(text, logAdd(totals.get(text) ?? Number.NEGATIVE_INFINITY, log));
      return;
    }
    for (let c = 0; c < logs.classes; c++)
      walk(t + 1, c, c !== 0 && c !== last ? text + c : text, log + logs.data[t * logs.classes + c]!);
  };
  walk(0, 0, '', 0);
  return totals;
}

const randomLogs = (seed: number, frames: number, classes: number): LogProbabilities => {
  const random = seeded(seed);
  const data = Float32Array.from({ length: frames * classes }, () => 3 * random());
  return logSoftmax({ frames, classes, data });
};

/** Says `likely` is probable everywhere and all else is not. */
const fondOf = (likely: number): LanguageModel => ({
  name: 'fond',
  start: 0,
  symbolOf: () => 0,
  score: (_state, symbol) => (symbol === likely ? -0.1 : -5),
  advance: () => 0,
});

describe('prefix beam search', () => {
  it('finds the most probable text and its probability as the sum over all its paths', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const logs = randomLogs(seed, 5, 4);
      const truth = [...textProbabilities(logs)].sort((a, b) => b[1] - a[1]);
      const found = prefixBeam(logs, PLAIN);
      expect(found[0]!.labels.join(''), `seed ${seed}`).toBe(truth[0]![0]);
      expect(found[0]!.network, `seed ${seed}`).toBeCloseTo(truth[0]![1], 4);
    }
  });

  it('prefers a text whose many paths outweigh the one best path', () => {
    // Two frames, blank 0.4, a 0.35, b 0.25: the best path is blank blank (0.16), but "a" has 0.35² + 2·0.35·0.4 = 0.40.
    const frame = { 0: Math.log(0.4), 1: Math.log(0.35), 2: Math.log(0.25) };
    const logs = logSoftmax(makeLogits([frame, frame], 3));
    expect(greedyLabels(logs, 0)).toEqual([]);
    expect(prefixBeam(logs, PLAIN)[0]!.labels).toEqual([1]);
  });

  it('keeps a doubled letter that has a blank between, and joins one that has none', () => {
    expect(prefixBeam(logSoftmax(makeLogits([1, 0, 1], 3)), PLAIN)[0]!.labels).toEqual([1, 1]);
    expect(prefixBeam(logSoftmax(makeLogits([1, 1, 1], 3)), PLAIN)[0]!.labels).toEqual([1]);
  });

  it('follows the language model where the network hesitates and the network where it is sure', () => {
    const hesitant = { 1: 0, 2: -0.3 };
    const logs = logSoftmax(makeLogits([1, 0, hesitant, 0, 1], 3));
    const fusion = {
      model: fondOf(2),
      symbols: Int16Array.of(-1, 1, 2),
      weight: 0.5,
      bonus: 0,
      floor: -9,
      end: -1,
      vocabulary: null,
      lexicon: null,
    };
    expect(prefixBeam(logs, PLAIN)[0]!.labels).toEqual([1, 1, 1]);
    expect(prefixBeam(logs, { ...PLAIN, fusion })[0]!.labels).toEqual([1, 2, 1]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('finds what a search finds that leaves nothing out, seed %i', (seed) => {
    const random = seeded(seed);
    const classes = 9;
    const data = Float32Array.from({ length: 40 * classes }, () => 9 * random() ** 3);
    const logs = logSoftmax({ frames: 40, classes, data });
    // What follows what, by chance.
    const odds = Float64Array.from({ length: 64 }, () => -0.05 - 5 * random());
    const fusion = {
      model: {
        name: 'chance',
        start: 0,
        symbolOf: () => 0,
        score: (state: number, symbol: number) => odds[state * 8 + symbol]!,
        advance: (_state: number, symbol: number) => symbol,
      },
      symbols: Int16Array.from({ length: classes }, (_, c) => c - 1),
      weight: 0.65,
      bonus: 1.5,
      floor: -4,
      end: 3,
      vocabulary: null,
      lexicon: null,
    };
    // Some words of the letters 2 … 8; class 1 parts them.
    const words = new Map(
      Array.from({ length: 40 }, () => [
        Array.from({ length: 1 + Math.floor(4 * random()) }, () => 'abcdefg'[Math.floor(7 * random())]).join(''),
        -2 - 8 * random(),
      ]),
    );
    const lexicon = {
      words: createLexicon(packLexicon(words), ALPHABET),
      letters: Int16Array.from({ length: classes }, (_, c) => (c < 2 ? -1 : ALPHABET.indexOf('a') + c - 1)),
      weight: 0.3,
    };
    for (const settings of [
      { blank: 0, beam: 24, floor: -7, fusion },
      { blank: 0, beam: 24, floor: -7, fusion: { ...fusion, lexicon } },
      { blank: 0, beam: 5, floor: -20, fusion },
      { blank: 0, beam: 12, floor: -7, fusion: null },
    ]) {
      const found = prefixBeam(logs, settings);
      const plain = searchPlainly(logs, settings);
      expect(found.map(({ labels }) => labels)).toEqual(plain.map(({ labels }) => labels));
      // A path that is e^-14 of all may be missing in a sum.
      found.forEach(({ network, language, score }, i) => {
        expect(network).toBeCloseTo(plain[i]!.network, 4);
        expect(language).toBeCloseTo(plain[i]!.language, 9);
        expect(score).toBeCloseTo(plain[i]!.score, 4);
      });
    }
  });

  it('gives the empty text for a line of blanks', () => {
    expect(prefixBeam(logSoftmax(makeLogits([0, 0, 0], 3)), PLAIN)[0]!.labels).toEqual([]);
  });

  it('agrees with the best class of each frame when the network is sure, whatever the beam', () => {
    const random = seeded(11);
    const path = Array.from({ length: 60 }, () => Math.floor(random() * 6));
    const logs = logSoftmax(makeLogits(path, 6));
    for (const beam of [1, 4, 16])
      expect(prefixBeam(logs, { ...PLAIN, beam, floor: -7 })[0]!.labels).toEqual(greedyLabels(logs, 0));
  });
});
