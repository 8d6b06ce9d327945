import { describe, expect, it } from 'vitest';
import type { InkLine, Logits } from '../../../client/reading/recognise.ts';
import { silenceDrawings } from '../../../client/reading/silence-drawings.ts';
import { blankLine, drawBar, drawLetters, drawRing } from './draw-marks.ts';

const CLASSES = 8;
const STRIDE = 4;

/** Logits of a line: sure letters where writing is, elsewhere mostly nothing and a murmur of all classes. */
const logitsOf = (line: InkLine, writtenUntil: number): Logits => {
  const frames = line.width / STRIDE;
  const data = new Float32Array(frames * CLASSES);
  for (let t = 0; t < frames; t++) {
    if (t * STRIDE < writtenUntil) data[t * CLASSES + (t % 3 === 1 ? 1 + (t % 5) : 0)] = 9;
    else data.set([6, 0.4, 0.3, 0.2, 0.4, 0.1, 0.3, 0.2], t * CLASSES);
  }
  return { frames, classes: CLASSES, data };
};

/** Words, then a house with a round window. */
const house = (): InkLine => {
  const line = drawLetters(drawLetters(blankLine(320), 6), 6, 96);
  for (const [x0, y0, x1, y1] of [
    [220, 14, 220, 44],
    [290, 14, 290, 44],
    [220, 44, 290, 44],
    [220, 14, 255, 2],
    [255, 2, 290, 14],
    [220, 14, 290, 14],
  ])
    drawBar(line, x0!, y0!, x1!, y1!);
  return drawRing(line, 255, 9, 29);
};

describe('silencing drawings within a line', () => {
  it('makes the frames of a drawing blank and leaves those of the words as they are', () => {
    const line = house();
    const logits = logitsOf(line, 190);
    const silenced = silenceDrawings(line, logits, 0, STRIDE);
    const words = 45 * CLASSES;
    expect(silenced.data.subarray(0, words)).toEqual(logits.data.subarray(0, words));
    for (let t = 56; t < 72; t++)
      expect(
        silenced.data[t * CLASSES]! - Math.max(...silenced.data.subarray(t * CLASSES + 1, (t + 1) * CLASSES)),
      ).toBe(30);
  });

  it('leaves a line of words alone', () => {
    const line = drawLetters(drawLetters(blankLine(200), 6), 6, 96);
    const logits = logitsOf(line, 200);
    expect(silenceDrawings(line, logits, 0, STRIDE)).toBe(logits);
  });

  it('leaves one that is all drawing to be judged as a whole', () => {
    const line = drawRing(drawRing(blankLine(160), 30, 20), 110, 20);
    const logits = logitsOf(line, 0);
    expect(silenceDrawings(line, logits, 0, STRIDE)).toBe(logits);
  });
});
