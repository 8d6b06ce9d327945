/** The worker's keeper of a calibration, from beats and pictures to messages: delay, reference, drift, repair. The simulator is projector and camera. */
import { describe, expect, it } from 'vitest';
import { type Quad, sheetQuad } from '../../../calibration/frames.ts';
import { composeHomographies } from '../../../calibration/homography.ts';
import { codeOfCount, PATCH_MS } from '../../../calibration/latency/patch-code.ts';
import { placePatches } from '../../../calibration/latency/place-patches.ts';
import { repairPatches } from '../../../calibration/latency/repair-patches.ts';
import { type CalibrationRecord, plainRecord } from '../../../calibration/record.ts';
import { makeWorld } from '../../../client/sources/virtual-wall/default-world.ts';
import { planesLength } from '../../../client/sources/virtual-wall/sensor.ts';
import { planeStepper } from '../../../client/sources/virtual-wall/step-world.ts';
import type { World } from '../../../client/sources/virtual-wall/world.ts';
import { cameraPointOf } from '../../../client/sources/virtual-wall/world-maps.ts';
import { keepTrue } from '../../../client/workers/keep-true.ts';
import type { TruthFound } from '../../../client/workers/truth-messages.ts';
import { paintPatches } from '../../evaluate/drift/paint-patches.ts';

const FRAME_MS = 250;
/** From the beat to the picture that shows it. */
const DELAY_MS = 130;
const SHEET = makeWorld().sheet.size;

const recordOf = (world: World, more: Partial<CalibrationRecord> = {}): CalibrationRecord =>
  plainRecord({
    canvas: 'main',
    projector: 'main',
    sheet: SHEET,
    canvasToProjector: [...world.projector.canvasToProjector],
    projectorSize: world.projector.size,
    source: 'structured-light',
    madeAt: '2026-01-01T00:00:00.000Z',
    ...more,
  });

/** The keeper at work; `run` lets `seconds` pass over a world. */
const bench = (record: CalibrationRecord) => {
  const said: TruthFound[] = [];
  let inForce = record;
  const keeper = keepTrue('main', (message) => {
    said.push(message);
    if (message.type === 'record') inForce = message.record;
  });
  let time = 0;
  let told = -1;
  const run = (world: World, seconds: number, all = false): void => {
    const step = planeStepper(world, 5);
    const planes = new Uint8ClampedArray(planesLength(world.camera.size));
    const { size } = world.projector;
    const quad = sheetQuad(SHEET).map((p) => cameraPointOf(world.camera, p)) as unknown as Quad<'camera'>;
    for (const end = time + 1000 * seconds; time < end; time += FRAME_MS) {
      const count = Math.floor(time / PATCH_MS);
      if (count !== told)
        keeper.hear({ type: 'beat', projector: 'main', code: codeOfCount(count), at: count * PATCH_MS, all }, time);
      told = count;
      const data = new Uint8ClampedArray(4 * size.width * size.height);
      const places = all
        ? repairPatches(inForce.canvasToProjector, size, SHEET).map(({ place }) => place)
        : placePatches(inForce.canvasToProjector, size, SHEET);
      paintPatches({ size, data }, places, codeOfCount(Math.floor((time - DELAY_MS) / PATCH_MS)));
      step({ inks: [], inkChanged: null, projectorFrame: { size, data }, occluders: [], time }, planes);
      const { width, height } = world.camera.size;
      const grey = { width, height, data: new Uint8Array(planes.buffer, 0, width * height) };
      keeper.see({ grey, time, quad, sheet: SHEET, record: inForce });
    }
  };
  const repair = () => keeper.hear({ type: 'repair', projector: 'main' }, time);
  const accept = (next: CalibrationRecord): void => {
    inForce = next;
  };
  return { run, repair, accept, said, keeper, record: () => inForce };
};
const of = <T extends TruthFound['type']>(said: readonly TruthFound[], type: T) =>
  said.filter((m): m is Extract<TruthFound, { type: T }> => m.type === type);

describe('keepTrue', () => {
  it('tells the delay, keeps a reference with the record, notices a push and puts it right', () => {
    const world = makeWorld({ camera: { width: 640, height: 360 } });
    const wall = bench(recordOf(world));
    wall.run(world, 8);
    const [latency] = of(wall.said, 'latency');
    expect(latency!.latency.p50Ms).toBeGreaterThan(0);
    expect(latency!.latency.p50Ms).toBeLessThan(DELAY_MS + FRAME_MS);
    expect(wall.keeper.delay()!.p95).toBeGreaterThanOrEqual(DELAY_MS);
    expect(wall.record().reference!.edge.length).toBeGreaterThan(100);
    expect(of(wall.said, 'drift').every(({ fault }) => fault === null)).toBe(true);

    const { projector } = world;
    const pushed: World = {
      ...world,
      projector: {
        ...projector,
        canvasToProjector: composeHomographies([1, 0, 4, 0, 1, -3, 0, 0, 1], projector.canvasToProjector),
      },
    };
    wall.run(pushed, 9);
    const alarm = of(wall.said, 'drift').at(-1)!;
    expect(alarm.fault).toMatch(/^the projector moved: [45]\.\d mm/);
    wall.repair();
    wall.run(pushed, 4, true);
    const repaired = wall.record();
    const wrong = pushed.projector.canvasToProjector;
    for (const [i, value] of repaired.canvasToProjector.entries())
      expect(Math.abs(value - wrong[i]!)).toBeLessThan(Math.max(0.4, 0.02 * Math.abs(wrong[i]!)));
    wall.run(pushed, 5);
    expect(of(wall.said, 'drift').at(-1)!.fault).toBeNull();
    // Asked again, there is nothing to put right, and the record stays as it is.
    const records = of(wall.said, 'record').length;
    wall.repair();
    wall.run(pushed, 4, true);
    expect(of(wall.said, 'record')).toHaveLength(records);
  });

  it('says that a repair was in vain, and claims no drift that it did not measure', () => {
    const world = makeWorld({ camera: { width: 640, height: 360 } });
    const wall = bench(recordOf(world));
    wall.run(world, 8);
    const { width, height } = world.camera.size;
    const covered = { width, height, data: new Uint8Array(width * height).fill(90) };
    let time = 8000;
    for (let attempt = 1; attempt <= 3; attempt++) {
      const told = of(wall.said, 'drift').length;
      wall.keeper.hear({ type: 'repair', projector: 'main' }, time);
      for (const end = time + 6000; time < end; time += FRAME_MS)
        wall.keeper.see({ grey: covered, time, quad: null, sheet: SHEET, record: wall.record() });
      const said = of(wall.said, 'drift').slice(told);
      expect(said[0]!.fault).toMatch(/^Not enough/);
      expect(said[0]!.drift.mm).toBeLessThan(0.15);
    }
  });

  it('refuses a repair at once while there is nothing to compare with, says what is missing, and does not do it later', () => {
    const world = makeWorld({ camera: { width: 640, height: 360 } });
    const wall = bench(recordOf(world));
    const answers = () => of(wall.said, 'repair-answer').map(({ refused }) => refused);
    wall.repair();
    expect(answers()).toEqual([expect.stringContaining('has not seen the sheet')]);
    wall.run(world, 1);
    wall.repair();
    expect(answers()[1]).toMatch(/is being learnt.*calibrate again/);
    wall.run(world, 3);
    expect(answers()).toHaveLength(2);
    wall.repair();
    expect(answers()[2]).toBeNull();
    // Before it has begun, another calibration comes into force: nothing is known of how that one's light should lie.
    wall.accept(
      recordOf(world, {
        projectorSize: { width: 640, height: 400 },
        canvasToProjector: [0.7, 0, 5, 0, 0.7, 5, 0, 0, 1],
      }),
    );
    wall.run(world, 0.5);
    expect(answers()[3]).toMatch(/changed meanwhile/);
  });

  it('keeps nothing with an alignment that was made by hand', () => {
    const world = makeWorld({ camera: { width: 640, height: 360 } });
    const byHand = bench(recordOf(world, { source: 'keystone' }));
    byHand.run(world, 4);
    expect(of(byHand.said, 'record')).toEqual([]);
  });
});
