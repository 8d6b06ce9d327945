/**
 * The whole wizard in a real browser, from the first click to light on the ink: the virtual wall is camera and projector, nobody tells it where its
 * paper lies, and a technician on a second browser commands it. SHOTS=FOLDER keeps a picture of each screen.
 */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canvasPoint } from '../../calibration/frames.ts';
import { applyHomography, type Homography, invertHomography } from '../../calibration/homography.ts';
import { mapCanvasToProjector } from '../../calibration/map-canvas.ts';
import type { CalibrationRecord } from '../../calibration/record.ts';
import { type Link, openLink } from '../../server/link.ts';
import { pollUntil, wallReport } from '../evaluate/page-reports.ts';
import { launchChromium } from './launch-chromium.ts';
import { type RunningServer, startServer } from './start-server.ts';

const CANVAS = 'calibrate-test';
const SHOTS = process.env.SHOTS;
/** Pages load OpenCV and the reader, without a GPU, beside each other. */
const LOAD_MS = 90_000;
/** A hundred patterns; half a second each where the processor draws, films and reads them. */
const RUN_MS = 220_000;
const WRITE_MS = 120_000;

let server: RunningServer;
let wallBrowser: Browser;
let ownBrowser: Browser;
let wall: Page;
let wizard: Page;
let witness: Link;

const shot = async (page: Page, name: string): Promise<void> => {
  if (SHOTS) await page.screenshot({ path: join(SHOTS, `calibrate-${name}.png`), fullPage: true });
};
const screen = (): Promise<string | undefined> => wizard.evaluate(() => document.body.dataset.screen);
const layer = () =>
  wall
    .frames()
    .find((f) => f.url().includes('/projector'))
    ?.evaluate(() => window.inklightProjector?.report().pattern.layer ?? null) ?? Promise.resolve(null);
const inForce = (): CalibrationRecord | undefined => witness.canvas.calibrations[0];

beforeAll(async () => {
  [server, wallBrowser, ownBrowser] = await Promise.all([startServer(), launchChromium(), launchChromium()]);
  witness = openLink({ role: 'wall', canvas: CANVAS, name: 'witness', url: server.url });
  wall = await wallBrowser.newPage({ viewport: { width: 1280, height: 800 } });
  await wall.goto(`${server.url}/wall?canvas=${CANVAS}&seed=3&auto=0&calibration=none&camera=640x480`, {
    waitUntil: 'commit',
  });
  wizard = await ownBrowser.newPage({ viewport: { width: 1280, height: 900 } });
  await wizard.goto(`${server.url}/calibrate?canvas=${CANVAS}`);
});
afterAll(async () => {
  witness?.close();
  await wallBrowser?.close();
  await ownBrowser?.close();
  await server?.stop();
});

describe('the wizard', () => {
  it(
    'waits until camera, paper and projector are there, and says so with numbers',
    async () => {
      const start = wizard.locator('#actions button[data-key="start"]');
      await pollUntil(() => start.isEnabled().catch(() => false), Boolean, LOAD_MS);
      await shot(wizard, '1-preflight');
      expect(await screen()).toBe('preflight');
      const checks = await wizard.locator('.checks li').allTextContents();
      expect(checks.join('\n')).toMatch(/640 × 480 px/);
      expect(checks.join('\n')).toMatch(/800 × 500 mm, \d\.\d\d mm a camera px/);
      expect(checks.join('\n')).toMatch(/640 × 360 px/);
      expect(inForce()).toBeUndefined();
    },
    2 * LOAD_MS,
  );

  it(
    'runs at a click, ends in a verdict with its numbers, and proves it on the wall',
    async () => {
      await wizard.locator('#actions button[data-key="start"]').click();
      await pollUntil(screen, (s) => s === 'running', 10_000);
      await wizard.waitForTimeout(15_000);
      await shot(wizard, '2-running');
      await shot(wall, '2-running-wall');
      await pollUntil(screen, (s) => s === 'trial' || s === 'declined', RUN_MS);
      await wizard.waitForTimeout(2_500);
      await shot(wizard, '3-verdict');
      await shot(wall, '3-verdict-wall');
      expect(await wizard.locator('#now').textContent()).toMatch(/Right to \d+\.\d+ mm/);
      expect(await wizard.locator('#lead').textContent()).toMatch(/held-out error.*\d px RMS, good below/i);
      expect(await layer()).toBe('overlay');
      // Until it is accepted nothing is in force.
      expect(inForce()).toBeUndefined();
    },
    RUN_MS + 60_000,
  );

  it('brings it into force at a key, right to what the wall knows to be true', async () => {
    await wizard.keyboard.press('a');
    await pollUntil(
      async () => inForce(),
      (record) => record !== undefined,
      15_000,
    );
    await wizard.waitForTimeout(1_500);
    await shot(wizard, '4-accepted');
    const record = inForce()!;
    expect(record).toMatchObject({ source: 'structured-light', camera: { id: 'virtual-wall' } });
    expect(record.accuracy!.rmsPx).toBeLessThan(0.5);
    const truth = (await wall.evaluate(() => window.inklightWall!.truth()!.canvasToProjector)) as Homography<
      'canvas',
      'projector'
    >;
    const projectorToCanvas = invertHomography(truth);
    const errors: number[] = [];
    for (let x = 20; x <= 780; x += 40)
      for (let y = 20; y <= 480; y += 40) {
        const lit = applyHomography(projectorToCanvas, mapCanvasToProjector(record, canvasPoint(x, y)));
        errors.push(Math.hypot(lit.x - x, lit.y - y));
      }
    const rms = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
    console.log(
      `claimed ${record.accuracy!.rmsMm.toFixed(2)} mm, true ${rms.toFixed(2)} mm RMS, worst ${Math.max(...errors).toFixed(2)} mm`,
    );
    expect(rms).toBeLessThan(2);
  }, 60_000);

  it(
    'leaves light on the ink',
    async () => {
      await wizard.keyboard.press('Escape');
      await pollUntil(layer, (l) => l === 'scene', 15_000);
      await wizard.waitForTimeout(4_000);
      // The outline and the error map lay on the paper's edge and all over it: light is no ink.
      expect(witness.canvas.strokes.filter((s) => s.state === 'committed')).toEqual([]);
      await wall.locator('[data-action="next"]').click();
      const written = await pollUntil(
        async () => (await wallReport(wall))?.written.length ?? 0,
        (n) => n > 0,
        WRITE_MS,
      );
      expect(written).toBe(1);
      // Means over time from the pen-up on: light needs its moments, the mean some more.
      const report = await pollUntil(
        () => wallReport(wall),
        (r) => (r?.projectorLitOnInk ?? 0) > 0.06,
        45_000,
      );
      await shot(wall, '5-light');
      console.log(`light on ink ${report?.projectorLitOnInk}, elsewhere ${report?.projectorLitElsewhere}`);
      expect(report!.projectorLitOnInk).toBeGreaterThan(0.05);
      expect(report!.projectorLitOnInk).toBeGreaterThan(5 * report!.projectorLitElsewhere);
    },
    WRITE_MS + 90_000,
  );

  it('shows what is in force to whoever comes later, and lets him test and move it', async () => {
    const late = await ownBrowser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await late.newPage();
    await page.goto(`${server.url}/calibrate?canvas=${CANVAS}`);
    await pollUntil(
      () => page.locator('#records').textContent(),
      (text) => text?.includes('measured') === true,
      15_000,
    );
    await page.keyboard.press('g');
    expect(await pollUntil(layer, (l) => l === 'overlay', 15_000)).toBe('overlay');
    await shot(wall, '6-grid-wall');
    await page.keyboard.press('x');
    await page.keyboard.press('Shift+ArrowRight');
    await page.waitForTimeout(800);
    await shot(page, '6-cross');
    await shot(wall, '6-cross-wall');
    await page.keyboard.press('Escape');
    await page.keyboard.press('h');
    await page.locator('#plan svg').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Alt+ArrowRight');
    const trial = await pollUntil(
      async () => witness.canvas.trials[0],
      (t) => t !== undefined,
      15_000,
    );
    expect(trial).toMatchObject({ source: 'refined', accuracy: null });
    const before = mapCanvasToProjector(inForce()!, canvasPoint(800, 0));
    expect(mapCanvasToProjector(trial!, canvasPoint(800, 0)).x - before.x).toBeCloseTo(0.1, 3);
    await page.waitForTimeout(800);
    await shot(page, '7-refine');
    await shot(wall, '7-refine-wall');
    await page.keyboard.press('h');
    await page.keyboard.press('d');
    await pollUntil(
      async () => witness.canvas.trials.length,
      (n) => n === 0,
      15_000,
    );
    expect(inForce()?.source).toBe('structured-light');
    await late.close();
    expect(await pollUntil(layer, (l) => l === 'scene', 15_000)).toBe('scene');
  }, 120_000);
});
