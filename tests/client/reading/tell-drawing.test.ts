import { describe, expect, it } from 'vitest';
import type { Decoded } from '../../../client/reading/decode-ctc.ts';
import type { InkLine } from '../../../client/reading/recognise.ts';
import { tellDrawing } from '../../../client/reading/tell-drawing.ts';
import { blankLine, drawLetters, drawRing } from './draw-marks.ts';

/** What a network would say: `length` characters of this mean log probability, over a doubt in nats. */
const decoded = (length: number, mean: number, doubt: number): Decoded => ({
  text: 'x'.repeat(length),
  language: null,
  characters: [],
  alternatives: [],
  features: {
    network: length === 0 ? -0.05 : mean * length,
    weakest: 2 * mean,
    mean,
    lead: 1,
    language: -2,
    length,
    share: 1,
    edits: 0,
    before: 0.5,
  },
  opinion: { said: 1.4 * length + 0.2, doubt },
});

const writing = (letters: number): InkLine => drawLetters(blankLine(12 * letters + 14), letters);
const ring = (width: number): InkLine => drawRing(blankLine(width), width / 2, 20);

describe('telling a drawing from text', () => {
  it('takes a large ring that says nothing for a drawing, and is sure of it', () => {
    expect(tellDrawing(decoded(0, 0, 0.3), ring(60))!.confidence).toBeGreaterThan(0.8);
  });

  it('takes a few guessed letters in a large ring for a drawing', () => {
    expect(tellDrawing(decoded(2, -1.5, 1.2), ring(120))).not.toBeNull();
  });

  it('takes a sure line of writing for text, long or short', () => {
    expect(tellDrawing(decoded(40, -0.1, 0.1), writing(40))).toBeNull();
    expect(tellDrawing(decoded(3, -0.1, 0.1), writing(3))).toBeNull();
  });

  it('keeps bad handwriting as text while it looks like writing', () => {
    expect(tellDrawing(decoded(40, -0.5, 0.6), writing(40))).toBeNull();
  });

  it('leans to a drawing as the network doubts more', () => {
    const verdicts = [0.1, 0.4, 1, 2, 3].map((doubt) => tellDrawing(decoded(4, -doubt / 2, doubt), ring(100)) !== null);
    expect([...verdicts].sort()).toEqual(verdicts);
    expect(verdicts.at(-1)).toBe(true);
  });

  it('is never less than half sure of what it says', () => {
    for (const doubt of [0, 0.5, 1, 2, 4])
      for (const length of [0, 1, 3, 9]) {
        const told = tellDrawing(decoded(length, -doubt / 2, doubt), ring(100));
        if (told !== null) expect(told.confidence).toBeGreaterThanOrEqual(0.5);
      }
  });

  it('says something of a line without any ink', () => {
    expect(tellDrawing(decoded(0, 0, 0), blankLine(24))).not.toBeNull();
  });
});
