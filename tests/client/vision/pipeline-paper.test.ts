import { beforeAll, describe, expect, it } from 'vitest';
import type { Quad } from '../../../calibration/frames.ts';
import type { Cv } from '../../../client/vision/cv.ts';
import { startPipeline, stepPipeline } from '../../../client/vision/pipeline.ts';
import { liveMats } from '../../../client/vision/with-mats.ts';
import { loadOpenCv } from '../../evaluate/load-opencv.ts';
import { countMats } from './count-mats.ts';
import { drawScene, PLAIN, type Scene } from './draw-scene.ts';

const ROOM: Scene = {
  ...PLAIN,
  width: 480,
  height: 270,
  desk: 'wall',
  quad: [
    { x: 120, y: 40 },
    { x: 360, y: 35 },
    { x: 368, y: 215 },
    { x: 116, y: 222 },
  ],
};
/** A small sheet keeps the canvas raster small: this is about the sheet, not its ink. */
const SETTINGS = { sheet: { widthMm: 60, heightMm: 42 }, manualQuad: null };
const FRAME_MS = 250;

let cv: Cv;
beforeAll(async () => {
  cv = await loadOpenCv();
});

const furthest = (a: Quad<'camera'> | undefined, b: Quad<'camera'>): number =>
  a ? Math.max(...a.map((p, at) => Math.hypot(p.x - b[at]!.x, p.y - b[at]!.y))) : Number.POSITIVE_INFINITY;

/** The quad that the pipeline holds after each scene. */
const watch = (scenes: readonly Scene[]): (Quad<'camera'> | undefined)[] => {
  let state = startPipeline('test');
  return scenes.map((scene, at) => {
    const frame = { grey: drawScene({ ...scene, seed: at }), time: at * FRAME_MS, projector: null };
    const step = stepPipeline(cv, state, frame, SETTINGS, () => 0);
    state = step.state;
    return step.output.canvas?.paper.quad;
  });
};
const times = (count: number, scene: Scene): Scene[] => Array.from({ length: count }, () => scene);

describe('the sheet through the pipeline', () => {
  it('stays where it is while a hand rests on a corner and leaves again', () => {
    const quads = watch([...times(6, ROOM), ...times(6, { ...ROOM, handOver: 2 }), ...times(3, ROOM)]);
    for (const quad of quads.slice(3)) {
      expect(furthest(quad, ROOM.quad)).toBeLessThan(2);
      expect(furthest(quad, quads[5]!)).toBeLessThan(1);
    }
  });

  it('is right soon after a hand has left that was there from the start', () => {
    const quads = watch([...times(3, { ...ROOM, handOver: 0, shadow: 0.6 }), ...times(16, ROOM)]);
    expect(furthest(quads.at(-1), ROOM.quad)).toBeLessThan(1.5);
  });

  it('has as many Mats alive after 500 frames as after 50', () => {
    const { counted, alive } = countMats(cv);
    const small = drawScene({
      ...ROOM,
      width: 120,
      height: 68,
      quad: ROOM.quad.map(({ x, y }) => ({ x: x / 4, y: y / 4 })) as unknown as Quad<'camera'>,
    });
    let state = startPipeline('mats');
    let frameCount = 0;
    const aliveAfter = (frames: number): number => {
      for (let frame = 0; frame < frames; frame++) {
        const time = frameCount++ * FRAME_MS;
        state = stepPipeline(counted, state, { grey: small, time, projector: null }, SETTINGS, () => 0).state;
      }
      return alive();
    };
    const early = aliveAfter(50);
    expect(state.track.kind).toBe('held');
    expect(aliveAfter(450)).toBe(early);
    expect(liveMats()).toBe(0);
  });
});
