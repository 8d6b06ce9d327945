import { describe, expect, it } from 'vitest';
import type { Quad } from '../../../calibration/frames.ts';
import { freshQuad, isUsableQuad, moveCorner, nudgeCorner, rescaleQuad } from '../../../client/panel/corner-drag.ts';

const size = { width: 1280, height: 720 };
const quad: Quad<'camera'> = [
  { x: 200, y: 100 },
  { x: 1000, y: 120 },
  { x: 1020, y: 600 },
  { x: 190, y: 590 },
];

const PLAIN = { shift: false, alt: false };
const FINE = { shift: false, alt: true };
const WIDE = { shift: true, alt: false };

describe('corners placed by hand', () => {
  it('moves one corner and leaves the other three', () => {
    const moved = moveCorner(quad, 2, { x: 900, y: 500 }, size);
    expect(moved[2]).toEqual({ x: 900, y: 500 });
    for (const corner of [0, 1, 3] as const) expect(moved[corner]).toEqual(quad[corner]);
  });
  it('lets a corner leave the picture a little, since a sheet may, but not for good', () => {
    expect(moveCorner(quad, 0, { x: -100, y: -50 }, size)[0]).toEqual({ x: -100, y: -50 });
    const far = moveCorner(quad, 0, { x: -99_999, y: 99_999 }, size)[0];
    expect(far.x).toBe(-256);
    expect(far.y).toBe(863);
  });
  it('moves by a pixel with the arrow keys, by ten with Shift, by a tenth with Alt', () => {
    expect(nudgeCorner(quad, 0, 'ArrowRight', PLAIN, size)![0]).toEqual({ x: 201, y: 100 });
    expect(nudgeCorner(quad, 0, 'ArrowLeft', WIDE, size)![0]).toEqual({ x: 190, y: 100 });
    expect(nudgeCorner(quad, 0, 'ArrowUp', FINE, size)![0]).toEqual({ x: 200, y: 99.9 });
  });
  it('comes back to where it was after ten fine steps there and ten back', () => {
    let moved = quad;
    for (let i = 0; i < 10; i++) moved = nudgeCorner(moved, 1, 'ArrowDown', FINE, size)!;
    expect(moved[1]).toEqual({ x: 1000, y: 121 });
    for (let i = 0; i < 10; i++) moved = nudgeCorner(moved, 1, 'ArrowUp', FINE, size)!;
    expect(moved).toEqual(quad);
  });
  it('leaves other keys to the page', () => {
    expect(nudgeCorner(quad, 0, 'a', PLAIN, size)).toBeNull();
    expect(nudgeCorner(quad, 0, 'Tab', PLAIN, size)).toBeNull();
  });
  it('takes four corners for a sheet only when they are convex, in order and not tiny', () => {
    expect(isUsableQuad(quad, size)).toBe(true);
    expect(isUsableQuad(freshQuad(size), size)).toBe(true);
    expect(isUsableQuad([quad[0], quad[2], quad[1], quad[3]], size)).toBe(false);
    expect(isUsableQuad([quad[3], quad[2], quad[1], quad[0]], size)).toBe(false);
    expect(isUsableQuad(moveCorner(quad, 2, { x: 400, y: 250 }, size), size)).toBe(false);
    const tiny = quad.map((p) => ({ x: p.x / 20, y: p.y / 20 })) as unknown as Quad<'camera'>;
    expect(isUsableQuad(tiny, size)).toBe(false);
  });
});

describe('corners remembered for another resolution', () => {
  it('map the picture’s edges onto each other, pixel centres at integers', () => {
    const edge: Quad<'camera'> = [
      { x: -0.5, y: -0.5 },
      { x: 1279.5, y: -0.5 },
      { x: 1279.5, y: 719.5 },
      { x: -0.5, y: 719.5 },
    ];
    const half = rescaleQuad(edge, size, { width: 640, height: 360 })!;
    expect(half[2]).toEqual({ x: 639.5, y: 359.5 });
    expect(half[0]).toEqual({ x: -0.5, y: -0.5 });
  });
  it('come back unchanged from there and back', () => {
    const there = rescaleQuad(quad, size, { width: 1920, height: 1080 })!;
    const back = rescaleQuad(there, { width: 1920, height: 1080 }, size)!;
    back.forEach((p, i) => {
      expect(p.x).toBeCloseTo(quad[i]!.x);
      expect(p.y).toBeCloseTo(quad[i]!.y);
    });
  });
  it('are not guessed at when the picture has another shape', () => {
    expect(rescaleQuad(quad, size, { width: 640, height: 480 })).toBeNull();
  });
});
