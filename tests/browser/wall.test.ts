/** The virtual wall in a real browser: its picture is a camera's stream, a mouse writes on its paper, and a wrong address says what is wrong. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canvasPoint } from '../../calibration/frames.ts';
import { makeWorld } from '../../client/sources/virtual-wall/default-world.ts';
import { cameraPointOf } from '../../client/sources/virtual-wall/world-maps.ts';
import { pollUntil } from '../evaluate/page-reports.ts';
import { launchChromium } from './launch-chromium.ts';
import { type RunningServer, startServer } from './start-server.ts';

const PATIENCE_MS = 60_000;
let server: RunningServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchChromium()]);
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** Mean grey, 0…255, of a few pixels of the wall's view about a point of the sheet, where the truth says that it is seen. */
const greyAt = async (x: number, y: number): Promise<number> => {
  const size = await page.evaluate(() => window.inklightWall?.truth()?.cameraSize ?? null);
  if (size === null) return Number.NaN;
  const seen = cameraPointOf(makeWorld({ camera: size }).camera, canvasPoint(x, y));
  return page.evaluate(
    ({ u, v }) => {
      const view = document.querySelector<HTMLVideoElement>('#view')!;
      const context = new OffscreenCanvas(5, 5).getContext('2d')!;
      context.drawImage(view, Math.round(u) - 2, Math.round(v) - 2, 5, 5, 0, 0, 5, 5);
      const { data } = context.getImageData(0, 0, 5, 5);
      return data.reduce((sum, value, i) => (i % 4 === 3 ? sum : sum + value), 0) / 75;
    },
    { u: seen.x, v: seen.y },
  );
};

describe('the virtual wall', () => {
  it(
    'gives its camera a picture of white paper on a darker wall',
    async () => {
      await page.goto(`${server.url}/wall?auto=0&seed=3&canvas=wall-test`, { waitUntil: 'commit' });
      const paper = await pollUntil(
        () => greyAt(400, 250),
        (grey) => grey > 120,
        PATIENCE_MS,
      );
      expect(paper).toBeGreaterThan(120);
      expect(await greyAt(400, -25)).toBeLessThan(0.7 * paper);
      const stream = await page.evaluate(() =>
        Promise.resolve(window.inklightWall!.stream()).then((s) => s.getVideoTracks().length),
      );
      expect(stream).toBe(1);
    },
    2 * PATIENCE_MS,
  );

  it(
    'lets a mouse write on the paper',
    async () => {
      const before = await greyAt(300, 250);
      const size = await page.evaluate(() => window.inklightWall!.truth()!.cameraSize);
      const box = (await page.locator('#view').boundingBox())!;
      const { camera } = makeWorld({ camera: size });
      const scale = box.width / size.width;
      const at = (x: number): readonly [number, number] => {
        const p = cameraPointOf(camera, canvasPoint(x, 250));
        return [box.x + (p.x + 0.5) * scale, box.y + (p.y + 0.5) * scale];
      };
      await page.locator('#nib').fill('7');
      await page.mouse.move(...at(250));
      await page.mouse.down();
      await page.mouse.move(...at(300));
      await page.mouse.move(...at(350));
      await page.mouse.up();
      const after = await pollUntil(
        () => greyAt(300, 250),
        (grey) => grey < 0.6 * before,
        PATIENCE_MS,
      );
      expect(after).toBeLessThan(0.6 * before);
      expect(await greyAt(300, 330)).toBeGreaterThan(0.8 * before);
    },
    2 * PATIENCE_MS,
  );

  it(
    'hangs a new sheet at a key',
    async () => {
      const inked = await greyAt(300, 250);
      await page.locator('body').press('s');
      const bare = await pollUntil(
        () => greyAt(300, 250),
        (grey) => grey > 1.5 * inked,
        PATIENCE_MS,
      );
      expect(bare).toBeGreaterThan(1.5 * inked);
    },
    2 * PATIENCE_MS,
  );

  it(
    'says what is wrong with an address',
    async () => {
      await page.goto(`${server.url}/wall?seed=abc`, { waitUntil: 'commit' });
      await page.locator('.hint.failed').waitFor({ timeout: PATIENCE_MS });
      expect(await page.locator('#hint').textContent()).toMatch(/seed=abc.*whole number/);
    },
    2 * PATIENCE_MS,
  );
});
