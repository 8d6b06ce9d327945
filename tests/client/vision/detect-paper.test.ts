import { beforeAll, describe, expect, it } from 'vitest';
import { type Quad, sheetQuad } from '../../../calibration/frames.ts';
import { makeWorld, PROJECTOR_SIZE, SMALL_CAMERA } from '../../../client/sources/virtual-wall/default-world.ts';
import { stepWorld } from '../../../client/sources/virtual-wall/step-world.ts';
import { cameraPointOf } from '../../../client/sources/virtual-wall/world-maps.ts';
import type { Cv } from '../../../client/vision/cv.ts';
import { detectPaper } from '../../../client/vision/detect-paper.ts';
import { liveMats, withMats } from '../../../client/vision/with-mats.ts';
import { cornerError } from '../../evaluate/corner-error.ts';
import { loadOpenCv } from '../../evaluate/load-opencv.ts';
import { countMats } from './count-mats.ts';
import { type Desk, drawScene, PLAIN, randomQuad, type Scene } from './draw-scene.ts';
import { seeded } from './random.ts';

/** Small pictures keep the suite quick; a camera's px are half as large. */
const SIZE = { width: 640, height: 360 };
const DESKS: readonly Desk[] = ['dark', 'light', 'wood', 'carpet', 'tiles', 'wall'];
const SEED = 20261122;
console.log(`paper scenes: seed ${SEED}`);

let cv: Cv;
beforeAll(async () => {
  cv = await loadOpenCv();
});

const scene = (desk: Desk, seed: number, change: Partial<Scene> = {}): Scene => {
  const random = seeded(SEED + seed);
  return {
    ...PLAIN,
    ...SIZE,
    desk,
    seed,
    gradient: 0.65 + 0.35 * random(),
    quad: randomQuad(random, 640, 360),
    ...change,
  };
};

/** Worst corner's distance as a share of the diagonal; the reason in the message when nothing is found. */
const errorOf = (drawn: Scene): number => {
  const picture = drawScene(drawn);
  const sighting = detectPaper(cv, picture);
  if (sighting.kind === 'absent') throw new Error(`not found on ${drawn.desk}, seed ${drawn.seed}: ${sighting.reason}`);
  return cornerError(sighting.quad, drawn.quad, picture);
};

describe('detectPaper', () => {
  it.each(DESKS)('finds the sheet on a desk: %s', (desk) => {
    expect(errorOf(scene(desk, 1))).toBeLessThan(0.005);
    expect(errorOf(scene(desk, 2, { writing: 'dense' }))).toBeLessThan(0.005);
  });

  it.each([0, 1, 2, 3] as const)('finds the paper when one corner is covered by a hand: corner %i', (corner) => {
    for (const desk of ['wood', 'wall'] as const)
      expect(errorOf(scene(desk, 10 + corner, { handOver: corner }))).toBeLessThan(0.01);
  });

  it('finds the paper when a shadow falls across it', () => {
    for (const desk of ['wood', 'light', 'wall'] as const)
      expect(errorOf(scene(desk, 20, { shadow: 0.5 }))).toBeLessThan(0.005);
  });

  it('finds the true corners when the edges bow, outward and inward', () => {
    for (const bow of [[0.02, -0.015, 0.015, -0.02] as const, [-0.02, 0.02, -0.01, 0.01] as const])
      expect(errorOf(scene('wood', 30, { bow }))).toBeLessThan(0.006);
  });

  it('finds the paper while the projector draws on it and lights the wall around it', () => {
    for (const desk of ['wall', 'dark'] as const)
      for (const seed of [40, 41]) expect(errorOf(scene(desk, seed, { projected: true }))).toBeLessThan(0.006);
  });

  it('finds the paper when all of that happens at once', () => {
    const change = { handOver: 2, shadow: 0.6, writing: 'dense', bow: [0.01, -0.01, 0.012, 0], noise: 4 } as const;
    for (const desk of DESKS) expect(errorOf(scene(desk, 50, change))).toBeLessThan(0.012);
  });

  it('takes the frame as the side of a sheet that runs out of it', () => {
    const quad: Quad<'camera'> = [
      { x: 180, y: 60 },
      { x: 470, y: 52 },
      { x: 486, y: 420 },
      { x: 172, y: 425 },
    ];
    for (const desk of DESKS) expect(errorOf(scene(desk, 60, { quad }))).toBeLessThan(0.012);
  });

  it('finds the virtual wall’s sheet to a px, through its lens, a hand and whatever the projector shows', () => {
    const { width, height } = PROJECTOR_SIZE;
    const lit = new Uint8ClampedArray(width * height * 4).fill(255);
    for (let y = 0; y < height; y++) lit.fill(0, y * width * 4, (y * width + width / 3) * 4);
    const hand = { kind: 'hand', tip: { x: 760, y: 460 }, heightMm: 20, side: 'right' } as const;
    const world = { ...makeWorld({ camera: SMALL_CAMERA }), occluders: [hand] };
    for (const light of [null, { size: PROJECTOR_SIZE, data: lit }]) {
      const { frame } = stepWorld(world, [], light, 0, SEED);
      const grey = {
        ...frame.size,
        data: Uint8Array.from({ length: frame.data.length / 4 }, (_, at) => frame.data[4 * at + 1]!),
      };
      const sighting = detectPaper(cv, grey);
      expect(sighting.kind).toBe('found');
      if (sighting.kind !== 'found') return;
      sheetQuad(world.sheet.size).forEach((corner, at) => {
        const truth = cameraPointOf(world.camera, corner);
        expect(Math.hypot(sighting.quad[at]!.x - truth.x, sighting.quad[at]!.y - truth.y)).toBeLessThan(1);
      });
    }
  });

  it('gives the corner nearest the top-left of the picture first', () => {
    const sighting = detectPaper(cv, drawScene(scene('wood', 70)));
    expect(sighting.kind).toBe('found');
    if (sighting.kind !== 'found') return;
    const [topLeft, topRight, bottomRight, bottomLeft] = sighting.quad;
    expect(topLeft.x).toBeLessThan(topRight.x);
    expect(topLeft.y).toBeLessThan(bottomLeft.y);
    expect(bottomRight.x).toBeGreaterThan(bottomLeft.x);
  });

  it('says why when there is none', () => {
    const blank = { ...SIZE, data: new Uint8Array(SIZE.width * SIZE.height) };
    expect(detectPaper(cv, { ...blank, data: blank.data.map((_, at) => 6 + (at % 5)) })).toEqual({
      kind: 'absent',
      reason: 'too-dark',
    });
    for (const [at, desk] of DESKS.entries())
      for (const change of [{}, at % 2 ? ({ shadow: 0.6, handOver: 2 } as const) : { projected: true }]) {
        const sighting = detectPaper(cv, drawScene(scene(desk, 80, { noSheet: true, ...change })));
        expect([desk, change, sighting.kind]).toEqual([desk, change, 'absent']);
      }
    const far: Quad<'camera'> = [
      { x: 300, y: 150 },
      { x: 410, y: 152 },
      { x: 408, y: 230 },
      { x: 301, y: 229 },
    ];
    expect(detectPaper(cv, drawScene(scene('dark', 90, { quad: far, writing: 'none' })))).toEqual({
      kind: 'absent',
      reason: 'too-small',
    });
  });

  it('has as many Mats alive after 500 pictures as after 50', () => {
    const { counted, alive } = countMats(cv);
    const small = drawScene({ ...scene('wood', 3), width: 96, height: 54, quad: randomQuad(seeded(3), 96, 54) });
    const aliveAfter = (calls: number): number => {
      for (let call = 0; call < calls; call++) detectPaper(counted, small);
      return alive();
    };
    const early = aliveAfter(50);
    expect(aliveAfter(450)).toBe(early);
    expect(liveMats()).toBe(0);
  });
});

describe('withMats', () => {
  it('frees what was made when the body throws, and turns a number from OpenCV into an error that says what was wrong', () => {
    const { counted, alive } = countMats(cv);
    const wrong = (): void =>
      withMats(counted, (scope) => {
        const empty = scope.mat();
        expect(alive()).toBe(1);
        counted.resize(empty, scope.mat(), { width: 0, height: 0 }, 0, 0, counted.INTER_AREA);
      });
    expect(wrong).toThrow(/OpenCV: .*resize/);
    expect(alive()).toBe(0);
    expect(liveMats()).toBe(0);
  });
});
