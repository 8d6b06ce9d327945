import { describe, expect, it } from 'vitest';
import { UNFITTED_CURVE } from '../../../client/reading/calibrate-confidence.ts';
import { createDecoder, DECODER_SETTINGS, decodeCtc } from '../../../client/reading/decode-ctc.ts';
import type { NormalisedLine } from '../../../client/reading/normalise-line.ts';
import { toReading } from '../../../client/reading/read-lines.ts';
import { blankLine, drawLetters } from './draw-marks.ts';
import { makeLogits } from './make-logits.ts';

const alphabet = [' ', 'i', 'n', 'k'];
const decoder = createDecoder(alphabet, 0, []);

describe('decoding a line', () => {
  it('gives the text, its characters where they stand, and itself as the first alternative', () => {
    const decoded = decodeCtc(makeLogits([0, 2, 0, 0, 3, 3, 0, 4, 0], 5), decoder);
    expect(decoded.text).toBe('ink');
    expect(decoded.characters.map(({ character }) => character).join('')).toBe('ink');
    expect(decoded.alternatives[0]!.text).toBe('ink');
    for (const [i, { left, right }] of decoded.characters.entries()) {
      expect(right).toBeGreaterThan(left);
      if (i > 0) expect(left).toBeGreaterThanOrEqual(decoded.characters[i - 1]!.right - 1e-9);
    }
  });

  it('drops spaces that no eye could see: leading, trailing, doubled', () => {
    const decoded = decodeCtc(makeLogits([1, 0, 2, 0, 1, 0, 1, 0, 4, 0, 1], 5), decoder);
    expect(decoded.text).toBe('i k');
    expect(decoded.characters).toHaveLength(3);
  });

  it('offers what it hesitated about, best first', () => {
    const decoded = decodeCtc(makeLogits([2, 0, { 3: 0, 4: -0.5 }, 0], 5), decoder);
    expect(decoded.alternatives.slice(0, 2).map(({ text }) => text)).toEqual(['in', 'ik']);
    expect(decoded.features.lead).toBeCloseTo(0.5, 1);
  });

  it('decodes nothing from blanks', () => {
    expect(decodeCtc(makeLogits([0, 0, 0], 5), decoder)).toMatchObject({ text: '', characters: [] });
  });

  it('says the same by the best class of each frame when the network is sure', () => {
    const logits = makeLogits([2, 0, 3, 3, 0, 4], 5);
    const greedy = createDecoder(alphabet, 0, [], { ...DECODER_SETTINGS, beam: 0 });
    expect(decodeCtc(logits, greedy).text).toBe(decodeCtc(logits, decoder).text);
  });

  it('refuses logits of another alphabet', () => {
    expect(() => decodeCtc(makeLogits([0], 9), decoder)).toThrow('expected logits of 5 classes, found 9');
  });
});

describe('a reading', () => {
  const line: NormalisedLine = {
    width: 40,
    height: 48,
    // Three letters' worth of ink: without any, whether it is text would be asked of nothing.
    data: drawLetters(blankLine(40), 3).data,
    // Source pixels are twice as fine, and begin at 10.
    toSource: { a: 2, b: 0, c: 10, d: 0, e: 2, f: 0 },
  };
  const network = { run: async () => makeLogits([0], 5), height: 48, stride: 4, classes: 5 };
  const reader = { model: 'toy', network, decoder, curve: UNFITTED_CURVE };

  it('places characters in source pixels and keeps probabilities within one', () => {
    const reading = toReading(
      reader,
      line,
      decodeCtc(makeLogits([0, 2, 0, { 3: 0, 4: -0.2 }, 0, 0, 4, 0, 0, 0], 5), decoder),
    );
    expect(reading.kind).toBe('text');
    expect(reading.characters[0]!.left).toBeGreaterThanOrEqual(10 - 1);
    expect(reading.characters.at(-1)!.right).toBeLessThanOrEqual(10 + 2 * 40);
    const sum = reading.alternatives.reduce((total, { probability }) => total + probability, 0);
    expect(sum).toBeLessThanOrEqual(1 + 1e-9);
    expect(reading.alternatives[0]).toEqual({ text: reading.text, probability: reading.confidence });
  });

  it('is surer of clear writing than of a guess', () => {
    const clear = toReading(reader, line, decodeCtc(makeLogits([2, 0, 3, 0, 4], 5), decoder));
    const guess = toReading(reader, line, decodeCtc(makeLogits([2, 0, { 3: 0, 4: -0.1 }, 0, 4], 5), decoder));
    expect(clear.confidence).toBeGreaterThan(guess.confidence);
  });

  it('takes a line of blanks for a drawing', () => {
    expect(toReading(reader, line, decodeCtc(makeLogits([0, 0, 0], 5), decoder))).toMatchObject({
      kind: 'drawing',
      text: '',
    });
  });
});
