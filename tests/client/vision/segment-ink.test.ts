import { describe, expect, it } from 'vitest';
import type { CanvasImage } from '../../../client/vision/canvas-image.ts';
import type { InkMaps, PredictedLight } from '../../../client/vision/ink.ts';
import { type InkState, segmentInk } from '../../../client/vision/segment-ink.ts';
import { announce, barePaper, bars, countInk, drawStrokes, layHand, photograph, type Scene } from './paper-raster.ts';
import { seeded } from './random.ts';

const WORD: readonly (readonly [number, number])[][] = [
  [
    [40, 60],
    [50, 40],
    [60, 60],
    [70, 40],
    [80, 60],
  ],
  [
    [90, 40],
    [90, 62],
    [104, 62],
  ],
];

/** Plays frames 100 ms apart through the stage; `show` gives each frame's picture and predicted light. */
const play = (
  count: number,
  show: (index: number) => { readonly picture: CanvasImage; readonly light?: PredictedLight | null },
  visit: (maps: InkMaps, index: number) => void = () => {},
): InkMaps => {
  let state: InkState | null = null;
  let maps: InkMaps | null = null;
  for (let index = 0; index < count; index++) {
    const { picture, light } = show(index);
    const step = segmentInk(state, picture, light ?? null, 1000 + 100 * index);
    state = step.state;
    maps = step.maps;
    visit(maps, index);
  }
  return maps!;
};

const still = (scene: Scene) => (index: number) => ({ picture: photograph(scene, index + 1) });

/** Share of `scene`'s ink pixels (albedo below 0.5) that the mask has. */
const recall = (scene: Scene, mask: { readonly data: Uint8Array }): number => {
  let ink = 0;
  let hit = 0;
  for (let i = 0; i < scene.albedo.length; i++)
    if (scene.albedo[i]! < 0.5) {
      ink++;
      if (mask.data[i] !== 0) hit++;
    }
  return hit / ink;
};

describe('segmentInk', () => {
  const paper = barePaper();
  const written = drawStrokes(paper, WORD);

  it('shows new ink as tentative in the frame that first shows it and settles it after 400 ms', () => {
    const settledAt: number[] = [];
    play(
      12,
      (index) => ({ picture: photograph(index < 3 ? paper : written, index + 1) }),
      (maps, index) => {
        settledAt.push(countInk(maps.settled));
        if (index === 2) expect(countInk(maps.mask)).toBe(0);
        if (index === 3) expect(recall(written, maps.mask)).toBeGreaterThan(0.9);
      },
    );
    expect(settledAt.slice(0, 7)).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(settledAt.at(-1)).toBeGreaterThan(0);
  });

  it('finds no ink on bare paper with a gradient and noise', () => {
    expect(countInk(play(8, still(paper)).mask)).toBe(0);
  });

  it('sees a hard pencil as well as a marker', () => {
    const pencil = drawStrokes(paper, WORD, 0.8, 0.5);
    const marker = drawStrokes(paper, WORD, 2.2, 0.05);
    const albedoIsInk = (scene: Scene) => ({ ...scene, albedo: scene.albedo.map((a) => (a < 0.8 ? 0.1 : 0.8)) });
    expect(recall(albedoIsInk(pencil), play(8, still(pencil)).settled)).toBeGreaterThan(0.8);
    expect(recall(albedoIsInk(marker), play(8, still(marker)).settled)).toBeGreaterThan(0.9);
  });

  it('never takes announced light for ink, whether it stands or moves', () => {
    const seed = 7;
    const random = seeded(seed);
    for (const speed of [0, 11]) {
      const phase = Math.floor(random() * 60);
      play(
        14,
        (index) => {
          const light = bars(paper, 60, phase + speed * index);
          return { picture: photograph(paper, seed + index, light), light: announce(paper, light) };
        },
        (maps, index) => expect(countInk(maps.settled), `seed ${seed}, speed ${speed}, frame ${index}`).toBe(0),
      );
    }
  });

  it('never settles a hand in moving light', () => {
    play(
      24,
      (index) => {
        const light = bars(paper, 60, 11 * index);
        const scene = index < 4 || index > 20 ? paper : layHand(paper, 30 + 9 * index, 80);
        return { picture: photograph(scene, index + 1, light), light: announce(paper, light) };
      },
      (maps, index) => expect(countInk(maps.settled), `frame ${index}`).toBe(0),
    );
  });

  it('settles new ink though the projector lights it from its first moment on', () => {
    const dark = { ...paper, albedo: new Float32Array(paper.albedo.length) };
    const halo = drawStrokes(dark, WORD, 3, 1).albedo;
    const maps = play(24, (index) => {
      if (index < 6) return { picture: photograph(index < 4 ? paper : written, index + 1) };
      // So thin a light is edge all over: its strength is known nowhere.
      const light = announce(paper, halo, 6);
      return { picture: photograph(written, index + 1, halo), light };
    });
    expect(recall(written, maps.settled)).toBeGreaterThan(0.9);
  });

  it('settles ink where a hand lay in the first frame, though light has been on it ever since the hand left', () => {
    const dark = { ...paper, albedo: new Float32Array(paper.albedo.length) };
    const halo = drawStrokes(dark, WORD, 3, 1).albedo;
    // So wide an edge that no cell around the writing is ever seen in light that is known.
    const light = announce(paper, halo, 16);
    const maps = play(40, (index) =>
      index < 3
        ? { picture: photograph(layHand(written, 70, 60), index + 1) }
        : { picture: photograph(written, index + 1, halo), light },
    );
    expect(recall(written, maps.settled)).toBeGreaterThan(0.9);
  });

  it('never settles a hand that lay there in the first frame and stays, in light of unknown strength', () => {
    const stripes = bars(paper, 60, 0, 0.8);
    const light = announce(paper, stripes, 16);
    const hand = layHand(paper, 70, 60);
    play(
      40,
      (index) =>
        index < 3 ? { picture: photograph(hand, index + 1) } : { picture: photograph(hand, index + 1, stripes), light },
      (maps, index) => expect(countInk(maps.settled), `frame ${index}`).toBe(0),
    );
  });

  it('never settles ink from light that nobody announced', () => {
    play(
      20,
      (index) => ({ picture: photograph(paper, index + 1, index < 4 ? null : bars(paper, 60, 9 * index)) }),
      (maps) => expect(countInk(maps.settled)).toBe(0),
    );
  });

  it('keeps ink that is lit in white exactly on its strokes', () => {
    // Light a little wider than the stroke, as a projector retraces it; unannounced, so nothing can be divided out.
    const halo = drawStrokes({ ...paper, albedo: new Float32Array(paper.albedo.length) }, WORD, 3, 1).albedo;
    let before = 0;
    const maps = play(
      30,
      (index) => ({ picture: photograph(written, index + 1, index < 8 ? null : halo) }),
      (m, index) => {
        if (index === 7) before = countInk(m.settled);
      },
    );
    expect(before).toBeGreaterThan(100);
    expect(countInk(maps.settled)).toBeGreaterThanOrEqual(before * 0.95);
  });

  it('sees ink that is written where announced light already falls', () => {
    const light = bars(paper, 480, 0, 0.8);
    const maps = play(16, (index) => ({
      picture: photograph(index < 5 ? paper : written, index + 1, light),
      light: announce(paper, light),
    }));
    expect(recall(written, maps.settled)).toBeGreaterThan(0.85);
  });

  it('never settles a hand that sweeps across, pauses and leaves', () => {
    const at = (index: number) =>
      index < 4 ? null : index < 14 ? 200 - 9 * index : index < 26 ? 74 : 74 + 14 * (index - 25);
    play(
      40,
      (index) => {
        const x = at(index);
        return { picture: photograph(x === null ? paper : layHand(paper, x, 80), index + 1) };
      },
      (maps, index) => expect(countInk(maps.settled), `frame ${index}`).toBe(0),
    );
  });

  it('keeps ink under a hand, and has all of it when the hand is gone', () => {
    let before = 0;
    let covered = 0;
    const maps = play(
      40,
      (index) => ({ picture: photograph(index > 8 && index < 30 ? layHand(written, 70, 60) : written, index + 1) }),
      (m, index) => {
        if (index === 8) before = countInk(m.settled);
        if (index === 25) {
          covered = countInk(m.covered);
          expect(countInk(m.settled)).toBeGreaterThanOrEqual(before * 0.97);
        }
      },
    );
    expect(covered).toBeGreaterThan(1000);
    expect(recall(written, maps.settled)).toBeGreaterThan(0.9);
  });

  it('lets ink go that is wiped away, after a second of bare paper', () => {
    const remaining: number[] = [];
    play(
      30,
      (index) => ({ picture: photograph(index < 8 ? written : drawStrokes(paper, [WORD[0]!]), index + 1) }),
      (maps) => remaining.push(countInk(maps.settled)),
    );
    expect(remaining[14]).toBe(remaining[8]);
    expect(remaining.at(-1)!).toBeLessThan(remaining[8]! * 0.8);
    expect(remaining.at(-1)!).toBeGreaterThan(0);
  });

  it('lets all ink go quickly when the sheet is replaced', () => {
    const maps = play(14, (index) => ({ picture: photograph(index < 8 ? written : paper, index + 1) }));
    expect(countInk(maps.mask)).toBe(0);
  });

  it('follows a change of exposure without a speck', () => {
    const maps = play(16, (index) => {
      const picture = photograph(written, index + 1);
      const gain = index < 6 ? 1 : 0.82;
      return { picture: { ...picture, data: picture.data.map((v) => Math.round(v * gain)) } };
    });
    expect(countInk(maps.mask)).toBeLessThan(1.6 * written.albedo.filter((a) => a < 0.5).length);
    expect(recall(written, maps.settled)).toBeGreaterThan(0.9);
  });

  it('gives the same maps for the same frames', () => {
    const run = () => play(9, still(written));
    const [a, b] = [run(), run()];
    expect(a.ink.data).toEqual(b.ink.data);
    expect(a.settled.data).toEqual(b.settled.data);
    expect(a.birth).toEqual(b.birth);
  });

  it('erases printed ruling and keeps the letters that cross it', () => {
    const ruled = { ...paper, albedo: paper.albedo.slice() };
    for (const y of [30, 50, 70, 90]) ruled.albedo.fill(0.45, y * paper.width, (y + 1) * paper.width);
    const both = drawStrokes(ruled, WORD);
    const maps = play(8, still(both));
    let onRules = 0;
    for (const y of [30, 70, 90])
      for (let x = 0; x < paper.width; x++) if (maps.mask.data[y * paper.width + x] !== 0) onRules++;
    expect(onRules).toBeLessThan(20);
    expect(recall(written, maps.mask)).toBeGreaterThan(0.85);
  });
});
