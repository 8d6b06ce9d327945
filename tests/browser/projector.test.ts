/** The projector page in a real browser: the real server, a camera made of a link and invented handwriting, and the light that comes of it. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectorPoint } from '../../calibration/frames.ts';
import { applyHomography, type Homography, invertHomography } from '../../calibration/homography.ts';
import { placePatches } from '../../calibration/latency/place-patches.ts';
import { type Link, openLink } from '../../server/link.ts';
import { type Projected, packStrokes } from '../../server/protocol.ts';
import { pollUntil } from '../evaluate/page-reports.ts';
import { canvasOf, lineOf, SHEET, strokeOf } from '../projector/canvas-of.ts';
import { writeScribble } from '../projector/write-scribble.ts';
import { launchChromium } from './launch-chromium.ts';
import { type RunningServer, startServer } from './start-server.ts';

const RASTER = { width: 640, height: 360 };
const SEED = 20;
const SECONDS = 1000;
const NO_INK = { strokes: [], points: new Uint8Array() };

const scribbles = [0, 1].map((n) => writeScribble(SEED + n, 40, 60 + n * 45, 150));

let server: RunningServer;
let browser: Browser;
let page: Page;
let camera: Link;
let witness: Link;
let seen: Projected | null = null;

const report = () => page.evaluate(() => window.inklightProjector?.report() ?? null);
const codes = async (): Promise<readonly string[]> => ((await report())?.faults ?? []).map(({ code }) => code);
const waitFor = async (wanted: (codes: readonly string[]) => boolean, seconds = 15): Promise<readonly string[]> =>
  pollUntil(codes, wanted, seconds * SECONDS);

/** RGB bytes of the light as it is now. */
const light = async (): Promise<Uint8Array> => {
  // As one string: a list of 700 000 numbers takes Playwright many seconds.
  const packed = await page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('canvas#light')!;
    const context = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d')!;
    context.drawImage(canvas, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let text = '';
    for (let i = 0; i < data.length; i += 8192) text += String.fromCharCode(...data.subarray(i, i + 8192));
    return btoa(text);
  });
  return Uint8Array.from(Buffer.from(packed, 'base64').filter((_, i) => i % 4 !== 3));
};
const isDark = (pixels: Uint8Array): boolean => pixels.every((v) => v === 0);
const isLit = (pixels: Uint8Array): boolean => pixels.some((v) => v > 60);

/** Mean linear light within 3 mm of ink, and farther than 15 mm from it, on the sheet. */
const lightByDistance = (pixels: Uint8Array, canvasToProjector: Homography<'canvas', 'projector'>) => {
  const projectorToCanvas = invertHomography(canvasToProjector);
  const ink = scribbles.flat(2);
  const sums = { near: 0, nearPixels: 0, far: 0, farPixels: 0 };
  for (let y = 0; y < RASTER.height; y += 2)
    for (let x = 0; x < RASTER.width; x += 2) {
      const p = applyHomography(projectorToCanvas, projectorPoint(x, y));
      if (p.x < 0 || p.y < 0 || p.x > SHEET.widthMm || p.y > SHEET.heightMm) continue;
      let distance = Number.POSITIVE_INFINITY;
      for (const q of ink) distance = Math.min(distance, (q[0] - p.x) ** 2 + (q[1] - p.y) ** 2);
      const at = (y * RASTER.width + x) * 3;
      const level = [0, 1, 2].reduce((sum, c) => sum + (pixels[at + c]! / 255) ** 2.2 / 3, 0);
      if (distance <= 3 ** 2) {
        sums.near += level;
        sums.nearPixels++;
      } else if (distance > 15 ** 2) {
        sums.far += level;
        sums.farPixels++;
      }
    }
  return { near: sums.near / sums.nearPixels, far: sums.far / sums.farPixels };
};

/** Two lines of invented writing, first seen, then read. */
const write = (): void => {
  const strokes = scribbles.flatMap((line, n) => line.map((points, k) => strokeOf(`${n}.${k}`, points, 'committed')));
  const lines = scribbles.map((line, n) =>
    lineOf(
      `line ${n}`,
      `scribble ${n}`,
      line.map((_, k) => `${n}.${k}`),
    ),
  );
  const paper = canvasOf([]).paper!;
  camera.publish({ type: 'observation', time: performance.now(), paper, ...packStrokes(strokes), lines: [] });
  camera.publish({ type: 'observation', time: performance.now(), paper, ...NO_INK, lines });
};

beforeAll(async () => {
  server = await startServer();
  browser = await launchChromium();
  page = await browser.newPage({ viewport: RASTER });
  camera = openLink({ role: 'camera', canvas: 'main', name: 'main', url: server.url });
  witness = openLink({
    role: 'wall',
    canvas: 'main',
    name: 'witness',
    url: server.url,
    onMessage: ({ payload }) => {
      if (payload.type === 'projected') seen = payload;
    },
  });
  const paper = canvasOf([]).paper!;
  camera.publish({ type: 'observation', time: 0, paper, ...NO_INK, lines: [] });
  await page.goto(`${server.url}/projector?raster=${RASTER.width}x${RASTER.height}`);
});
afterAll(async () => {
  camera?.close();
  witness?.close();
  await browser?.close();
  await server?.stop();
});

describe('the projector page', () => {
  it('says that it is not aligned, is aligned by keys, and keeps that over a reload', async () => {
    expect(await waitFor((c) => c.includes('calibration-missing'))).toContain('calibration-missing');
    await page.keyboard.press('k');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.press('Alt+ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('k');
    expect(await waitFor((c) => c.length === 0)).toEqual([]);
    const saved = await pollUntil(
      async () => witness.canvas.calibrations[0],
      (record) => record !== undefined,
      10 * SECONDS,
    );
    expect(saved).toMatchObject({ source: 'keystone', projector: 'main', projectorSize: RASTER, sheet: SHEET });
    const before = (await report())!.corners;
    await page.reload();
    const after = await pollUntil(report, (r) => r?.alignment === 'aligned', 15 * SECONDS);
    for (const [i, p] of before.entries()) {
      expect(after!.corners[i]!.x).toBeCloseTo(p.x, 4);
      expect(after!.corners[i]!.y).toBeCloseTo(p.y, 4);
    }
  });

  it('is black where nothing is said, but for the coded patches in its corners', async () => {
    await waitFor((c) => c.length === 0);
    const { canvasToProjector } = witness.canvas.calibrations[0]!;
    const patches = placePatches(canvasToProjector, RASTER, SHEET);
    const isPatch = (x: number, y: number): boolean =>
      patches.some((p) => {
        const rim = p.cell >> 1;
        return x >= p.x - rim && x < p.x + 3 * p.cell + rim && y >= p.y - rim && y < p.y + 2 * p.cell + rim;
      });
    const litBeside = (pixels: Uint8Array): number => {
      let count = 0;
      for (let i = 0; i < pixels.length; i++)
        if (pixels[i]! > 0 && !isPatch(Math.floor(i / 3) % RASTER.width, Math.floor(i / 3 / RASTER.width))) count++;
      return count;
    };
    // After an alignment all patches are shown for some seconds.
    const dark = await pollUntil(light, (pixels) => litBeside(pixels) === 0, 15 * SECONDS);
    expect(litBeside(dark)).toBe(0);
    expect(patches.length).toBeGreaterThan(0);
  });

  it('answers ink with light that stays with it', async () => {
    write();
    // The acceptance looks several seconds after the last line; so does this.
    await new Promise((r) => setTimeout(r, 7 * SECONDS));
    const { near, far } = lightByDistance(await light(), witness.canvas.calibrations[0]!.canvasToProjector);
    console.log(`light near ink ${near.toFixed(4)}, far from it ${far.toFixed(5)} (seed ${SEED})`);
    expect(near).toBeGreaterThanOrEqual(0.05);
    expect(near).toBeGreaterThanOrEqual(5 * far);
  });

  it('tells the camera what it projects', async () => {
    expect(seen).toMatchObject({ projector: 'main', width: 160, height: 90 });
    const picture = new Uint8Array(seen!.picture as ArrayBuffer);
    const brightest = (pixels: ArrayLike<number>, from: number, to: number): number => {
      let most = 0;
      for (let i = from; i < to; i++) most = Math.max(most, pixels[i]!);
      return most;
    };
    expect(brightest(picture, 0, picture.length)).toBeGreaterThan(60);
    // Rows run downwards: above the first line there is no light.
    expect(brightest(picture, 0, 160 * 3 * 3)).toBeLessThan(4);
  });

  it('loses its graphics context, says so, and lights up again by itself', async () => {
    await page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('#light')!;
      const extension = canvas.getContext('webgl2')!.getExtension('WEBGL_lose_context')!;
      extension.loseContext();
      setTimeout(() => extension.restoreContext(), 1500);
    });
    expect(await waitFor((c) => c.includes('graphics-lost'))).toContain('graphics-lost');
    expect(await waitFor((c) => c.length === 0)).toEqual([]);
    expect(isLit(await pollUntil(light, isLit, 15 * SECONDS))).toBe(true);
  });

  it('obeys cues', async () => {
    witness.publish({ type: 'cue', cue: { kind: 'blackout', on: true } });
    expect(isDark(await pollUntil(light, isDark, 5 * SECONDS))).toBe(true);
    witness.publish({ type: 'cue', cue: { kind: 'blackout', on: false } });
    expect(isLit(await pollUntil(light, isLit, 5 * SECONDS))).toBe(true);
    witness.publish({ type: 'cue', cue: { kind: 'scene', scene: 'plain-glow' } });
    expect((await pollUntil(report, (r) => r?.show.scene === 'plain-glow', 5 * SECONDS))?.show.scene).toBe(
      'plain-glow',
    );
  });

  it('keeps its scene when the server is gone, shows the border, and goes dark by key', async () => {
    const hasBorder = (pixels: Uint8Array): boolean => pixels.subarray(0, RASTER.width * 3).some((v) => v > 90);
    await server.stop({ keepData: true });
    try {
      expect(await waitFor((c) => c.includes('server-unreachable'))).toContain('server-unreachable');
      expect(await page.locator('[data-fault]').textContent()).toContain('S1');
      const pixels = await pollUntil(light, hasBorder, 10 * SECONDS);
      expect(hasBorder(pixels)).toBe(true);
      const middle = pixels.subarray(RASTER.width * 3 * 40, RASTER.width * 3 * 300);
      expect(middle.filter((v) => v > 60).length).toBeGreaterThan(1000);
      await page.keyboard.press('b');
      expect(isDark(await pollUntil(light, isDark, 10 * SECONDS))).toBe(true);
      await page.keyboard.press('b');
      expect(isLit(await pollUntil(light, isLit, 10 * SECONDS))).toBe(true);
    } finally {
      server = await startServer({ port: server.port, dataFolder: server.dataFolder });
    }
    expect(await waitFor((c) => c.length === 0, 30)).toEqual([]);
  }, 90_000);

  it('throws no light through an alignment that was made for another raster', async () => {
    await page.goto(`${server.url}/projector?raster=320x240`);
    expect(await waitFor((c) => c.includes('context-changed'))).toContain('context-changed');
    const text = await page.locator('[data-fault]').textContent();
    expect(text).toContain('640 × 360');
    const pixels = await light();
    const upper = pixels.slice(320 * 3 * 8, 320 * 3 * 200).filter((_, i) => i % (320 * 3) > 24 && i % (320 * 3) < 930);
    expect(upper.every((v) => v === 0)).toBe(true);
  });

  it('says what is wrong with its address', async () => {
    await page.goto(`${server.url}/projector?raster=wide`);
    expect(await page.locator('[role=alert]').first().textContent()).toContain('raster=wide');
  });
});
