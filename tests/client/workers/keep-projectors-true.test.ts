/** Two projectors before one camera: the simulator's lamp shows the light of both, each page's patches where its own record has them. */
import { describe, expect, it } from 'vitest';
import { type Quad, type Size, sheetQuad } from '../../../calibration/frames.ts';
import { composeHomographies } from '../../../calibration/homography.ts';
import { codeOfCount, PATCH_MS } from '../../../calibration/latency/patch-code.ts';
import { placePatches } from '../../../calibration/latency/place-patches.ts';
import { type CalibrationRecord, plainRecord } from '../../../calibration/record.ts';
import { makeWorld } from '../../../client/sources/virtual-wall/default-world.ts';
import { planesLength } from '../../../client/sources/virtual-wall/sensor.ts';
import { planeStepper } from '../../../client/sources/virtual-wall/step-world.ts';
import { cameraPointOf } from '../../../client/sources/virtual-wall/world-maps.ts';
import { keepProjectorsTrue } from '../../../client/workers/keep-projectors-true.ts';
import type { TruthFound } from '../../../client/workers/truth-messages.ts';
import { paintPatches } from '../../evaluate/drift/paint-patches.ts';

const FRAME_MS = 100;
const WORLD = makeWorld({ camera: { width: 640, height: 360 } });
const SHEET = WORLD.sheet.size;
const LAMP = WORLD.projector.size;

interface Page {
  readonly name: string;
  /** px of the lamp's raster where this page's raster begins. */
  readonly left: number;
  readonly raster: Size;
  /** From its beat to the picture that shows it. */
  readonly delayMs: number;
  /** Its beats begin so much later than the other's. */
  readonly phaseMs: number;
  readonly until: number;
}
const HALF: Size = { width: LAMP.width / 2, height: LAMP.height };
const LEFT: Page = { name: 'left', left: 0, raster: HALF, delayMs: 60, phaseMs: 0, until: 1e9 };
const RIGHT: Page = { name: 'right', left: HALF.width, raster: HALF, delayMs: 360, phaseMs: 230, until: 1e9 };

const recordOf = ({ name, left, raster }: Page): CalibrationRecord =>
  plainRecord({
    canvas: 'main',
    projector: name,
    sheet: SHEET,
    canvasToProjector: [
      ...composeHomographies<'canvas', 'projector', 'projector'>(WORLD.projector.canvasToProjector, [
        1,
        0,
        -left,
        0,
        1,
        0,
        0,
        0,
        1,
      ]),
    ],
    projectorSize: raster,
    source: 'structured-light',
    madeAt: '2026-01-01T00:00:00.000Z',
  });

const countAt = ({ phaseMs }: Page, time: number): number => Math.floor((time - phaseMs) / PATCH_MS);

const run = (pages: readonly Page[], seconds: number) => {
  const said: TruthFound[] = [];
  const keeper = keepProjectorsTrue((found) => said.push(found));
  const records = pages.map(recordOf);
  const step = planeStepper(WORLD, 5);
  const planes = new Uint8ClampedArray(planesLength(WORLD.camera.size));
  const { width, height } = WORLD.camera.size;
  const quad = sheetQuad(SHEET).map((p) => cameraPointOf(WORLD.camera, p)) as unknown as Quad<'camera'>;
  const told = new Map<string, number>();
  for (let time = 0; time < 1000 * seconds; time += FRAME_MS) {
    const data = new Uint8ClampedArray(4 * LAMP.width * LAMP.height);
    for (const [i, page] of pages.entries()) {
      if (time >= page.until) continue;
      const count = countAt(page, time);
      if (count !== told.get(page.name)) {
        const at = count * PATCH_MS + page.phaseMs;
        keeper.hear({ type: 'beat', projector: page.name, code: codeOfCount(count), at, all: false }, time, records);
        told.set(page.name, count);
      }
      const places = placePatches(records[i]!.canvasToProjector, page.raster, SHEET).map((place) => ({
        ...place,
        x: place.x + page.left,
      }));
      paintPatches({ size: LAMP, data }, places, codeOfCount(countAt(page, time - page.delayMs)));
    }
    step({ inks: [], inkChanged: null, projectorFrame: { size: LAMP, data }, occluders: [], time }, planes);
    const grey = { width, height, data: new Uint8Array(planes.buffer, 0, width * height) };
    keeper.see({ grey, time, quad, sheet: SHEET }, records);
  }
  return { keeper, said };
};
const mixedIn = (said: readonly TruthFound[]) =>
  said.flatMap((m) => (m.type === 'patches-mixed' ? [m.projectors] : []));

describe('two projectors before one camera', () => {
  it('are measured each by its own patches: neither delay is the other’s, nor between them', () => {
    const { keeper, said } = run([LEFT, RIGHT], 9);
    for (const { name, delayMs } of [LEFT, RIGHT]) {
      const delay = keeper.delay(name)!;
      expect(delay.p50, name).toBeGreaterThan(delayMs - FRAME_MS);
      expect(delay.p50, name).toBeLessThan(delayMs + FRAME_MS);
    }
    expect(mixedIn(said)).toEqual([]);
    const drifts = said.flatMap((m) => (m.type === 'drift' ? [m] : []));
    expect(drifts.every(({ fault }) => fault === null)).toBe(true);
    // Both keep what they compare with: one's pictures do not begin the other's anew.
    const kept = said.flatMap((m) => (m.type === 'record' ? [m.record.projector] : []));
    expect(kept.sort()).toEqual(['left', 'right']);
    expect(keeper.delay('nobody')).toBeNull();
  });

  it('that show their patches in the same places are told of, and no delay is; until one of them is gone', () => {
    const over: Page = { ...LEFT, name: 'over', delayMs: 360, phaseMs: 230 };
    const both = run([LEFT, over], 7);
    expect(mixedIn(both.said)).toEqual([['left', 'over']]);
    for (const { name } of [LEFT, over]) expect(both.keeper.delay(name)).toBeNull();
    expect(both.said.filter(({ type }) => type === 'latency')).toEqual([]);

    const after = run([LEFT, { ...over, until: 2000 }], 12);
    expect(mixedIn(after.said)).toEqual([['left', 'over'], []]);
    expect(after.keeper.delay('left')!.p50).toBeLessThan(LEFT.delayMs + FRAME_MS);
    expect(after.keeper.delay('over')).toBeNull();
  });

  it('says nothing of a projector that has no calibration', () => {
    const keeper = keepProjectorsTrue(() => expect.unreachable());
    keeper.note('main', 0);
    const grey = { width: 4, height: 4, data: new Uint8Array(16) };
    keeper.see({ grey, time: 0, quad: null, sheet: SHEET }, []);
    expect(keeper.delay('main')).toBeNull();
  });

  it('says at once that there is no calibration to put right, and to whom that was said', () => {
    const said: TruthFound[] = [];
    const keeper = keepProjectorsTrue((found) => said.push(found));
    keeper.hear({ type: 'repair', projector: 'left' }, 0, [recordOf(RIGHT)]);
    expect(said).toEqual([
      { type: 'repair-answer', projector: 'left', refused: expect.stringMatching(/no calibration.*\/calibrate/) },
    ]);
  });
});
