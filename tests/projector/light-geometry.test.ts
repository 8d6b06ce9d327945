import { describe, expect, it } from 'vitest';
import { isWorthSending } from '../../projector/announce-light.ts';
import { cutSegments } from '../../projector/cut-segments.ts';
import { resampleStroke, SPACING_MM } from '../../projector/resample-stroke.ts';
import { halvings, pictureSize } from '../../projector/sample-output.ts';
import { strokeOf } from './canvas-of.ts';

const circle = Array.from({ length: 40 }, (_, i): [number, number] => [
  50 + 10 * Math.cos((i / 39) * 2 * Math.PI),
  50 + 10 * Math.sin((i / 39) * 2 * Math.PI),
]);

describe('resampling a stroke', () => {
  it('keeps its ends and its shape, and spaces its points evenly', () => {
    const { points, arc } = resampleStroke(strokeOf('a', circle).points)!;
    expect([points[0], points[1]]).toEqual([60, 50]);
    expect(points.at(-2)).toBeCloseTo(60, 4);
    for (let i = 0; i < points.length; i += 2)
      expect(Math.hypot(points[i]! - 50, points[i + 1]! - 50)).toBeCloseTo(10, 0);
    for (let i = 2; i < arc.length - 2; i++) expect(arc[i + 1]! - arc[i]!).toBeLessThan(SPACING_MM * 1.05);
  });

  it('gives a dot a way to run', () => {
    const { points, arc } = resampleStroke(
      strokeOf('a', [
        [5, 5],
        [5, 5],
      ]).points,
    )!;
    expect(points.length / 2).toBe(3);
    expect(arc.at(-1)).toBeGreaterThan(0);
  });
});

describe('cutting segments', () => {
  it('joins end to start and always reaches the last point', () => {
    const points = Float32Array.from({ length: 22 }, (_, i) => i);
    const cut = cutSegments([{ points, channels: [Array.from({ length: 11 }, (_, i) => i)] }], 1, 3);
    expect(cut.count).toBe(4);
    expect([...cut.channels[0]!]).toEqual([0, 3, 3, 6, 6, 9, 9, 10]);
    expect([...cut.ends.slice(-2)]).toEqual([20, 21]);
  });

  it('makes nothing of nothing', () => {
    expect(cutSegments([{ points: new Float32Array(2), channels: [] }], 0).count).toBe(0);
  });
});

describe('the picture of the light', () => {
  it('is small, keeps the raster’s shape, and is averaged by halves', () => {
    for (const raster of [
      { width: 640, height: 360 },
      { width: 1920, height: 1080 },
      { width: 1024, height: 768 },
      { width: 100, height: 700 },
    ]) {
      const picture = pictureSize(raster);
      expect(Math.max(picture.width, picture.height)).toBe(160);
      expect(picture.width / picture.height).toBeCloseTo(raster.width / raster.height, 1);
      const steps = [raster, ...halvings(raster, picture)];
      expect(steps.at(-1)).toEqual(picture);
      for (let i = 1; i < steps.length; i++) expect(steps[i - 1]!.width / steps[i]!.width).toBeLessThanOrEqual(2);
    }
  });

  it('is sent when light changed, and again now and then for a camera that joins late', () => {
    const sample = (level: number) => ({ width: 2, height: 1, picture: Uint8Array.of(level, 0, 0, 0, 0, 0), time: 0 });
    const before = { sample: sample(10), at: 1000 };
    expect(isWorthSending(null, sample(0), 0)).toBe(true);
    expect(isWorthSending(before, sample(11), 1150)).toBe(false);
    expect(isWorthSending(before, sample(40), 1150)).toBe(true);
    expect(isWorthSending(before, sample(10), 3100)).toBe(true);
  });
});
