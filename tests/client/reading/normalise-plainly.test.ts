import { describe, expect, it } from 'vitest';
import { takeColumns } from '../../../client/reading/normalise/column-bits.ts';
import { estimateSlant } from '../../../client/reading/normalise/estimate-slant.ts';
import { estimateSlope } from '../../../client/reading/normalise/estimate-slope.ts';
import { flattenPaper } from '../../../client/reading/normalise/flatten-paper.ts';
import { measureRows } from '../../../client/reading/normalise/measure-rows.ts';
import { sampleInk } from '../../../client/reading/normalise/sample-ink.ts';
import { shrinkArea } from '../../../client/reading/normalise/shrink-area.ts';
import { stretchInk } from '../../../client/reading/normalise/stretch-ink.ts';
import { normaliseLine } from '../../../client/reading/normalise-line.ts';
import type { GreyImage } from '../../../client/vision/grey-image.ts';
import { seeded } from './make-logits.ts';
import {
  flattenPlainly,
  normalisePlainly,
  rowsPlainly,
  samplePlainly,
  shrinkPlainly,
  slantPlainly,
  slopePlainly,
  stretchPlainly,
} from './normalise-plainly.ts';
import { type Scene, writeWords } from './write-words.ts';

/** Paper is never even, and pens skip. */
const roughen = ({ width, height, data }: GreyImage, seed: number): GreyImage => {
  const random = seeded(seed);
  return { width, height, data: data.map((grey) => Math.round(Math.min(255, grey + 14 * (random() - 0.5)))) };
};

const noise = (seed: number, width: number, height: number): GreyImage => {
  const random = seeded(seed);
  return { width, height, data: Uint8Array.from({ length: width * height }, () => Math.floor(256 * random() ** 2)) };
};

const scenes: readonly (readonly [string, Scene])[] = [
  ['a line of many rows', { xHeight: 40, words: 3 }],
  ['a line that needs no shrinking', { xHeight: 13, words: 5 }],
  ['a climbing line', { climb: 0.06, words: 4 }],
  ['a falling, slanted line', { climb: -0.05, slant: 0.6, words: 3 }],
  ['a line that leans to the left', { slant: -0.3, xHeight: 28, words: 3 }],
  ['ruled paper', { ruling: true, words: 4 }],
  ['a pale pen in uneven light', { words: 3, ink: 0.3, paper: (x, y) => 110 + 120 * x + 20 * y }],
  ['a short word', { words: 1, marginSide: 40 }],
  ['a line squeezed into the widest map', { words: 36, xHeight: 12 }],
];

describe('the normaliser and its plain form', () => {
  it.each(scenes)('give the same ink map of %s, to the bit', (_, scene) => {
    const crop = roughen(writeWords(scene).crop, 7);
    const plain = normalisePlainly(crop)!;
    const line = normaliseLine(crop);
    expect(line.width).toBe(plain.width);
    expect(Buffer.compare(line.data, plain.data)).toBe(0);
    const k = 1 / Math.min(1, 64 / crop.height);
    const { a, b, d, e } = line.toSource;
    expect([a, b, d, e]).toEqual([plain.map.a * k, plain.map.b * k, plain.map.d * k, plain.map.e * k]);
  });

  it.each([1, 2, 3, 4, 5, 6])('agree step by step on pictures of noise, seed %i', (seed) => {
    const random = seeded(100 + seed);
    const crop = noise(seed, 1 + Math.floor(random() * 300), 1 + Math.floor(random() * 40 * seed));
    const shrink = Math.min(1, 64 / crop.height);
    const grey = shrinkPlainly(crop, shrink);
    const plane = shrinkArea(crop, shrink);
    expect(plane.data).toEqual(grey.data);
    const flat = flattenPlainly(grey);
    flattenPaper(plane);
    expect(plane.data).toEqual(flat.data);
    const ink = stretchPlainly(flat);
    stretchInk(plane);
    expect(plane.data).toEqual(ink.data);
    const size = { w: ink.width, h: ink.height };
    const isInked = (x: number, y: number): boolean =>
      x >= 0 && y >= 0 && x < size.w && y < size.h && ink.data[y * size.w + x]! > 0.4;
    const strokes = takeColumns(plane, 0.4);
    expect(estimateSlope(strokes)).toBe(slopePlainly(isInked, size));
    expect(estimateSlant(strokes)).toBe(slantPlainly(isInked, size));
    for (const slope of [-1.3, -0.2, -0.03, 0, 0.11, 0.2, 2])
      expect(measureRows(strokes, slope)).toEqual(rowsPlainly(isInked, size, slope));
    for (const d of [-0.2, 0, 1e-13, 0.3]) {
      const map = { a: 0.5 + random(), b: 0.4 * (random() - 0.5), c: -20, d, e: 0.7 + random(), f: 5 * random() };
      expect(sampleInk(plane, 90, map)).toEqual(samplePlainly(ink, 90, map));
    }
  });
});
