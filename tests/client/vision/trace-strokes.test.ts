import { describe, expect, it } from 'vitest';
import type { InkMaps, TracedStroke } from '../../../client/vision/ink.ts';
import { startTrace, traceStrokes } from '../../../client/vision/trace-strokes.ts';
import { barePaper, drawStrokes, type Scene } from './paper-raster.ts';

type Polyline = readonly (readonly [number, number])[];

/** Ink maps as the ink stage would give them for a scene's ink. */
const mapsOf = (scene: Scene, settled = true, birth: (x: number, y: number) => number = () => 1): InkMaps => {
  const { width, height, pxPerMm, albedo } = scene;
  const image = (data: Uint8Array) => ({ width, height, pxPerMm, data });
  const mask = Uint8Array.from(albedo, (a) => (a < 0.5 ? 255 : 0));
  return {
    ink: image(Uint8Array.from(mask)),
    mask: image(mask),
    settled: image(settled ? mask.slice() : new Uint8Array(mask.length)),
    covered: image(new Uint8Array(mask.length)),
    birth: Float64Array.from(mask, (m, i) => (m ? birth(i % width, Math.floor(i / width)) : 0)),
  };
};

const LETTER: Polyline = [
  [30, 60],
  [50, 25],
  [70, 60],
];
const CROSS: readonly Polyline[] = [
  [
    [120, 30],
    [160, 70],
  ],
  [
    [160, 30],
    [120, 70],
  ],
];

const distanceTo = (line: Polyline, x: number, y: number): number => {
  let least = Number.POSITIVE_INFINITY;
  for (let k = 1; k < line.length; k++) {
    const [ax, ay] = line[k - 1]!;
    const [bx, by] = line[k]!;
    const t = Math.max(
      0,
      Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)),
    );
    least = Math.min(least, Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)));
  }
  return least;
};

const ids = (strokes: readonly TracedStroke[]): string[] => strokes.map((s) => s.id);

describe('traceStrokes', () => {
  const paper = barePaper();

  it('lies within a pixel of the pen’s path and has its width', () => {
    const { strokes } = traceStrokes(startTrace(), mapsOf(drawStrokes(paper, [LETTER], 1.5)));
    const longest = strokes.reduce((a, b) => (b.points.length > a.points.length ? b : a));
    for (let i = 0; i < longest.points.length; i += 2) {
      const x = longest.points[i]! * paper.pxPerMm - 0.5;
      const y = longest.points[i + 1]! * paper.pxPerMm - 0.5;
      expect(distanceTo(LETTER, x, y)).toBeLessThan(1.2);
    }
    expect(longest.widthMm * paper.pxPerMm).toBeGreaterThan(2.4);
    expect(longest.widthMm * paper.pxPerMm).toBeLessThan(4.4);
  });

  it('makes two strokes of a cross, each straight through', () => {
    const { strokes } = traceStrokes(startTrace(), mapsOf(drawStrokes(paper, CROSS, 1.4)));
    expect(strokes).toHaveLength(2);
    for (const { points } of strokes) {
      const across = Math.abs(points.at(-2)! - points[0]!) * paper.pxPerMm;
      const down = Math.abs(points.at(-1)! - points[1]!) * paper.pxPerMm;
      expect(across).toBeGreaterThan(34);
      expect(down).toBeGreaterThan(34);
    }
  });

  it('runs from old ink to new ink', () => {
    const rightToLeft = (x: number) => 1000 + 100 * Math.floor((70 - x) / 5);
    const { strokes } = traceStrokes(startTrace(), mapsOf(drawStrokes(paper, [LETTER], 1.4), true, rightToLeft));
    const { points } = strokes[0]!;
    expect(points[0]!).toBeGreaterThan(points.at(-2)!);
  });

  it('runs from left to right where all ink is of one age', () => {
    const { strokes } = traceStrokes(startTrace(), mapsOf(drawStrokes(paper, [LETTER], 1.4)));
    expect(strokes[0]!.points[0]!).toBeLessThan(strokes[0]!.points.at(-2)!);
  });

  it('is tentative while its ink is new and committed once it is settled, under one id', () => {
    const scene = drawStrokes(paper, [LETTER], 1.4);
    const first = traceStrokes(startTrace(), mapsOf(scene, false));
    const second = traceStrokes(first.state, mapsOf(scene, true));
    expect(first.strokes.map((s) => s.state)).toEqual(['tentative']);
    expect(second.strokes.map((s) => s.state)).toEqual(['committed']);
    expect(ids(second.strokes)).toEqual(ids(first.strokes));
    expect([...second.changed]).toEqual(ids(first.strokes));
  });

  it('keeps the id of a stroke that grows, and leaves all others as they are', () => {
    const before = traceStrokes(startTrace(), mapsOf(drawStrokes(paper, [LETTER, ...CROSS], 1.4)));
    const longer: Polyline = [...LETTER, [90, 30]];
    const after = traceStrokes(before.state, mapsOf(drawStrokes(paper, [longer, ...CROSS], 1.4)));
    expect(ids(after.strokes).sort()).toEqual(ids(before.strokes).sort());
    expect(after.changed.size).toBe(1);
    for (const s of after.strokes) if (!after.changed.has(s.id)) expect(before.strokes).toContain(s);
  });

  it('changes nothing while the ink does not', () => {
    const maps = mapsOf(drawStrokes(paper, [LETTER, ...CROSS], 1.4));
    const before = traceStrokes(startTrace(), maps);
    const after = traceStrokes(before.state, maps);
    expect(after.changed.size).toBe(0);
    expect(after.strokes).toEqual(before.strokes);
  });

  it('withdraws a stroke whose ink is gone, once', () => {
    const before = traceStrokes(startTrace(), mapsOf(drawStrokes(paper, [LETTER, ...CROSS], 1.4)));
    const without = mapsOf(drawStrokes(paper, CROSS, 1.4));
    const after = traceStrokes(before.state, without);
    const gone = after.strokes.filter((s) => s.state === 'withdrawn');
    expect(gone).toHaveLength(1);
    expect(after.changed).toEqual(new Set(ids(gone)));
    expect(traceStrokes(after.state, without).strokes.some((s) => s.state === 'withdrawn')).toBe(false);
  });

  it('never gives an id twice', () => {
    let state = startTrace();
    const seen = new Set<string>();
    for (let k = 0; k < 4; k++) {
      const shifted = LETTER.map(([x, y]) => [x + 40 * k, y] as const);
      const step = traceStrokes(state, mapsOf(drawStrokes(paper, [shifted], 1.4)));
      state = step.state;
      for (const s of step.strokes.filter((one) => one.state !== 'withdrawn')) {
        expect(seen.has(s.id)).toBe(false);
        seen.add(s.id);
      }
    }
  });
});
