import { describe, expect, it } from 'vitest';
import { canvasPoint } from '../../../../calibration/frames.ts';
import { clearInk, drawSegment, makeInkLayer } from '../../../../client/sources/virtual-wall/ink.ts';
import { randomOf } from '../../../../client/sources/virtual-wall/random.ts';
import { stepper, stepWorld } from '../../../../client/sources/virtual-wall/step-world.ts';
import type { Occluder, ProjectorFrame, Rect, World } from '../../../../client/sources/virtual-wall/world.ts';
import { cameraPointOf } from '../../../../client/sources/virtual-wall/world-maps.ts';
import { clearWorld, dotAt, greyOf, plainLight, sameBytes, smallWorld } from './small-world.ts';

const hand = (x: number, y: number, heightMm = 0): Occluder => ({
  kind: 'hand',
  tip: canvasPoint(x, y),
  heightMm,
  side: 'right',
});

describe('the virtual wall as a function', () => {
  it('gives the same bytes for the same arguments, and other noise for another seed or moment', () => {
    const world = smallWorld();
    const ink = dotAt(world, canvasPoint(300, 200), 30);
    const bytes = (time: number, seed: number): Uint8ClampedArray =>
      stepWorld(world, [ink], null, time, seed).frame.data;
    expect(sameBytes(bytes(40, 7), bytes(40, 7))).toBe(true);
    expect(sameBytes(bytes(40, 7), bytes(40, 8))).toBe(false);
    expect(sameBytes(bytes(40, 7), bytes(80, 7))).toBe(false);
  });

  it('has noise of the strength that was asked for', () => {
    const world = smallWorld();
    const noisy = stepWorld({ ...world, camera: { ...world.camera, noise: 3 } }, [], null, 0, 1).frame;
    const clean = stepWorld({ ...world, camera: { ...world.camera, noise: 0 } }, [], null, 0, 1).frame;
    // Luma is what a camera's noise is stated for; red and blue carry chroma's noise too.
    const luma = (d: Uint8ClampedArray, i: number): number =>
      0.2126 * d[4 * i]! + 0.7152 * d[4 * i + 1]! + 0.0722 * d[4 * i + 2]!;
    let sum = 0;
    const n = clean.data.length / 4;
    for (let i = 0; i < n; i++) sum += (luma(noisy.data, i) - luma(clean.data, i)) ** 2;
    expect(Math.sqrt(sum / n)).toBeGreaterThan(2.7);
    expect(Math.sqrt(sum / n)).toBeLessThan(3.3);
  });

  it('adds the projector’s light and never darkens by it, on paper, ink, wall and hand', () => {
    const base = clearWorld();
    const world: World = { ...base, occluders: [hand(500, 200)] };
    const ink = dotAt(world, canvasPoint(300, 200), 40);
    const dark = greyOf(stepWorld(world, [ink], plainLight(world, 0), 0, 1).frame);
    let before = dark;
    for (const level of [60, 140, 255]) {
      const lit = greyOf(stepWorld(world, [ink], plainLight(world, level), 0, 1).frame);
      // Chroma is kept for blocks of 2×2 and rounded: a channel may lose a level or two where its neighbours gain colour.
      expect(lit.every((v, i) => v >= before[i]! - 2)).toBe(true);
      const mean = (g: Float64Array): number => g.reduce((a, b) => a + b, 0) / g.length;
      expect(mean(lit)).toBeGreaterThan(mean(before) + 3);
      before = lit;
    }
  });

  it('treats a lamp that is off as one that shows black', () => {
    const world = smallWorld();
    expect(
      sameBytes(
        stepWorld(world, [], null, 0, 1).frame.data,
        stepWorld(world, [], plainLight(world, 0), 0, 1).frame.data,
      ),
    ).toBe(true);
  });

  it('darkens where ink lies, and nowhere else', () => {
    const world = clearWorld();
    const at = canvasPoint(240, 160);
    const bare = greyOf(stepWorld(world, [], null, 0, 1).frame);
    const inked = greyOf(stepWorld(world, [dotAt(world, at, 24)], null, 0, 1).frame);
    const where = cameraPointOf(world.camera, at);
    const { width } = world.camera.size;
    expect(inked[Math.round(where.y) * width + Math.round(where.x)]!).toBeLessThan(
      0.4 * bare[Math.round(where.y) * width + Math.round(where.x)]!,
    );
    const elsewhere = [...bare.keys()].filter(
      (i) => Math.hypot((i % width) - where.x, Math.floor(i / width) - where.y) > 9,
    );
    expect(Math.max(...elsewhere.map((i) => Math.abs(inked[i]! - bare[i]!)))).toBeLessThanOrEqual(1);
  });

  it('shows a dot that is drawn at a canvas point where the truth’s maps say, within half a pixel', () => {
    const world = clearWorld();
    const { width } = world.camera.size;
    const bare = greyOf(stepWorld(world, [], null, 0, 1).frame);
    const random = randomOf(5);
    for (let n = 0; n < 12; n++) {
      const at = canvasPoint(30 + random() * 740, 30 + random() * 440);
      const inked = greyOf(stepWorld(world, [dotAt(world, at, 14)], null, 0, 1).frame);
      let [sum, x, y] = [0, 0, 0];
      inked.forEach((v, i) => {
        const less = bare[i]! - v;
        if (less < 2) return;
        sum += less;
        x += less * (i % width);
        y += less * Math.floor(i / width);
      });
      const predicted = cameraPointOf(world.camera, at);
      expect(Math.hypot(x / sum - predicted.x, y / sum - predicted.y)).toBeLessThan(0.5);
    }
  });

  it('throws a projector’s dot where the truth’s maps say, within half a camera pixel', () => {
    const world = clearWorld();
    const { width } = world.camera.size;
    const bare = greyOf(stepWorld(world, [], null, 0, 1).frame);
    for (const at of [canvasPoint(100, 80), canvasPoint(420, 260), canvasPoint(700, 430)]) {
      const light = plainLight(world, 0);
      const { canvasToProjector: h } = world.projector;
      const w = h[6]! * at.x + h[7]! * at.y + h[8]!;
      const px = (h[0]! * at.x + h[1]! * at.y + h[2]!) / w;
      const py = (h[3]! * at.x + h[4]! * at.y + h[5]!) / w;
      // A soft spot about the predicted place, so that its centre is known finer than a pixel.
      for (let v = Math.floor(py) - 6; v <= py + 7; v++)
        for (let u = Math.floor(px) - 6; u <= px + 7; u++) {
          const level = 255 * Math.exp(-((u - px) ** 2 + (v - py) ** 2) / 12);
          light.data.set([level, level, level, 255], 4 * (v * light.size.width + u));
        }
      const step = stepWorld(world, [], light, 0, 1);
      let [sum, x, y] = [0, 0, 0];
      greyOf(step.frame).forEach((v, i) => {
        const more = v - bare[i]!;
        if (more < 3) return;
        sum += more;
        x += more * (i % width);
        y += more * Math.floor(i / width);
      });
      const predicted = cameraPointOf(world.camera, at);
      expect(Math.hypot(x / sum - predicted.x, y / sum - predicted.y)).toBeLessThan(0.5);
      expect(step.truth.projectorLightAt(at)).toBeGreaterThan(0.7);
      expect(step.truth.projectorLightAt(canvasPoint(at.x, at.y + 60))).toBeCloseTo(world.projector.blackLevel, 6);
    }
  });

  it('repaints only what changed and still gives the bytes of painting everything', () => {
    const world = smallWorld();
    const ink = makeInkLayer(world.sheet.size);
    const film = stepper(world, 3);
    const random = randomOf(11);
    let light: ProjectorFrame | null = null;
    let hands: readonly Occluder[] = [];
    for (let n = 0; n < 14; n++) {
      let inkChanged: Rect | 'all' | null = null;
      if (n === 9) {
        clearInk(ink);
        inkChanged = 'all';
      } else if (n % 2 === 1) {
        const a = canvasPoint(random() * 800, random() * 500);
        const px = drawSegment(ink, a, canvasPoint(a.x + 60, a.y + 20), 4, 6);
        const s = ink.pxPerMm;
        inkChanged = px && { x0: px.x0 / s, y0: px.y0 / s, x1: px.x1 / s, y1: px.y1 / s };
      }
      if (n % 3 === 0) {
        light = plainLight(world, 0);
        const x0 = Math.floor(random() * 500);
        const y0 = Math.floor(random() * 260);
        for (let y = y0; y < y0 + 40; y++)
          for (let x = x0; x < x0 + 90; x++) light.data.set([200, 120, 40, 255], 4 * (y * light.size.width + x));
      }
      if (n % 4 !== 0) hands = [hand(random() * 900 - 50, random() * 600 - 50, n % 4 === 1 ? 0 : random() * 80)];
      else if (n % 8 === 0) hands = [];
      const time = n * 100;
      const part = film({ inks: [ink], inkChanged, projectorFrame: light, occluders: hands, time }).frame;
      const whole = stepWorld({ ...world, occluders: hands }, [ink], light, time, 3).frame;
      expect(sameBytes(part.data, whole.data), `step ${n}`).toBe(true);
    }
  });

  it('hides what is behind a hand and throws its shadow beside it', () => {
    const world = clearWorld();
    const bare = greyOf(stepWorld(world, [], null, 0, 1).frame);
    const held = greyOf(stepWorld({ ...world, occluders: [hand(250, 150)] }, [], null, 0, 1).frame);
    const { width } = world.camera.size;
    const at = (g: Float64Array, x: number, y: number): number => {
      const p = cameraPointOf(world.camera, canvasPoint(x, y));
      return g[Math.round(p.y) * width + Math.round(p.x)]!;
    };
    // The back of the hand; paper in its shadow; paper far from it.
    expect(at(held, 325, 220)).toBeLessThan(0.75 * at(bare, 325, 220));
    expect(at(held, 340, 320)).toBeLessThan(0.97 * at(bare, 340, 320));
    expect(at(held, 700, 100)).toBe(at(bare, 700, 100));
  });

  it('lets a left hand come from the left', () => {
    const world = clearWorld();
    const bare = greyOf(stepWorld(world, [], null, 0, 1).frame);
    const { width } = world.camera.size;
    const centre = (side: 'left' | 'right'): number => {
      const held = greyOf(stepWorld({ ...world, occluders: [{ ...hand(400, 150), side }] }, [], null, 0, 1).frame);
      let [sum, x] = [0, 0];
      held.forEach((v, i) => {
        const changed = Math.abs(v - bare[i]!);
        sum += changed;
        x += changed * (i % width);
      });
      return x / sum;
    };
    const tip = cameraPointOf(world.camera, canvasPoint(400, 150)).x;
    expect(centre('right')).toBeGreaterThan(tip + 10);
    expect(centre('left')).toBeLessThan(tip - 10);
  });

  it('refuses a projector picture of another size, and says both sizes', () => {
    const world = smallWorld();
    const wrong: ProjectorFrame = { size: { width: 10, height: 10 }, data: new Uint8ClampedArray(400) };
    expect(() => stepWorld(world, [], wrong, 0, 1)).toThrow(/640×360.*10×10/);
  });

  it('has no parameter that does nothing', () => {
    const base: World = { ...smallWorld(), occluders: [hand(420, 240)] };
    const light = plainLight(base, 120, 60, 20);
    const picture = (world: World): Uint8ClampedArray =>
      stepWorld(world, [dotAt(world, canvasPoint(200, 150), 30)], light, 0, 1).frame.data;
    const usual = picture(base);
    const { camera, projector, sheet, wall, ambient } = base;
    const moved = (h: readonly number[]): readonly number[] => h.map((v, i) => (i === 2 ? v + 9 : v));
    const changes: Record<string, World> = {
      'camera.canvasToCamera': { ...base, camera: { ...camera, canvasToCamera: moved(camera.canvasToCamera) } },
      'camera.lens.k1': { ...base, camera: { ...camera, lens: { ...camera.lens, k1: 0.05 } } },
      'camera.lens.k2': { ...base, camera: { ...camera, lens: { ...camera.lens, k2: 0.09 } } },
      'camera.exposure': { ...base, camera: { ...camera, exposure: 0.4 } },
      'camera.noise': { ...base, camera: { ...camera, noise: 5 } },
      'camera.blurPx': { ...base, camera: { ...camera, blurPx: 1.6 } },
      'projector.canvasToProjector': {
        ...base,
        projector: { ...projector, canvasToProjector: moved(projector.canvasToProjector) },
      },
      'projector.brightness': { ...base, projector: { ...projector, brightness: 0.5 } },
      'projector.blackLevel': { ...base, projector: { ...projector, blackLevel: 0.2 } },
      'projector.gamma': { ...base, projector: { ...projector, gamma: 1.2 } },
      'projector.position': { ...base, projector: { ...projector, position: [-900, 250, 900] } },
      'sheet.size': { ...base, sheet: { ...sheet, size: { widthMm: 700, heightMm: 450 } } },
      'sheet.albedo': { ...base, sheet: { ...sheet, albedo: [0.5, 0.6, 0.7] } },
      'sheet.texture': { ...base, sheet: { ...sheet, texture: 0.2 } },
      'sheet.ruledMm': { ...base, sheet: { ...sheet, ruledMm: 60 } },
      'wall.albedo': { ...base, wall: { ...wall, albedo: [0.4, 0.4, 0.4] } },
      'wall.texture': { ...base, wall: { ...wall, texture: 0.5 } },
      'ambient.level': { ...base, ambient: { ...ambient, level: 0.4 } },
      'ambient.colour': { ...base, ambient: { ...ambient, colour: [0.8, 1, 1.2] } },
      'ambient.gradient x': { ...base, ambient: { ...ambient, gradient: [0.5, ambient.gradient[1]] } },
      'ambient.gradient y': { ...base, ambient: { ...ambient, gradient: [ambient.gradient[0], 0.5] } },
      'ambient.poolMm': { ...base, ambient: { ...ambient, poolMm: 300 } },
      'ambient.floor': { ...base, ambient: { ...ambient, floor: 0.9 } },
      'hand.tip': { ...base, occluders: [hand(200, 240)] },
      'hand.heightMm': { ...base, occluders: [hand(420, 240, 60)] },
      'hand.side': { ...base, occluders: [{ ...hand(420, 240), side: 'left' }] },
    };
    const still = Object.entries(changes).filter(([, world]) => {
      const now = picture(world);
      return sameBytes(usual, now);
    });
    expect(still.map(([name]) => name)).toEqual([]);
  });
});
