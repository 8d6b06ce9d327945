import { describe, expect, it } from 'vitest';
import { canvasPoint } from '../../../calibration/frames.ts';
import { measureStyle } from '../../../client/vision/measure-style.ts';

const PX_PER_MM = 4;

/** Upright bars 10 mm high on a baseline at 20 mm, 5 mm apart, leaning by `degrees`, as strokes and as a crop. */
const bars = (degrees: number) => {
  const lean = Math.tan((degrees * Math.PI) / 180);
  const width = 200;
  const height = 100;
  const data = new Uint8Array(width * height).fill(255);
  const strokes = [10, 15, 20, 25, 30].map((x) => {
    for (let y = 40; y <= 80; y++)
      for (let u = 0; u < 2; u++) data[y * width + Math.round(x * PX_PER_MM + lean * (80 - y)) + u] = 0;
    return { points: Float32Array.of(x, 20, x + lean * 10, 10), widthMm: 0.5 };
  });
  return {
    strokes,
    baseline: [canvasPoint(8, 20), canvasPoint(34, 20)] as const,
    crop: { width, height, data, pxPerMm: PX_PER_MM },
    cropOrigin: { x: 0, y: 0 },
  };
};

describe('measureStyle', () => {
  it('tells the slant in degrees, positive leaning right', () => {
    for (const degrees of [-20, 0, 15, 30]) expect(measureStyle(bars(degrees)).slantDegrees).toBeCloseTo(degrees, 0);
  });

  it('tells x-height, stroke width and the white between strokes in mm', () => {
    const style = measureStyle(bars(0));
    expect(style.xHeightMm).toBeGreaterThan(9.5);
    expect(style.xHeightMm).toBeLessThan(10.6);
    expect(style.strokeWidthMm).toBeCloseTo(0.5);
    expect(style.spacingMm).toBeCloseTo(4.5, 0);
  });

  it('finds round strokes more curved than straight ones', () => {
    const circle = Float32Array.from({ length: 64 }, (_, i) =>
      i % 2 === 0 ? 20 + 5 * Math.cos((i / 62) * 2 * Math.PI) : 15 + 5 * Math.sin(((i - 1) / 62) * 2 * Math.PI),
    );
    const round = measureStyle({ ...bars(0), strokes: [{ points: circle, widthMm: 0.5 }] });
    expect(round.curvature).toBeCloseTo(1 / 5, 1);
    expect(measureStyle(bars(0)).curvature).toBe(0);
  });

  it('gives zeros for a line without strokes', () => {
    const empty = {
      ...bars(0),
      strokes: [],
      crop: { width: 4, height: 4, data: new Uint8Array(16).fill(255), pxPerMm: 1 },
    };
    expect(measureStyle(empty)).toEqual({
      slantDegrees: 0,
      xHeightMm: 0,
      strokeWidthMm: 0,
      spacingMm: 0,
      curvature: 0,
    });
  });
});
