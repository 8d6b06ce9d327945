import { describe, expect, it } from 'vitest';
import type { Decoded } from '../../../client/reading/decode-ctc.ts';
import { tellDrawing } from '../../../client/reading/tell-drawing.ts';

const decoded = (length: number, mean: number): Decoded => ({
  text: 'x'.repeat(length),
  characters: [],
  alternatives: [],
  features: { network: length === 0 ? -0.05 : mean * length, weakest: mean, mean, lead: 1, language: -2, length },
});

describe('telling a drawing from text', () => {
  it('takes a shape that says nothing for a drawing', () => {
    expect(tellDrawing(decoded(0, 0), 300)!.confidence).toBeGreaterThan(0.9);
  });

  it('takes a clear line of writing for text, long or short', () => {
    expect(tellDrawing(decoded(40, -0.1), 560)).toBeNull();
    expect(tellDrawing(decoded(1, -0.2), 40)).toBeNull();
  });

  it('takes a few guessed letters in a wide shape for a drawing', () => {
    expect(tellDrawing(decoded(2, -1.2), 500)).not.toBeNull();
  });

  it('takes letters that are all guesses for a drawing, however many', () => {
    expect(tellDrawing(decoded(30, -2), 400)).not.toBeNull();
  });

  it('keeps bad handwriting as text while it is as dense as writing', () => {
    expect(tellDrawing(decoded(40, -1.2), 560)).toBeNull();
  });

  it('is never less than half sure of what it says', () => {
    for (const [length, mean, width] of [
      [0, 0, 20],
      [2, -1, 500],
      [30, -3, 400],
    ] as const)
      expect(tellDrawing(decoded(length, mean), width)!.confidence).toBeGreaterThanOrEqual(0.5);
  });
});
