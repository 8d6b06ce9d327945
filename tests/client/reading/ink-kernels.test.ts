import { describe, expect, it } from 'vitest';
import { flattenPaper } from '../../../client/reading/normalise/flatten-paper.ts';
import { inkKernels } from '../../../client/reading/normalise/ink-kernels.ts';
import type { Plane } from '../../../client/reading/normalise/plane.ts';
import { sampleInk } from '../../../client/reading/normalise/sample-ink.ts';
import { shrinkArea } from '../../../client/reading/normalise/shrink-area.ts';
import { stretchInk } from '../../../client/reading/normalise/stretch-ink.ts';

/** Reproducible numbers from 0 to 1 (Marsaglia 2003, xorshift). */
let state = 20_261_123;
const next = (): number => {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) / 2 ** 32;
};

/** Paper with strokes, brighter on one side. */
const greyOf = (x: number, y: number, width: number): number =>
  (190 + (50 * x) / width + 12 * next()) * ((x >> 2) % 5 === (y >> 4) % 5 ? 0.2 + 0.5 * next() : 1);

const SIZES = [
  [1, 1],
  [2, 3],
  [3, 64],
  [37, 65],
  [101, 48],
  [464, 64],
  [711, 105],
  [301, 300],
  [64, 2000],
] as const;

const planeOf = (width: number, height: number): Plane => ({
  width,
  height,
  data: Float32Array.from({ length: width * height }, (_, i) => greyOf(i % width, Math.floor(i / width), width)),
});
const inkOf = (width: number, height: number): Plane => ({
  width,
  height,
  data: Float32Array.from({ length: width * height }, (_, i) => (((i % width) >> 3) % 3 === 0 ? next() : 0)),
});
const copyOf = (plane: Plane): Plane => ({ ...plane, data: plane.data.slice() });
/** How many entries are not the same to the bit; all, where the lengths differ. */
const differing = (found: ArrayLike<number>, wanted: ArrayLike<number>): number =>
  found.length === wanted.length
    ? Array.from(found).filter((value, i) => !Object.is(value, wanted[i])).length
    : wanted.length;

describe('the kernels do what the loops in JavaScript do, to the bit', () => {
  it('and are there', () => {
    expect(inkKernels()).not.toBeNull();
  });

  it.each(SIZES)('shrinking %i × %i pixels', (width, height) => {
    const data = Uint8Array.from({ length: width * height }, (_, i) => greyOf(i % width, Math.floor(i / width), width));
    for (const shrink of [0.97, 64 / 105, 0.4, 0.03]) {
      const found = shrinkArea({ width, height, data }, shrink);
      const wanted = shrinkArea({ width, height, data }, shrink, null);
      expect([found.width, found.height]).toEqual([wanted.width, wanted.height]);
      expect(differing(found.data, wanted.data)).toBe(0);
    }
  });

  it.each(SIZES)('flattening %i × %i pixels', (width, height) => {
    // By daylight, and in the dark, where the paper's tone is not believed.
    for (const light of [1, 0.02]) {
      const grey = planeOf(width, height);
      const found: Plane = { ...grey, data: grey.data.map((value) => value * light) };
      const wanted = copyOf(found);
      flattenPaper(found);
      flattenPaper(wanted, null);
      expect(differing(found.data, wanted.data)).toBe(0);
    }
  });

  it.each(SIZES)('stretching %i × %i pixels', (width, height) => {
    const found = planeOf(width, height);
    flattenPaper(found);
    const wanted = copyOf(found);
    stretchInk(found);
    stretchInk(wanted, null);
    expect(differing(found.data, wanted.data)).toBe(0);
  });

  it.each(SIZES)(
    'drawing the ink map from %i × %i pixels, one tap or four, in the plane and beyond',
    (width, height) => {
      const ink = inkOf(width, height);
      let inked = 0;
      for (let round = 0; round < 12; round++) {
        const a = 0.6 + 1.2 * next();
        const e = (height / 48) * (0.6 + 0.6 * next());
        const map = {
          a,
          b: 0.6 * (next() - 0.5),
          c: 10 * (next() - 0.7),
          d: 0.2 * (next() - 0.5),
          e,
          f: 10 * (next() - 0.7),
        };
        const columns = Math.max(24, Math.round((width * (0.8 + 0.4 * next())) / a));
        const found = sampleInk(ink, columns, map);
        expect(differing(found, sampleInk(ink, columns, map, null))).toBe(0);
        inked += found.filter((byte) => byte > 0).length;
      }
      if (width > 36) expect(inked).toBeGreaterThan(1000);
    },
  );
});
