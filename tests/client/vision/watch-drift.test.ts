/** The watchdog over a running show in the simulator: a hand writes, light wanders, room light drifts. */
import { beforeAll, describe, expect, it } from 'vitest';
import { makeWorld } from '../../../client/sources/virtual-wall/default-world.ts';
import type { RepertoireEntry } from '../../../client/sources/virtual-wall/repertoire/repertoire.ts';
import type { Cv } from '../../../client/vision/cv.ts';
import { judgeDrift } from '../../../client/vision/judge-drift.ts';
import type { MovedThing } from '../../evaluate/drift/move-world.ts';
import { runShow } from '../../evaluate/drift/run-show.ts';
import { loadOpenCv } from '../../evaluate/load-opencv.ts';
import { loadRepertoire } from '../sources/virtual-wall/load-repertoire.ts';

/** Small, so that it is quick: 1.7 mm a px. The full one is measured by evaluate:drift. */
const world = makeWorld({ camera: { width: 640, height: 360 } });
const FPS = 3;
const MOVE_AT_MS = 4000;

describe('the watchdog', () => {
  let cv: Cv;
  let entries: readonly RepertoireEntry[];
  beforeAll(async () => {
    [cv, entries] = [await loadOpenCv(), await loadRepertoire()];
  });

  it.each<[MovedThing, number]>([
    ['paper', 21],
    ['camera', 22],
    ['projector', 23],
  ])('says when the %s was moved, by how much, and puts it right on command (seed %i)', (thing, seed) => {
    const move = { thing, atMs: MOVE_AT_MS, dx: 3.2, dy: -2.4 };
    const report = runShow(cv, { world, entries, seed, fps: FPS, seconds: 14, lightStepMs: 700, move });
    expect(report.alarms).toHaveLength(1);
    const { atMs, drift } = report.alarms[0]!;
    expect(drift.moved).toBe(thing);
    expect(drift.amountMm).toBeGreaterThan(3.2);
    expect(drift.amountMm).toBeLessThan(4.8);
    expect(atMs - MOVE_AT_MS).toBeLessThan(10_000);
    expect(report.repairedAtMs! - atMs).toBeLessThan(6000);
    expect(report.errorAfterMm).toBeLessThan(0.7);
    expect(report.calmAfterRepair).toBe(true);
  });

  it('is calm while nothing moves but hand and light', () => {
    const report = runShow(cv, { world, entries, seed: 24, fps: 2, seconds: 18, lightStepMs: 1000, move: null });
    expect(report.alarms).toEqual([]);
    expect(report.mostCalmMm).toBeLessThan(1);
  });
});

describe('judgeDrift', () => {
  const reference = { sheet: { widthMm: 400, heightMm: 300 }, canvasToCamera: [1, 0, 50, 0, 1, 50, 0, 0, 1] };
  const by = (x: number, y: number) => ({ centre: { x: 250, y: 200 }, scale: 250, terms: [x, y, 0, 0, 0, 0, 0, 0] });

  it('tells what moved by what stayed', () => {
    expect(judgeDrift(reference, by(2, 0), by(0.1, 0))).toMatchObject({ moved: 'paper' });
    expect(judgeDrift(reference, by(0, 0.1), by(0, 3))).toMatchObject({ moved: 'projector' });
    expect(judgeDrift(reference, by(2, 1), by(2.1, 1))).toMatchObject({ moved: 'camera' });
    expect(judgeDrift(reference, by(4, 0), by(0, 4))).toMatchObject({ moved: 'several' });
  });

  it('cannot tell paper from camera while no patch is in view, and says so', () => {
    const { moved, amountMm } = judgeDrift(reference, by(3, 4), null);
    expect(moved).toBe('paper-or-camera');
    expect(amountMm).toBeCloseTo(5, 1);
  });
});
