import { describe, expect, it } from 'vitest';
import { MAX_LINE_WIDTH } from '../../../client/reading/normalise/lay-out.ts';
import { LINE_HEIGHT } from '../../../client/reading/normalise/sample-ink.ts';
import { type NormalisedLine, normaliseLine, toSourcePoint } from '../../../client/reading/normalise-line.ts';
import { writeWords } from './write-words.ts';

/** Centre and spread of the ink's rows. */
function rowMoments(line: NormalisedLine): { centre: number; spread: number } {
  let [sum, first, second] = [0, 0, 0];
  for (let i = 0; i < line.data.length; i++) {
    const y = Math.floor(i / line.width);
    sum += line.data[i]!;
    first += line.data[i]! * y;
    second += line.data[i]! * y * y;
  }
  const centre = first / sum;
  return { centre, spread: Math.sqrt(second / sum - centre * centre) };
}

/** Mean absolute difference of two ink maps over their common width, 0 … 255, at the best sideways shift of up to 3. */
function difference(a: NormalisedLine, b: NormalisedLine): number {
  let best = 255;
  for (let shift = -3; shift <= 3; shift++) {
    let sum = 0;
    let count = 0;
    for (let y = 0; y < LINE_HEIGHT; y++)
      for (let x = Math.max(0, -shift); x < Math.min(a.width, b.width - shift); x++, count++)
        sum += Math.abs(a.data[y * a.width + x]! - b.data[y * b.width + x + shift]!);
    best = Math.min(best, sum / count);
  }
  return best;
}

const meanInk = (line: NormalisedLine) => line.data.reduce((p, q) => p + q, 0) / line.data.length;

describe('normaliseLine', () => {
  const plain = normaliseLine(writeWords().crop);

  it('gives 48 rows of ink on empty paper', () => {
    expect(plain.height).toBe(LINE_HEIGHT);
    expect(plain.data).toHaveLength(plain.width * LINE_HEIGHT);
    expect(meanInk(plain)).toBeGreaterThan(15);
    expect(plain.data.filter((v) => v === 0).length / plain.data.length).toBeGreaterThan(0.6);
  });

  it.each([
    ['tight', { marginTop: 1, marginBottom: 1, marginSide: 2 }],
    ['wide', { marginTop: 14, marginBottom: 14, marginSide: 60 }],
    ['lopsided', { marginTop: 0, marginBottom: 16, marginSide: 25 }],
  ])('puts the writing at the same place and scale for %s crop margins', (_, margins) => {
    const other = normaliseLine(writeWords(margins).crop);
    expect(Math.abs(other.width - plain.width) / plain.width).toBeLessThan(0.06);
    expect(Math.abs(rowMoments(other).centre - rowMoments(plain).centre)).toBeLessThan(1);
    expect(rowMoments(other).spread / rowMoments(plain).spread).toBeCloseTo(1, 1);
  });

  it('gives the same scale whatever the resolution of the crop', () => {
    for (const xHeight of [12, 16, 35, 50]) {
      const other = normaliseLine(writeWords({ xHeight, marginTop: xHeight / 3, marginBottom: xHeight / 3 }).crop);
      expect(Math.abs(other.width - plain.width) / plain.width).toBeLessThan(0.1);
      expect(Math.abs(rowMoments(other).centre - rowMoments(plain).centre)).toBeLessThan(1.2);
    }
  });

  it('erases a ruled line and keeps the writing on it', () => {
    const ruled = normaliseLine(writeWords({ ruling: true }).crop);
    expect(difference(ruled, plain)).toBeLessThan(12);
    expect(meanInk(ruled) / meanInk(plain)).toBeGreaterThan(0.8);
    expect(meanInk(ruled) / meanInk(plain)).toBeLessThan(1.12);
  });

  it('is not moved by uneven light or a paler pen', () => {
    const lit = writeWords({ paper: (x, y) => 110 + 120 * x + 20 * y }).crop;
    for (const other of [normaliseLine(lit), normaliseLine(writeWords({ ink: 0.25 }).crop)]) {
      expect(Math.abs(other.width - plain.width) / plain.width).toBeLessThan(0.04);
      expect(Math.abs(rowMoments(other).centre - rowMoments(plain).centre)).toBeLessThan(0.7);
      expect(meanInk(other) / meanInk(plain)).toBeCloseTo(1, 0.8);
      expect(other.data.filter((v) => v === 0).length / other.data.length).toBeGreaterThan(0.6);
    }
  });

  it('levels climbing lines and sets slanted writing upright', () => {
    for (const climb of [-0.08, 0.05]) {
      const level = normaliseLine(writeWords({ climb }).crop);
      expect(rowMoments(level).spread / rowMoments(plain).spread).toBeCloseTo(1, 0.9);
      expect(Math.abs(level.toSource.d / level.toSource.a - climb)).toBeLessThan(0.02);
    }
    const slanted = normaliseLine(writeWords({ slant: 0.5 }).crop);
    expect(-slanted.toSource.b / slanted.toSource.e).toBeCloseTo(0.5, 0.8);
  });

  it('maps its columns back to the crop, in order and within two pixels', () => {
    for (const slant of [0, 0.4]) {
      const { crop, stems, baseline } = writeWords({ slant, marginSide: 30 });
      const line = normaliseLine(crop);
      const back = Array.from({ length: line.width }, (_, u) => toSourcePoint(line.toSource, u).x);
      for (let u = 1; u < back.length; u++) expect(back[u]!).toBeGreaterThan(back[u - 1]!);
      const [u, v] = [(stems[2]! - line.toSource.c - line.toSource.b * 10) / line.toSource.a, 10];
      expect(toSourcePoint(line.toSource, u, v).x).toBeCloseTo(stems[2]!, 6);
      // The third word's stem: the inkiest column near where the map says it stands.
      const columns = Array.from({ length: line.width }, (_, c) => {
        let sum = 0;
        for (let y = 0; y < LINE_HEIGHT; y++) sum += line.data[y * line.width + c]!;
        return sum;
      });
      const middle = toSourcePoint(line.toSource, 0).y;
      const expected = stems[2]! - slant * (middle - baseline);
      let best = 0;
      for (let c = 0; c < line.width; c++)
        if (Math.abs(back[c]! - expected) < 12 && columns[c]! > columns[best]!) best = c;
      expect(Math.abs(back[best]! - expected)).toBeLessThan(2.5);
    }
  });

  it('gives a narrow empty map for blank paper, and never more columns than the cap', () => {
    const blank = normaliseLine({ width: 300, height: 60, data: new Uint8Array(300 * 60).fill(200) });
    expect(blank.data.every((v) => v === 0)).toBe(true);
    expect(blank.width).toBeLessThan(100);
    expect(normaliseLine(writeWords({ words: 60, xHeight: 14 }).crop).width).toBeLessThanOrEqual(MAX_LINE_WIDTH);
  });

  it('accepts crops of a few pixels', () => {
    for (const [width, height] of [
      [1, 1],
      [3, 200],
      [200, 2],
    ] as const)
      expect(normaliseLine({ width, height, data: new Uint8Array(width * height).fill(90) }).height).toBe(LINE_HEIGHT);
  });
});
