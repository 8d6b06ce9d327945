import { describe, expect, it } from 'vitest';
import { countInkedColumns, lookCloser, stretchFor, stretchLine } from '../../../client/reading/look-closer.ts';
import { type NormalisedLine, toSourcePoint } from '../../../client/reading/normalise-line.ts';

/** Letters as bars of 2 columns, one every `pitch` columns; a space leaves one out and is three letters wide. */
function draw(text: string, pitch: number): NormalisedLine {
  const places: number[] = [];
  let x = 6;
  for (const character of text) {
    if (character !== ' ') places.push(x);
    x += character === ' ' ? 3 * pitch : pitch;
  }
  const width = Math.ceil(x + 6);
  const data = new Uint8Array(width * 48);
  for (const place of places)
    for (let y = 14; y < 34; y++) data.fill(255, y * width + Math.round(place), y * width + Math.round(place) + 2);
  return { width, height: 48, data, toSource: { a: 0.5, b: 0.1, c: 3, d: 0.02, e: 0.6, f: -1 } };
}

const TEXT = 'what a hand writes on the wall';

describe('how wide letters are', () => {
  it('leaves out the gaps between words', () => {
    const [near, far] = [draw('ink ink', 6), draw('ink   ink', 6)];
    expect(far.width).toBeGreaterThan(near.width);
    expect(countInkedColumns(far)).toBe(countInkedColumns(near));
  });

  it('brings narrow and wide hands nearer to the pitch that is asked for', () => {
    for (const drawn of [5, 6]) {
      const stretch = stretchFor(draw(TEXT, drawn), TEXT, 8);
      expect(stretch, `${drawn} columns a letter`).toBeGreaterThan(1);
      expect(stretch * drawn).toBeLessThan(8.5);
    }
    expect(stretchFor(draw(TEXT, 6), TEXT, 5)).toBeLessThan(1);
  });

  it('stays within bounds, believes few letters little, and leaves alone what says nothing', () => {
    expect(stretchFor(draw(TEXT, 6), TEXT, 40)).toBe(1.5);
    expect(stretchFor(draw(TEXT, 6), TEXT, 1)).toBe(0.8);
    expect(stretchFor(draw('in', 6), 'in', 8) - 1).toBeLessThan(0.5 * (stretchFor(draw(TEXT, 6), TEXT, 8) - 1));
    expect(stretchFor(draw(TEXT, 6), '', 8)).toBe(1);
    expect(stretchFor(draw('', 6), TEXT, 8)).toBe(1);
  });

  it('makes no line wider than networks are meant to take', () => {
    const long = draw('a'.repeat(310), 6);
    expect(long.width * stretchFor(long, 'a'.repeat(310), 40)).toBeLessThanOrEqual(1920);
  });
});

describe('a stretched line', () => {
  it('shows the same ink in the same place of the crop', () => {
    const line = draw(TEXT, 6);
    const wide = stretchLine(line, 1.3);
    expect(wide.width).toBe(Math.round(1.3 * line.width));
    const sum = (data: Uint8Array): number => data.reduce((all, ink) => all + ink, 0);
    expect(sum(wide.data) / (1.3 * sum(line.data))).toBeCloseTo(1, 1);
    for (const share of [0, 0.3, 1]) {
      const before = toSourcePoint(line.toSource, share * line.width - 0.5, 20);
      const after = toSourcePoint(wide.toSource, share * wide.width - 0.5, 20);
      expect(after.x).toBeCloseTo(before.x, 6);
      expect(after.y).toBeCloseTo(before.y, 6);
    }
  });

  it('comes once for each width, after the line itself', () => {
    const line = draw(TEXT, 6);
    expect(lookCloser(line, TEXT, [])).toEqual([line]);
    const views = lookCloser(line, TEXT, [7, 8, 8]);
    expect(views[0]).toBe(line);
    expect(views).toHaveLength(3);
    expect(lookCloser(line, '', [7, 8])).toEqual([line]);
  });
});
