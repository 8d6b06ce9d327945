/** Real captures, cropped: 128×96 camera px of a chessboard under a 1024×768 projector (tests/fixtures/README.md). */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BitPair } from '../../calibration/decode/decode-gray-code.ts';
import { randomOf } from '../../client/sources/virtual-wall/random.ts';
import { fillPolygon } from './load-graycode.ts';
import { loadPicture } from './load-picture.ts';
import { type GrayCodeCaptures, measureGrayCode } from './measure-graycode.ts';

const SIZE = { width: 128, height: 96 };
const ALL = new Uint8Array(SIZE.width * SIZE.height).fill(1);
let captures: GrayCodeCaptures;

beforeAll(async () => {
  const strip = await loadPicture(join(import.meta.dirname, '../fixtures/graycode.png'));
  const picture = (k: number): Uint8Array =>
    Uint8Array.from(strip.data.slice(k * SIZE.width * SIZE.height, (k + 1) * SIZE.width * SIZE.height));
  const pairs = (first: number): BitPair[] =>
    Array.from({ length: 10 }, (_, i) => ({ pattern: picture(first + 2 * i), inverse: picture(first + 2 * i + 1) }));
  captures = {
    size: SIZE,
    projectorSize: { width: 1024, height: 768 },
    columns: pairs(0),
    rows: pairs(20),
    white: picture(40),
    black: picture(41),
  };
});

describe('real Gray-code captures', () => {
  it('are decoded at every lit pixel, to the rounding of whole codes and far below it', () => {
    const figures = measureGrayCode(captures, ALL, randomOf(1));
    expect(figures.litPixels).toBeGreaterThan(5000);
    expect(figures.fittedPixels + figures.heldOutPixels).toBe(figures.litPixels);
    expect(figures.decodedFraction).toBe(1);
    // Rounding alone leaves √(1/6) = 0.41; a plane fitted on two tiles and continued over the others adds to it.
    expect(figures.heldOutRmsPx).toBeGreaterThan(0.4);
    expect(figures.heldOutRmsPx).toBeLessThan(0.6);
    expect(figures.heldOutRmsSubpixelPx).toBeLessThan(0.2);
  });

  it('stay so when a picture is spoilt at one pixel in fifty', () => {
    const random = randomOf(2);
    const spoil = ({ pattern, inverse }: BitPair): BitPair => {
      const flipped = pattern.map(() => (random() < 0.02 ? 1 : 0));
      return {
        pattern: pattern.map((level, i) => (flipped[i] === 1 ? inverse[i]! : level)),
        inverse: inverse.map((level, i) => (flipped[i] === 1 ? pattern[i]! : level)),
      };
    };
    const [first, second, ...rest] = captures.columns;
    const spoilt = { ...captures, columns: [spoil(first!), second!, spoil(rest[0]!), ...rest.slice(1)] };
    const figures = measureGrayCode(spoilt, ALL, randomOf(1));
    expect(figures.heldOutRmsUnrepairedPx).toBeGreaterThan(10);
    expect(figures.repairedPixels).toBeGreaterThan(50);
    expect(figures.decodedFraction).toBe(1);
    expect(figures.heldOutRmsPx).toBeLessThan(0.6);
    expect(figures.heldOutRmsSubpixelPx).toBeLessThan(0.2);
  });

  it('are refused with the reason when nothing is lit where the mask is', () => {
    const dark = { ...captures, white: captures.black };
    expect(() => measureGrayCode(dark, ALL, randomOf(1))).toThrow('0 lit pixels inside the mask');
  });

  it('counts only px inside the polygon, by their centres', () => {
    const inside = fillPolygon(
      [
        [2, 2],
        [6, 2],
        [6, 5],
        [2, 5],
      ],
      { width: 10, height: 8 },
    );
    expect(inside.reduce((sum, value) => sum + value, 0)).toBe(12);
    expect(inside[2 * 10 + 2]).toBe(1);
    expect(inside[2 * 10 + 6]).toBe(0);
  });
});
