import { describe, expect, it } from 'vitest';
import { MAX_LINE_WIDTH } from '../../../client/reading/normalise/lay-out.ts';
import { LINE_HEIGHT } from '../../../client/reading/normalise/sample-ink.ts';
import { type NormalisedLine, normaliseLine, toSourcePoint } from '../../../client/reading/normalise-line.ts';
import type { GreyImage } from '../../../client/vision/grey-image.ts';

interface Scene {
  /** x-height of the writing, px. */
  xHeight?: number;
  words?: number;
  marginTop?: number;
  marginBottom?: number;
  marginSide?: number;
  slant?: number;
  climb?: number;
  ruling?: boolean;
  paper?: (x: number, y: number) => number;
  ink?: number;
}

/** Draws words of loops, stems and arches with a round pen on paper; returns the crop and each word's left stem (source x). */
function write(scene: Scene = {}): { crop: GreyImage; stems: number[]; baseline: number } {
  const x = scene.xHeight ?? 22;
  const [top, bottom, side] = [scene.marginTop ?? 6, scene.marginBottom ?? 6, scene.marginSide ?? 10];
  const words = scene.words ?? 5;
  const wordWidth = x * 5;
  const climb = scene.climb ?? 0;
  const slant = scene.slant ?? 0;
  const width = Math.round(side * 2 + words * wordWidth + x * Math.abs(slant) * 3);
  const rise = Math.abs(climb) * width;
  const height = Math.round(top + bottom + 2.9 * x + rise);
  const baseline = top + 2 * x + (climb < 0 ? rise : 0);
  const cover = new Float32Array(width * height);
  const radius = x * 0.09;
  const dot = (px: number, py: number) => {
    const sx = px - slant * (py - baseline);
    const sy = py + climb * px;
    for (let yy = Math.max(0, Math.floor(sy - radius - 1)); yy <= Math.min(height - 1, sy + radius + 1); yy++)
      for (let xx = Math.max(0, Math.floor(sx - radius - 1)); xx <= Math.min(width - 1, sx + radius + 1); xx++) {
        const value = Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(xx - sx, yy - sy)));
        if (value > cover[yy * width + xx]!) cover[yy * width + xx] = value;
      }
  };
  const line = (x0: number, y0: number, x1: number, y1: number) => {
    for (let t = 0; t <= 1; t += 0.25 / Math.max(1, Math.hypot(x1 - x0, y1 - y0)))
      dot(x0 + (x1 - x0) * t, y0 + (y1 - y0) * t);
  };
  const ring = (cx: number, cy: number, r: number) => {
    for (let a = 0; a < 6.3; a += 0.2 / r) dot(cx + r * Math.cos(a), cy + r * Math.sin(a));
  };
  const stems: number[] = [];
  for (let k = 0; k < words; k++) {
    const left = side + radius + k * wordWidth + (slant > 0 ? 0 : -slant * x);
    stems.push(left);
    line(left, baseline - 1.8 * x, left, baseline);
    ring(left + 0.9 * x, baseline - 0.5 * x, 0.45 * x);
    for (let i = 0; i < 3; i++) line(left + (1.7 + 0.4 * i) * x, baseline - x, left + (1.7 + 0.4 * i) * x, baseline);
    line(left + 1.7 * x, baseline - x, left + 2.5 * x, baseline - x);
    line(left + 3 * x, baseline - x, left + 3.2 * x, baseline + 0.7 * x);
    ring(left + 3.8 * x, baseline - 0.5 * x, 0.4 * x);
  }
  const data = new Uint8Array(width * height);
  for (let py = 0; py < height; py++)
    for (let px = 0; px < width; px++) {
      let light = scene.paper?.(px / width, py / height) ?? 225;
      if (scene.ruling && Math.abs(py - Math.round(baseline + 2)) < 1) light *= 0.6;
      data[py * width + px] = Math.round(light * (1 - (scene.ink ?? 0.75) * cover[py * width + px]!));
    }
  return { crop: { width, height, data }, stems, baseline };
}

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
  const plain = normaliseLine(write().crop);

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
    const other = normaliseLine(write(margins).crop);
    expect(Math.abs(other.width - plain.width) / plain.width).toBeLessThan(0.06);
    expect(Math.abs(rowMoments(other).centre - rowMoments(plain).centre)).toBeLessThan(1);
    expect(rowMoments(other).spread / rowMoments(plain).spread).toBeCloseTo(1, 1);
  });

  it('gives the same scale whatever the resolution of the crop', () => {
    for (const xHeight of [12, 16, 35, 50]) {
      const other = normaliseLine(write({ xHeight, marginTop: xHeight / 3, marginBottom: xHeight / 3 }).crop);
      expect(Math.abs(other.width - plain.width) / plain.width).toBeLessThan(0.1);
      expect(Math.abs(rowMoments(other).centre - rowMoments(plain).centre)).toBeLessThan(1.2);
    }
  });

  it('erases a ruled line and keeps the writing on it', () => {
    const ruled = normaliseLine(write({ ruling: true }).crop);
    expect(difference(ruled, plain)).toBeLessThan(12);
    expect(meanInk(ruled) / meanInk(plain)).toBeGreaterThan(0.8);
    expect(meanInk(ruled) / meanInk(plain)).toBeLessThan(1.12);
  });

  it('is not moved by uneven light or a paler pen', () => {
    const lit = write({ paper: (x, y) => 110 + 120 * x + 20 * y }).crop;
    for (const other of [normaliseLine(lit), normaliseLine(write({ ink: 0.25 }).crop)]) {
      expect(Math.abs(other.width - plain.width) / plain.width).toBeLessThan(0.04);
      expect(Math.abs(rowMoments(other).centre - rowMoments(plain).centre)).toBeLessThan(0.7);
      expect(meanInk(other) / meanInk(plain)).toBeCloseTo(1, 0.8);
      expect(other.data.filter((v) => v === 0).length / other.data.length).toBeGreaterThan(0.6);
    }
  });

  it('levels climbing lines and sets slanted writing upright', () => {
    for (const climb of [-0.08, 0.05]) {
      const level = normaliseLine(write({ climb }).crop);
      expect(rowMoments(level).spread / rowMoments(plain).spread).toBeCloseTo(1, 0.9);
      expect(Math.abs(level.toSource.d / level.toSource.a - climb)).toBeLessThan(0.02);
    }
    const slanted = normaliseLine(write({ slant: 0.5 }).crop);
    expect(-slanted.toSource.b / slanted.toSource.e).toBeCloseTo(0.5, 0.8);
  });

  it('maps its columns back to the crop, in order and within two pixels', () => {
    for (const slant of [0, 0.4]) {
      const { crop, stems, baseline } = write({ slant, marginSide: 30 });
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
    expect(normaliseLine(write({ words: 60, xHeight: 14 }).crop).width).toBeLessThanOrEqual(MAX_LINE_WIDTH);
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
