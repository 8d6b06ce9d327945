import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PPOCR_ASSETS, PPOCR_DICTIONARY } from './open-ppocr.ts';
import { INSTALL_TESSERACT, openTesseract } from './open-tesseract.ts';
import { PPOCR_HEIGHT, parseDictionary, ppocrInput, ppocrText } from './ppocr.ts';

const flat = (width: number, height: number, value: number) => ({
  width,
  height,
  data: new Uint8Array(width * height).fill(value),
});

describe('what PP-OCR is shown', () => {
  it('keeps the proportions of a line, in three equal channels from −1 to 1', () => {
    const white = ppocrInput(flat(960, 96, 255));
    expect(white.width).toBe(480);
    expect(white.data).toHaveLength(3 * PPOCR_HEIGHT * 480);
    expect(white.data.every((value) => Math.abs(value - 1) < 1e-5)).toBe(true);
    const black = ppocrInput(flat(480, 24, 0));
    expect(black.width).toBe(960);
    expect(black.data.every((value) => value === -1)).toBe(true);
  });

  it('pads a short line on the right with nothing', () => {
    const { width, data } = ppocrInput(flat(48, 48, 255));
    expect(width).toBe(320);
    const row = [...data.subarray(0, 320)];
    expect(row.slice(0, 48).every((value) => Math.abs(value - 1) < 1e-5)).toBe(true);
    expect(row.slice(48).every((value) => value === 0)).toBe(true);
  });

  it('keeps the mean of a picture that shrinks', () => {
    const data = Uint8Array.from({ length: 700 * 70 }, (_, i) => ((i * 7919) % 251) + 2);
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
    const input = ppocrInput({ width: 700, height: 70, data });
    const shown = input.data.subarray(0, PPOCR_HEIGHT * input.width);
    expect((shown.reduce((sum, value) => sum + value, 0) / shown.length + 1) * 127.5).toBeCloseTo(mean, 0);
  });
});

describe('what PP-OCR says', () => {
  const said = (best: readonly number[]): string => {
    const scores = new Float32Array(best.length * 4);
    best.forEach((c, t) => {
      scores[t * 4 + c] = 1;
    });
    return ppocrText(scores, 4, ['a', 'b']);
  };

  it('joins repeats, drops blanks, and takes the class after the dictionary for a space', () => {
    expect(said([0, 1, 1, 0, 1, 3, 2, 2, 0])).toBe('aa b');
  });

  it('has a dictionary of as many characters as the network has classes less two', () => {
    const dictionary = parseDictionary(readFileSync(join(PPOCR_ASSETS, PPOCR_DICTIONARY), 'utf8'));
    expect(dictionary).toHaveLength(6623);
    expect(new Set(dictionary).size).toBe(6623);
  });
});

describe('Tesseract', () => {
  it('says which line to run where it or its data are missing', async () => {
    await expect(openTesseract('no-such-language', 7)).rejects.toThrow(INSTALL_TESSERACT);
  });
});
