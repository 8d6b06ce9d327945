import { describe, expect, it } from 'vitest';
import type { InkMaps } from '../../../client/vision/ink.ts';
import { segmentLines, startLines } from '../../../client/vision/segment-lines.ts';
import { startTrace, traceStrokes } from '../../../client/vision/trace-strokes.ts';
import { barePaper, drawStrokes, type Scene } from './paper-raster.ts';

type Polyline = readonly (readonly [number, number])[];

const mapsOf = (scene: Scene, settled = true): InkMaps => {
  const { width, height, pxPerMm, albedo } = scene;
  const image = (data: Uint8Array) => ({ width, height, pxPerMm, data });
  const mask = Uint8Array.from(albedo, (a) => (a < 0.5 ? 255 : 0));
  return {
    ink: image(mask.slice()),
    mask: image(mask),
    settled: image(settled ? mask.slice() : new Uint8Array(mask.length)),
    covered: image(new Uint8Array(mask.length)),
    birth: Float64Array.from(mask, (m) => (m ? 1 : 0)),
  };
};

/** A wavy word of `letters` arches, each `size` wide and high; `tail` hangs below its last letter, `dot` stands above its first. */
const word = (x: number, y: number, letters: number, size = 10, tail = 0, dot = false): Polyline[] => {
  const wave: [number, number][] = [];
  for (let k = 0; k <= letters * 8; k++)
    wave.push([x + (k * size) / 8, y - (size / 2) * (1 - Math.cos((k * Math.PI) / 4))]);
  const end = x + letters * size;
  if (tail > 0) wave.push([end, y + tail]);
  return [
    wave,
    ...(dot
      ? [
          [
            [x + size / 2, y - size * 1.5],
            [x + size / 2 + 1, y - size * 1.5],
          ] as const,
        ]
      : []),
  ];
};

const run = (scene: Scene, settled = true) => {
  const maps = mapsOf(scene, settled);
  const traced = traceStrokes(startTrace(), maps);
  return { maps, traced, ...segmentLines(startLines(), maps, traced) };
};

describe('segmentLines', () => {
  const paper = barePaper(320, 200, 1.5);

  it('finds each line of writing once, in reading order', () => {
    const ys = [40, 70, 100, 130];
    const scene = drawStrokes(
      paper,
      ys.flatMap((y) => [...word(20, y, 6), ...word(110, y, 5), ...word(200, y, 7)]),
    );
    const { lines } = run(scene);
    expect(lines).toHaveLength(4);
    lines.forEach((line, i) => {
      expect(line.baseline[0].y * 1.5).toBeGreaterThan(ys[i]! - 4);
      expect(line.baseline[0].y * 1.5).toBeLessThan(ys[i]! + 4);
    });
  });

  it('follows lines that slope', () => {
    const tilt = (strokes: Polyline[]): Polyline[] => strokes.map((s) => s.map(([x, y]) => [x, y + 0.09 * x] as const));
    const scene = drawStrokes(
      paper,
      [40, 72, 104].flatMap((y) => tilt([...word(20, y, 6), ...word(105, y, 6), ...word(190, y, 6)])),
    );
    const { lines } = run(scene);
    expect(lines).toHaveLength(3);
    for (const { baseline } of lines)
      expect((baseline[1].y - baseline[0].y) / (baseline[1].x - baseline[0].x)).toBeCloseTo(0.09, 1);
  });

  it('cuts a descender that touches the next line, and gives each line its own', () => {
    const scene = drawStrokes(paper, [
      ...word(20, 50, 6, 10, 22),
      ...word(110, 50, 6),
      ...word(20, 80, 6),
      ...word(110, 80, 6),
    ]);
    const { lines } = run(scene);
    expect(lines).toHaveLength(2);
    expect(lines[0]!.box.y).toBeLessThan(lines[1]!.box.y);
    expect((lines[1]!.box.y + lines[1]!.box.height) * 1.5).toBeGreaterThan(78);
  });

  it('keeps a line whose longest word touches the next line', () => {
    const ladder: Polyline[] = [
      word(110, 50, 7)[0]!,
      word(110, 68, 7)[0]!,
      [
        [140, 40],
        [140, 68],
      ],
      [
        [170, 45],
        [170, 68],
      ],
    ];
    const scene = drawStrokes(paper, [
      ...word(20, 50, 3),
      ...word(66, 50, 3),
      ...ladder,
      ...word(20, 68, 7),
      ...word(200, 68, 7),
    ]);
    expect(run(scene).lines).toHaveLength(2);
  });

  it('joins a word of low letters alone to its line of tall ones', () => {
    const tall = (x: number): Polyline[] => [
      ...word(x, 60, 2, 9),
      [
        [x + 9, 60],
        [x + 12, 34],
      ],
      [
        [x, 60],
        [x + 2, 34],
      ],
    ];
    const scene = drawStrokes(paper, [...tall(20), ...tall(60), ...tall(100), ...word(200, 60, 4, 9)]);
    expect(run(scene).lines).toHaveLength(1);
  });

  it('leaves a tall initial whole, whose bowl stands above all other letters', () => {
    // The P of "Portail", as a hand of the virtual wall writes it: its bowl is a ridge of ink of its own, left of the stem's middle.
    const initial: Polyline[] = [
      [
        [36, 47],
        [45, 44],
        [60, 46],
        [75, 54],
        [80, 64],
        [75, 74],
        [62, 80],
        [50, 81],
        [40, 75],
      ],
      [
        [47, 58],
        [52, 101],
      ],
    ];
    const wide = barePaper(420, 140, 0.88);
    const words = [...word(82, 98, 2, 28), ...word(148, 98, 3, 28), ...word(242, 98, 3, 28)];
    const scene = drawStrokes(wide, [...initial, ...words], 2.2);
    expect(run(scene).lines).toHaveLength(1);
  });

  it('keeps dots with the letter below them', () => {
    const scene = drawStrokes(paper, [...word(20, 60, 6, 10, 0, true), ...word(20, 100, 6, 10, 0, true)]);
    const { lines } = run(scene);
    expect(lines.map((l) => l.strokes.length)).toEqual([2, 2]);
  });

  it('shows a line’s own ink only: its neighbours are white in its crop', () => {
    const scene = drawStrokes(paper, [
      ...word(20, 60, 6, 10, 16),
      ...word(110, 60, 5),
      ...word(20, 84, 6),
      ...word(110, 84, 7),
    ]);
    const { lines } = run(scene);
    const inkOf = (data: Uint8Array): number => data.reduce((sum, v) => sum + (v < 128 ? 1 : 0), 0);
    const total = scene.albedo.reduce((sum, a) => sum + (a < 0.5 ? 1 : 0), 0);
    expect(lines).toHaveLength(2);
    expect(inkOf(lines[0]!.crop.data) + inkOf(lines[1]!.crop.data)).toBe(total);
  });

  it('leaves white around the ink of every crop', () => {
    const { lines } = run(drawStrokes(paper, word(60, 80, 6)));
    const { crop } = lines[0]!;
    for (let x = 0; x < crop.width; x++) expect(crop.data[x]).toBe(255);
    for (let y = 0; y < crop.height; y++) expect(crop.data[y * crop.width]).toBe(255);
  });

  it('adds a revision only to the line whose ink changed, and keeps all ids', () => {
    const upper = word(20, 50, 6);
    const lower = word(20, 100, 6);
    const first = mapsOf(drawStrokes(paper, [...upper, ...lower]));
    const second = mapsOf(drawStrokes(paper, [...upper, ...lower, ...word(110, 100, 4)]));
    const trace1 = traceStrokes(startTrace(), first);
    const lines1 = segmentLines(startLines(), first, trace1);
    const trace2 = traceStrokes(trace1.state, second);
    const lines2 = segmentLines(lines1.state, second, trace2);
    expect(lines2.lines.map((l) => l.id)).toEqual(lines1.lines.map((l) => l.id));
    expect(lines2.lines.map((l) => l.revision)).toEqual([1, 2]);
    expect([...lines2.dirty]).toEqual([lines1.lines[1]!.id]);
    const again = segmentLines(lines2.state, second, traceStrokes(trace2.state, second));
    expect(again.dirty.size).toBe(0);
    expect(again.lines).toEqual(lines2.lines);
  });

  it('takes a rim that flickers by a pixel for no change', () => {
    const strokes = [...word(20, 50, 6), ...word(100, 50, 5)];
    const first = mapsOf(drawStrokes(paper, strokes, 1.2));
    const second = mapsOf(drawStrokes(paper, strokes, 1.6));
    const trace1 = traceStrokes(startTrace(), first);
    const lines1 = segmentLines(startLines(), first, trace1);
    const lines2 = segmentLines(lines1.state, second, traceStrokes(trace1.state, second));
    expect(lines2.lines.map((l) => l.revision)).toEqual([1]);
  });

  it('asks for a line to be read again when its ink has settled', () => {
    const scene = drawStrokes(paper, word(20, 50, 6));
    const trace1 = traceStrokes(startTrace(), mapsOf(scene, false));
    const lines1 = segmentLines(startLines(), mapsOf(scene, false), trace1);
    const lines2 = segmentLines(lines1.state, mapsOf(scene, true), traceStrokes(trace1.state, mapsOf(scene, true)));
    expect(lines1.lines[0]!.settled).toBe(false);
    expect(lines2.lines[0]!).toMatchObject({ settled: true, revision: 1 });
    expect([...lines2.dirty]).toEqual([lines1.lines[0]!.id]);
  });

  it('says which lines are gone', () => {
    const first = mapsOf(drawStrokes(paper, [...word(20, 50, 6), ...word(20, 120, 6)]));
    const second = mapsOf(drawStrokes(paper, word(20, 120, 6)));
    const trace1 = traceStrokes(startTrace(), first);
    const lines1 = segmentLines(startLines(), first, trace1);
    const lines2 = segmentLines(lines1.state, second, traceStrokes(trace1.state, second));
    expect(lines2.withdrawn).toEqual([lines1.lines[0]!.id]);
    expect(lines2.lines.map((l) => l.id)).toEqual([lines1.lines[1]!.id]);
  });

  it('reads two short texts side by side from left to right', () => {
    const scene = drawStrokes(paper, [...word(240, 82, 4), ...word(20, 80, 4)]);
    const { lines } = run(scene);
    expect(lines).toHaveLength(2);
    expect(lines[0]!.box.x).toBeLessThan(lines[1]!.box.x);
  });
});
