import { describe, expect, it } from 'vitest';
import { drawPattern } from '../../../calibration/patterns/draw-pattern.ts';
import { numberOfGray } from '../../../calibration/patterns/gray-code.ts';
import { markersOf } from '../../../calibration/patterns/markers.ts';
import type { Axis, PatternSpec } from '../../../calibration/patterns/pattern-spec.ts';
import { planGrayCode, planPatterns } from '../../../calibration/patterns/plan-patterns.ts';
import { linearOfSrgb } from '../../../calibration/srgb.ts';

const SIZE = { width: 320, height: 200 };

/** Red of the px; the other channels are checked where they matter. */
const levelAt = (pattern: PatternSpec, x: number, y: number): number =>
  drawPattern(pattern, 0, SIZE)[(y * SIZE.width + x) * 4]!;

describe('a drawn pattern', () => {
  it('spells the number of every column and every row over its Gray-code pictures', () => {
    for (const [axis, length] of [
      ['column', SIZE.width],
      ['row', SIZE.height],
    ] satisfies [Axis, number][]) {
      const pictures = planGrayCode(SIZE, axis, 0).map((pattern) => drawPattern(pattern, 0, SIZE));
      for (let i = 0; i < length; i++) {
        const at = (axis === 'column' ? 100 * SIZE.width + i : i * SIZE.width + 100) * 4;
        let gray = 0;
        for (let k = 0; k < pictures.length; k += 2) {
          expect(pictures[k]![at]! + pictures[k + 1]![at]!).toBe(255);
          gray = (gray << 1) | (pictures[k]![at] === 255 ? 1 : 0);
        }
        expect(numberOfGray(gray)).toBe(i);
      }
    }
  });

  it('shows a cosine in linear light whose steps add up to the same everywhere', () => {
    const steps = 6;
    const pictures = Array.from({ length: steps }, (_, step) =>
      drawPattern({ kind: 'phase', axis: 'column', periodPx: 16, step, steps }, 0, SIZE),
    );
    for (let x = 0; x < 64; x++) {
      const lights = pictures.map((picture) => linearOfSrgb(picture[x * 4]! / 255));
      expect(lights.reduce((sum, light) => sum + light, 0) / steps).toBeCloseTo(0.5, 2);
      expect(lights[0]!).toBeCloseTo(0.5 + 0.5 * Math.cos((2 * Math.PI * x) / 16), 2);
    }
  });

  it('is opaque, has the raster’s size and the colours that were asked for', () => {
    const bytes = drawPattern({ kind: 'flat', colour: [1, 0.5, 0] }, 0, SIZE);
    expect(bytes.length).toBe(SIZE.width * SIZE.height * 4);
    expect([...bytes.slice(-4)]).toEqual([255, 128, 0, 255]);
    for (const pattern of planPatterns(SIZE))
      expect(drawPattern(pattern, 7, SIZE).every((value, i) => i % 4 !== 3 || value === 255)).toBe(true);
  });

  it('alternates px by px in the finest chequer, and its inverse is its opposite', () => {
    const checker = { kind: 'checker', cellPx: 1, inverse: false } as const;
    expect([0, 1, 2].map((x) => levelAt(checker, x, 0))).toEqual([0, 255, 0]);
    expect([0, 1, 2].map((x) => levelAt(checker, x, 1))).toEqual([255, 0, 255]);
    expect(levelAt({ ...checker, inverse: true }, 0, 0)).toBe(255);
  });

  it('tells the four corners apart by the holes in their discs', () => {
    const picture = drawPattern({ kind: 'markers' }, 0, SIZE);
    const light = (x: number, y: number): number => picture[(Math.round(y) * SIZE.width + Math.round(x)) * 4]!;
    markersOf(SIZE).forEach((marker, holes) => {
      expect(marker.holes).toHaveLength(holes);
      expect(light(marker.centre.x + 0.9 * marker.radius, marker.centre.y + 1)).toBe(255);
      expect(light(marker.centre.x + 1.2 * marker.radius, marker.centre.y)).toBe(0);
      for (const hole of marker.holes) expect(light(hole.centre.x, hole.centre.y)).toBe(0);
    });
  });

  it('carries its id in the strips and leaves the rest to the pattern', () => {
    const pattern: PatternSpec = { kind: 'flat', colour: [0.25, 0.25, 0.25] };
    const plain = drawPattern(pattern, 0, SIZE);
    const marked = drawPattern(pattern, 2731, SIZE);
    const other = drawPattern(pattern, 2730, SIZE);
    const rows = (bytes: Uint8ClampedArray, from: number, to: number) =>
      Buffer.from(bytes.slice(from * SIZE.width * 4, to * SIZE.width * 4)).toString('base64');
    expect(rows(marked, 20, 180)).toBe(rows(plain, 20, 180));
    expect(rows(marked, 0, 4)).not.toBe(rows(plain, 0, 4));
    expect(rows(marked, 0, 4)).not.toBe(rows(other, 0, 4));
    expect(rows(marked, 196, 200)).not.toBe(rows(other, 196, 200));
  });
});
