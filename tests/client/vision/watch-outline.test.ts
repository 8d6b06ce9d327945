import { beforeAll, describe, expect, it } from 'vitest';
import type { Cv } from '../../../client/vision/cv.ts';
import { type OutlineWatch, watchOutline } from '../../../client/vision/watch-outline.ts';
import { loadOpenCv } from '../../evaluate/load-opencv.ts';
import { drawScene, PLAIN, type Scene } from './draw-scene.ts';

const STILL: Scene = {
  ...PLAIN,
  width: 640,
  height: 360,
  desk: 'wood',
  quad: [
    { x: 160, y: 50 },
    { x: 480, y: 45 },
    { x: 490, y: 290 },
    { x: 155, y: 300 },
  ],
};

let cv: Cv;
let settled: OutlineWatch;
beforeAll(async () => {
  cv = await loadOpenCv();
  let watch: OutlineWatch | null = null;
  for (let time = 0; time <= 1500; time += 250)
    watch = watchOutline(cv, drawScene({ ...STILL, seed: time }), watch, time).watch;
  settled = watch!;
});

describe('watchOutline', () => {
  it('does not search the picture again while the sheet stays, whatever the noise', () => {
    for (const seed of [1, 2, 3]) {
      const { detected, sighting } = watchOutline(cv, drawScene({ ...STILL, seed }), settled, 1600);
      expect(detected).toBe(false);
      expect(sighting).toBe(settled.sighting);
    }
  });

  it('still sees the sheet under a hand without searching', () => {
    expect(watchOutline(cv, drawScene({ ...STILL, handOver: 2 }), settled, 1600).detected).toBe(false);
  });

  it('searches as soon as the sheet moves or goes', () => {
    const quad = STILL.quad.map(({ x, y }) => ({ x: x + 3, y })) as unknown as Scene['quad'];
    expect(watchOutline(cv, drawScene({ ...STILL, quad }), settled, 1600).detected).toBe(true);
    const gone = watchOutline(cv, drawScene({ ...STILL, noSheet: true }), settled, 1600);
    expect(gone.detected).toBe(true);
    expect(gone.sighting.kind).toBe('absent');
  });

  it('searches now and then in any case', () => {
    expect(watchOutline(cv, drawScene(STILL), settled, 1500 + 800).detected).toBe(true);
  });
});
