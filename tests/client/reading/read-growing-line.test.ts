import { describe, expect, it } from 'vitest';
import { UNFITTED_CURVE } from '../../../client/reading/calibrate-confidence.ts';
import { createDecoder } from '../../../client/reading/decode-ctc.ts';
import type { LanguageModel } from '../../../client/reading/language-model.ts';
import { readGrowingLine } from '../../../client/reading/read-growing-line.ts';
import type { Reader } from '../../../client/reading/read-lines.ts';
import { drawLetters } from './draw-marks.ts';

const ALPHABET = [' ', 'o', 'l', 'n', 'u'];
const STRIDE = 4;

/** A language in which no word ends with u, if it can be helped. */
const NEVER_ENDS_WITH_U: LanguageModel = {
  name: 'test',
  start: 0,
  symbolOf: (character) => ALPHABET.indexOf(character),
  score: (state, symbol) => (state === ALPHABET.indexOf('u') && symbol === 0 ? -9 : -1),
  advance: (_, symbol) => symbol,
};

/** Says o, l, n, then u or, a little less surely, n: whatever it is shown. */
const reader = (): Reader => ({
  model: 'test',
  network: {
    height: 48,
    stride: STRIDE,
    classes: ALPHABET.length + 1,
    run: async (_, { width }) => {
      const frames = width / STRIDE;
      const data = new Float32Array(frames * 6);
      for (let t = 0; t < frames; t++) data[t * 6] = 8;
      for (const [t, c] of [
        [3, 2],
        [6, 3],
        [9, 4],
      ] as const)
        data.set([0, ...ALPHABET.map((_, i) => (i + 1 === c ? 9 : 0))], t * 6);
      data.set([0, 0, 0, 0, 6, 7], 12 * 6);
      return { frames, classes: 6, data };
    },
  },
  decoder: createDecoder(ALPHABET, 0, [NEVER_ENDS_WITH_U], {
    beam: 16,
    temperature: 1,
    languageWeight: 1,
    bonus: 1,
  }),
  curve: UNFITTED_CURVE,
  second: null,
});

const line = (settled: boolean) => {
  const ink = drawLetters({ width: 64, height: 48, data: new Uint8Array(64 * 48) }, 4);
  const crop = { width: 64, height: 48, data: ink.data.map((value) => 255 - value) };
  return { settled, crop, cropOrigin: { x: 30, y: 10 } };
};

describe('reading a line that grows', () => {
  it('takes the last stroke for the end of a word only when the ink has settled', async () => {
    const growing = await readGrowingLine(reader(), line(false), null, () => 0);
    expect(growing.reading.text).toBe('olnu');
    const written = await readGrowingLine(reader(), line(true), null, () => 0);
    expect(written.reading.text).toBe('olnn');
  });

  it('remembers what was read before, and hands on what this reading alone said', async () => {
    const first = await readGrowingLine(reader(), line(false), null, () => 0);
    const second = await readGrowingLine(reader(), line(true), first.pool, () => 0);
    expect(Math.min(...second.pool.weights)).toBeGreaterThan(1.9);
    expect(second.logits).toEqual(first.logits);
  });
});
