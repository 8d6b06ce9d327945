import { resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLink } from '../../server/link.ts';
import { cameraReport, pollUntil } from '../evaluate/page-reports.ts';
import { launchChromium } from './launch-chromium.ts';
import { type RunningServer, startServer } from './start-server.ts';

/** A real photo, as a camera that plays it. */
const CLIP = resolve(import.meta.dirname, '../fixtures/photo-clip.mjpeg');
const SECONDS = 1000;

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await server?.stop();
});

const openCamera = async (browser: Browser, canvas: string, allowed = true): Promise<Page> => {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    permissions: allowed ? ['camera'] : [],
  });
  const page = await context.newPage();
  await page.goto(`${server.url}/camera?canvas=${canvas}`);
  return page;
};
/** The page's paper as soon as its quad is `wanted`, or as it is when the time is up. */
const untilQuad = async (page: Page, wanted: unknown) =>
  pollUntil(
    async () => (await page.evaluate(() => window.inklightCamera?.report()))?.paper,
    (paper) => paper?.kind === 'found' && JSON.stringify(paper.quad) === JSON.stringify(wanted),
    30 * SECONDS,
  );
const faultCodes = async (page: Page): Promise<readonly string[]> =>
  ((await cameraReport(page))?.faults ?? []).filter((f) => f.severity === 'fault').map((f) => f.code);

describe('the camera page with a real photo before its camera', () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await launchChromium({ camera: CLIP });
    page = await openCamera(browser, 'photo');
  });
  afterAll(async () => {
    await browser?.close();
  });

  it('finds the paper, reads its lines and has no fault', { timeout: 150 * SECONDS }, async () => {
    const report = await pollUntil(
      () => cameraReport(page),
      (r) => r?.lines.some((line) => line.state === 'committed') ?? false,
      120 * SECONDS,
    );
    expect(report?.paper.kind).toBe('found');
    expect(report?.lines.filter((line) => line.state === 'committed').length).toBeGreaterThan(0);
    expect(report?.firstFrameAt).not.toBeNull();
    expect(report?.firstCommittedAt).toBeGreaterThan(report!.firstFrameAt!);
    expect(report?.backend).toBe('wasm');
    expect(await faultCodes(page)).toEqual([]);
  });

  it('shows what it read, and how sure it is', async () => {
    // The panel is drawn by the clock, the report is as of now: the panel may be a moment behind.
    const shown = await pollUntil(
      () => page.locator('.lines li .text, .lines li em').allTextContents(),
      (texts) => texts.join('').trim() !== '',
      10 * SECONDS,
    );
    expect(shown.join('').trim()).not.toBe('');
    const sure = Number(await page.locator('.lines li .sure').first().textContent());
    expect(sure).toBeGreaterThanOrEqual(0);
    expect(sure).toBeLessThanOrEqual(1);
  });

  it('keeps no OpenCV memory between frames', async () => {
    expect((await cameraReport(page))?.liveMats).toBe(0);
  });

  it('says K7 at once when somebody wants light put right that was never calibrated', async () => {
    const wizard = openLink({ role: 'calibration', canvas: 'photo', name: 'ladder', url: server.url });
    wizard.publish({ type: 'calibration', calibration: { kind: 'command', projector: 'left', command: 'repair' } });
    const codes = await pollUntil(
      () => faultCodes(page),
      (known) => known.includes('repair-refused'),
      10 * SECONDS,
    );
    wizard.close();
    expect(codes).toEqual(['repair-refused']);
    const words = page.locator('[data-fault="repair-refused"]');
    await words.waitFor({ timeout: 10 * SECONDS });
    expect(await words.textContent()).toMatch(/K7.*Projector “left”.*no calibration.*\/calibrate/);
  });

  it('lets corners be placed with the keyboard, remembers them over a reload, and detects again when asked', {
    timeout: 120 * SECONDS,
  }, async () => {
    await page.keyboard.press('1');
    for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowRight');
    const stored = await page.evaluate(
      () => JSON.parse(localStorage.getItem('inklight.camera/photo/main/webcam') ?? 'null')?.manual.quad,
    );
    expect(stored).toHaveLength(4);
    const placed = await untilQuad(page, stored);
    expect(placed).toMatchObject({ source: 'manual', quad: stored });
    await page.reload();
    const remembered = await untilQuad(page, stored);
    expect(remembered).toMatchObject({ source: 'manual', quad: stored });
    await page.getByRole('button', { name: 'Detect again' }).click();
    const detected = await pollUntil(
      async () => (await page.evaluate(() => window.inklightCamera!.report())).paper,
      (paper) => paper.kind === 'found' && paper.source === 'detected',
      10 * SECONDS,
    );
    expect(detected).toMatchObject({ kind: 'found', source: 'detected' });
  });

  it('is refused a canvas that another camera page owns, says so, and takes it over when asked', {
    timeout: 120 * SECONDS,
  }, async () => {
    const second = await openCamera(browser, 'photo');
    const takeOver = second.getByRole('button', { name: 'Take over' });
    await takeOver.waitFor({ timeout: 40 * SECONDS });
    expect(await faultCodes(second)).toContain('camera-taken-over');
    await takeOver.click();
    await takeOver.waitFor({ state: 'hidden', timeout: 20 * SECONDS });
    const first = await pollUntil(
      () => faultCodes(page),
      (codes) => codes.includes('camera-taken-over'),
      10 * SECONDS,
    );
    expect(first).toContain('camera-taken-over');
    await second.context().close();
  });
});

describe('the camera page without what it needs', () => {
  it('says C1 with its remedy and a button when the camera is refused', async () => {
    const browser = await launchChromium({ camera: 'pattern', refuseCamera: true });
    try {
      const page = await openCamera(browser, 'refused', false);
      const fault = page.locator('[data-fault="camera-refused"]');
      await fault.waitFor({ timeout: 20 * SECONDS });
      expect(await fault.textContent()).toMatch(/C1.*Allow the camera/);
      expect(await fault.getByRole('button', { name: 'Try again' }).isVisible()).toBe(true);
      expect((await cameraReport(page))?.firstFrameAt).toBeNull();
      // Somebody allows it: nothing needs to be pressed.
      await page.context().grantPermissions(['camera']);
      await fault.waitFor({ state: 'detached', timeout: 20 * SECONDS });
    } finally {
      await browser.close();
    }
  });

  it('says P1 when no paper is in view', async () => {
    const browser = await launchChromium({ camera: 'pattern' });
    try {
      const page = await openCamera(browser, 'nothing');
      const fault = page.locator('[data-fault="no-paper"]');
      await fault.waitFor({ timeout: 30 * SECONDS });
      expect(await fault.textContent()).toMatch(/P1.*Point the camera at the whole sheet/);
      expect((await cameraReport(page))?.paper.kind).toBe('absent');
    } finally {
      await browser.close();
    }
  });

  it('takes the languages of the address, lets others be chosen, and remembers them over a reload', async () => {
    const browser = await launchChromium({ camera: 'pattern' });
    try {
      const page = await browser.newPage();
      await page.goto(`${server.url}/camera?canvas=languages&languages=fr`);
      const group = page.getByRole('group', { name: 'Languages written here' });
      const pressed = () => group.locator('button[aria-pressed="true"]').allTextContents();
      await group.waitFor({ timeout: 20 * SECONDS });
      expect(await pressed()).toEqual(['français']);
      await group.getByRole('button', { name: 'čeština' }).click();
      await group.getByRole('button', { name: 'français' }).click();
      await page.reload();
      await group.waitFor({ timeout: 20 * SECONDS });
      expect(await pressed()).toEqual(['čeština']);
      // The last one taken away leads back to what the address says.
      await group.getByRole('button', { name: 'čeština' }).click();
      expect(await pressed()).toEqual(['français']);
    } finally {
      await browser.close();
    }
  });

  it('refuses an address that asks for something impossible, in words', async () => {
    const browser = await launchChromium({ camera: 'pattern' });
    try {
      const page = await browser.newPage();
      await page.goto(`${server.url}/camera?sheet=big`);
      expect(await page.locator('main').textContent()).toMatch(/sheet=big.*width x height in mm/);
    } finally {
      await browser.close();
    }
  });
});
