import { describe, expect, it } from 'vitest';
import { measureMarks } from '../../../client/reading/measure-marks.ts';
import { splitClusters } from '../../../client/reading/split-clusters.ts';
import { blankLine, drawBar, drawLetters, drawRing } from './draw-marks.ts';

describe('measuring marks', () => {
  it('finds the paper that a ring encloses, and none in an open curve', () => {
    const ring = measureMarks(drawRing(blankLine(60), 30, 18));
    expect(ring.largestHole).toBeGreaterThan(0.8 * Math.PI * 17 ** 2);
    expect(ring.largestHole).toBeLessThan(Math.PI * 18 ** 2);
    expect(measureMarks(drawBar(blankLine(60), 5, 5, 50, 40)).holes).toBe(0);
  });

  it('measures straight strokes along the rows, a missing pixel forgiven', () => {
    const bar = drawBar(blankLine(90), 5, 20, 80, 20);
    expect(measureMarks(bar).runAcross).toBeGreaterThanOrEqual(76);
    for (let y = 0; y < 48; y++) bar.data[y * 90 + 40] = 0;
    expect(measureMarks(bar).runAcross).toBeGreaterThanOrEqual(75);
    for (let y = 0; y < 48; y++) bar.data[y * 90 + 41] = 0;
    expect(measureMarks(bar).runAcross).toBeLessThan(45);
    expect(measureMarks(drawBar(blankLine(90), 40, 4, 40, 44)).runAcross).toBeLessThanOrEqual(3);
  });

  it('measures the largest piece of ink', () => {
    const marks = measureMarks(drawRing(drawLetters(blankLine(160), 4), 120, 18));
    expect(marks.largestWidth).toBeGreaterThanOrEqual(37);
    expect(marks.largestWidth).toBeLessThanOrEqual(39);
    expect(marks.largestHeight).toBeGreaterThanOrEqual(37);
    expect(marks.largestHeight).toBeLessThanOrEqual(39);
  });

  it('counts pieces, and no specks', () => {
    const line = drawLetters(blankLine(100), 4);
    expect(measureMarks(line).pieces).toBe(4);
    line.data[5] = 255;
    expect(measureMarks(line).pieces).toBe(4);
  });

  it('measures a range of columns as if it stood alone', () => {
    const both = drawRing(drawLetters(blankLine(160), 4), 120, 18);
    expect(measureMarks(both, 0, 80).largestHole).toBeLessThan(80);
    expect(measureMarks(both, 90, 150)).toEqual(measureMarks(drawRing(blankLine(60), 30, 18)));
  });

  it('measures nothing where there is no ink', () => {
    const nothing = measureMarks(blankLine(24));
    expect([nothing.ink, nothing.columns, nothing.crossings, nothing.largestHole, nothing.pieces]).toEqual([
      0, 0, 0, 0, 0,
    ]);
  });
});

describe('splitting a line where it is white', () => {
  it('parts words, not letters', () => {
    const line = drawLetters(drawLetters(blankLine(200), 5), 4, 100);
    const clusters = splitClusters(line);
    expect(clusters).toHaveLength(2);
    expect(clusters[0]!.from).toBeLessThan(10);
    expect(clusters[1]!.from).toBeGreaterThan(95);
  });

  it('finds nothing on white paper', () => {
    expect(splitClusters(blankLine(50))).toEqual([]);
  });
});
