import { beforeAll, describe, expect, it } from 'vitest';
import { canvasPoint } from '../../../../calibration/frames.ts';
import { drawSegment, makeInkLayer } from '../../../../client/sources/virtual-wall/ink.ts';
import { LiveWall } from '../../../../client/sources/virtual-wall/live-driver.ts';
import { measureLight } from '../../../../client/sources/virtual-wall/measure-light.ts';
import { runOffline } from '../../../../client/sources/virtual-wall/offline-driver.ts';
import type { RepertoireEntry } from '../../../../client/sources/virtual-wall/repertoire/repertoire.ts';
import { scheduleLines } from '../../../../client/sources/virtual-wall/schedule-lines.ts';
import { planesToRgba } from '../../../../client/sources/virtual-wall/sensor.ts';
import { truthOf } from '../../../../client/sources/virtual-wall/step-world.ts';
import { endOf } from '../../../../client/sources/virtual-wall/write-script.ts';
import { loadRepertoire } from './load-repertoire.ts';
import { plainLight, sameBytes, smallWorld } from './small-world.ts';

const SMALL = { width: 320, height: 180 };
let entries: readonly RepertoireEntry[];
beforeAll(async () => {
  entries = await loadRepertoire();
});

const live = (options: Partial<ConstructorParameters<typeof LiveWall>[0]> = {}): LiveWall =>
  new LiveWall({ seed: 6, lineCount: 2, auto: true, entries, camera: SMALL, ...options });

/** Ticks every `step` ms until `done`, at most `limit` ms; gives the last time. */
const play = (wall: LiveWall, from: number, done: () => boolean, step = 200, limit = 60_000): number => {
  let time = from;
  for (; time < from + limit && !done(); time += step) wall.tick(time);
  return time;
};

describe('the offline driver', () => {
  it('writes its lines in the world’s own time and hands over frames with the truth', async () => {
    const world = smallWorld();
    const lines = scheduleLines(2, world.sheet.size, 1, entries);
    let frames = 0;
    let inked = 0;
    const written = await runOffline(
      { world, lines, seed: 2, fps: 4, seconds: endOf(lines) / 1000 + 1, project: () => null },
      ({ frame, truth, index }) => {
        expect(frame.time).toBe(index * 250);
        frames++;
        inked = truth.inks[0]!.coverage.reduce((a, b) => a + b, 0);
      },
    );
    expect(written.map((w) => w.text)).toEqual(lines.map((l) => l.text));
    expect(frames).toBe(Math.round((endOf(lines) / 1000 + 1) * 4));
    expect(inked).toBeGreaterThan(100_000);
  });

  it('keeps the hand out when asked to', async () => {
    const world = smallWorld();
    const lines = scheduleLines(2, world.sheet.size, 1, entries);
    const film = async (showHand: boolean): Promise<{ bytes: Uint8ClampedArray; hands: number }> => {
      let hands = 0;
      let bytes = new Uint8ClampedArray();
      await runOffline(
        { world, lines, seed: 2, fps: 2, seconds: 3, project: () => null, showHand },
        ({ frame, hand }) => {
          if (hand) hands++;
          bytes = frame.data.slice();
        },
      );
      return { bytes, hands };
    };
    const shown = await film(true);
    const hidden = await film(false);
    expect(shown.hands).toBeGreaterThan(0);
    expect(hidden.hands).toBe(0);
    expect(sameBytes(shown.bytes, hidden.bytes)).toBe(false);
  });
});

describe('the wall in real time', () => {
  it('paints the bytes that the offline driver paints', async () => {
    const wall = live({ lineCount: 1 });
    const world = smallWorld();
    const light = plainLight(world, 40, 20, 0);
    wall.project(light);
    const lines = scheduleLines(6, world.sheet.size, 1, entries);
    const rgba = new Uint8ClampedArray(SMALL.width * SMALL.height * 4);
    await runOffline({ world, lines, seed: 6, fps: 5, seconds: 4, project: () => light }, ({ frame, index }) => {
      const { planes, size } = wall.tick(frame.time);
      planesToRgba(planes, size, rgba);
      expect(sameBytes(rgba, frame.data), `frame ${index}`).toBe(true);
    });
  });

  it('writes as many lines as were asked for and then rests, its hand gone', () => {
    const wall = live();
    play(wall, 0, () => wall.state.finished && !wall.state.playing);
    expect(wall.written).toHaveLength(2);
    expect(wall.written.map((w) => w.text)).toEqual(
      scheduleLines(6, smallWorld().sheet.size, 2, entries).map((l) => l.text),
    );
    expect(wall.written[1]!.penUpAt).toBeGreaterThan(wall.written[0]!.penUpAt);
    expect(wall.state.writing).toBe(false);
  });

  it('writes on another sheet when one is full', () => {
    const wall = live({ lineCount: 6 });
    play(wall, 0, () => wall.state.finished, 300, 120_000);
    expect(wall.written).toHaveLength(6);
    expect(wall.state.finished).toBe(true);
  });

  it('waits while somebody writes with a pen of their own, in their own colour', () => {
    const wall = live();
    let time = play(wall, 0, () => wall.state.writing);
    wall.draw('red', canvasPoint(100, 400), canvasPoint(180, 430), 3, 3);
    expect(wall.state.playing).toBe(false);
    const before = wall.tick(time).planes.slice();
    time += 200;
    for (let i = 0; i < 30; i++, time += 200) wall.tick(time);
    expect(wall.written).toHaveLength(0);
    wall.setPlaying(true);
    play(wall, time, () => wall.written.length > 0);
    expect(wall.written).toHaveLength(1);
    expect(sameBytes(before, wall.tick(time + 60_000).planes)).toBe(false);
  });

  it('writes one line at a time when asked to, also when it was finished', () => {
    const wall = live({ auto: false, lineCount: 1 });
    let time = play(wall, 0, () => false, 200, 4000);
    expect(wall.written).toHaveLength(0);
    wall.writeNextLine();
    time = play(wall, time, () => !wall.state.playing);
    expect(wall.written).toHaveLength(1);
    wall.writeNextLine();
    play(wall, time, () => !wall.state.playing);
    expect(wall.written).toHaveLength(2);
  });

  it('hangs a new sheet, turns lamp and hand off, and changes its camera without losing ink', () => {
    const wall = live({ auto: false });
    wall.project(plainLight(smallWorld(), 255));
    wall.draw('black', canvasPoint(300, 250), canvasPoint(500, 250), 12, 12);
    const bright = (): number =>
      wall
        .tick(1000)
        .planes.subarray(0, SMALL.width * SMALL.height)
        .reduce((a, b) => a + b, 0);
    const lit = bright();
    wall.setLamp(false);
    expect(bright()).toBeLessThan(lit * 0.9);
    expect(wall.measure().onInk).toBeLessThan(0.01);
    wall.setLamp(true);
    expect(bright()).toBe(lit);
    expect(wall.measure().onInk).toBeGreaterThan(0.9);
    wall.setCamera({ width: 240, height: 180 });
    expect(wall.tick(1200).size.width).toBe(240);
    expect(wall.measure().onInk).toBeGreaterThan(0.9);
    wall.newSheet();
    expect(wall.measure().onInk).toBe(0);
  });
});

describe('measured light', () => {
  it('tells light on the ink from light beside it', () => {
    const world = smallWorld();
    const ink = makeInkLayer(world.sheet.size);
    drawSegment(ink, canvasPoint(200, 250), canvasPoint(600, 250), 4, 4);
    const light = plainLight(world, 0);
    // A band of light along the ink, a little wider than it: rows about y = 250 mm.
    const { canvasToProjector: h } = world.projector;
    for (let v = 0; v < 360; v++)
      for (let u = 0; u < 640; u++) {
        // The band's edge is where the canvas' y is 243 or 257 mm: forward map of the two at this u is near enough to a row.
        const at = (y: number): number => {
          const x = 400;
          return (h[3]! * x + h[4]! * y + h[5]!) / (h[6]! * x + h[7]! * y + h[8]!);
        };
        if (v > at(238) && v < at(262)) light.data.set([255, 255, 255, 255], 4 * (v * 640 + u));
      }
    const lit = measureLight(world.sheet.size, truthOf(world, [ink], light));
    expect(lit.onInk).toBeGreaterThan(0.9);
    expect(lit.elsewhere).toBeLessThan(0.05);
    const dark = measureLight(world.sheet.size, truthOf(world, [ink], null));
    expect(dark.onInk).toBeCloseTo(world.projector.blackLevel, 6);
    expect(measureLight(world.sheet.size, truthOf(world, [], light)).onInk).toBe(0);
  });
});
