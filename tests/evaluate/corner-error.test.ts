import { describe, expect, it } from 'vitest';
import type { Quad } from '../../calibration/frames.ts';
import { clipCorners, cornerError } from './corner-error.ts';
import { editDistance } from './edit-distance.ts';
import { normalisePage, normaliseText } from './normalise-text.ts';

const PICTURE = { width: 101, height: 101 };
const SQUARE: Quad<'camera'> = [
  { x: 10, y: 10 },
  { x: 90, y: 10 },
  { x: 90, y: 90 },
  { x: 10, y: 90 },
];

describe('cornerError', () => {
  it('is the worst corner’s distance over the diagonal, in whatever order the corners come', () => {
    const [a, b, c, d] = SQUARE;
    const off: Quad<'camera'> = [c, d, { x: a.x + 3, y: a.y + 4 }, b];
    expect(cornerError(off, SQUARE, PICTURE)).toBeCloseTo(5 / Math.hypot(80, 80), 10);
  });

  it('moves corners outside the picture to where the sheet’s edge leaves it', () => {
    const beyond: Quad<'camera'> = [
      { x: -20, y: 0 },
      { x: 90, y: 11 },
      { x: 90, y: 90 },
      { x: -20, y: 101 },
    ];
    const [topLeft, , , bottomLeft] = clipCorners(beyond, PICTURE);
    expect(topLeft.x).toBeCloseTo(0);
    expect(topLeft.y).toBeCloseTo(2);
    expect(bottomLeft.x).toBeCloseTo(0);
    expect(bottomLeft.y).toBeCloseTo(99);
  });

  it('ends a sheet that leaves by two neighbouring sides in the picture’s own corner', () => {
    const beyond: Quad<'camera'> = [{ x: -30, y: -30 }, { x: 90, y: -20 }, SQUARE[2], { x: -25, y: 90 }];
    expect(clipCorners(beyond, PICTURE)[0]).toEqual({ x: 0, y: 0 });
  });
});

describe('text and its distance', () => {
  it('normalises quotes, white space and the space before punctuation, and keeps case', () => {
    expect(normaliseText('  «A»  ‘b’ ,\tc ! ')).toBe('"A" \'b\', c!');
    expect(normaliseText('e\u0301')).toBe('é');
    expect(normalisePage(['one  two', ' ', 'three .'])).toBe('one two\nthree.');
  });

  it('counts insertions, deletions and substitutions', () => {
    expect(editDistance([...'kitten'], [...'sitting'])).toBe(3);
    expect(editDistance([], [...'abc'])).toBe(3);
    expect(editDistance([...'abc'], [...'abc'])).toBe(0);
  });
});
