import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CalibrationRecord, plainRecord } from '../../calibration/record.ts';
import { type Link, openLink } from '../../server/link.ts';
import { type Here, removeFolder, startHere, writeModel } from '../server/inklight-here.ts';
import { committedObservation } from '../server/random-observation.ts';
import { launchChromium } from './launch-chromium.ts';
import { freePort } from './start-server.ts';

let browser: Browser;
let here: Here;
let port: number;
const errors: string[] = [];
const links: Link[] = [];

beforeAll(async () => {
  port = await freePort();
  here = await startHere({ port });
  browser = await launchChromium();
});
afterAll(async () => {
  for (const link of links) link.close();
  await browser?.close();
  await here?.running.stop();
  for (const folder of [here.dataFolder, here.modelsFolder]) removeFolder(folder);
});

const openPage = async (path: string): Promise<Page> => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  page.on('pageerror', (error) => errors.push(`${path}: ${error.message}`));
  await page.goto(`${here.url}${path}`);
  return page;
};
const open = (role: 'camera' | 'projector', canvas = 'main', name = 'main'): Link => {
  const link = openLink({ role, canvas, name, url: here.url });
  links.push(link);
  return link;
};
const record: CalibrationRecord = plainRecord({
  canvas: 'main',
  projector: 'left',
  sheet: { widthMm: 594, heightMm: 420 },
  canvasToProjector: [2, 0, 10, 0, 2, 20, 0, 0, 1],
  projectorSize: { width: 1280, height: 720 },
  source: 'keystone',
  madeAt: new Date().toISOString(),
});

describe('the landing page', () => {
  it('leads to the virtual wall first, by keyboard too', async () => {
    const page = await openPage('/');
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => document.activeElement?.getAttribute('href'));
    expect(focused).toBe('/wall');
    for (const path of ['/camera', '/projector', '/calibrate', '/status'])
      expect(await page.locator(`a[href="${path}"]`).count(), path).toBeGreaterThan(0);
    await page.close();
  });

  it('shows the line that was written last, on whichever canvas is in use', async () => {
    const camera = open('camera', 'foyer');
    camera.publish(committedObservation('a', 'hello from the foyer'));
    const page = await openPage('/');
    await page.locator('#stroke-words', { hasText: 'hello from the foyer' }).waitFor();
    camera.close();
    await page.close();
  });

  it('keeps every link on the canvas that was asked for', async () => {
    const page = await openPage('/?canvas=foyer');
    expect(await page.locator('a[data-page="camera"]').first().getAttribute('href')).toBe('/camera?canvas=foyer');
    expect(await page.locator('#open-wall').getAttribute('href')).toBe('/wall');
    await page.close();
  });

  it('shows who is here while they come and go, and when the server does', async () => {
    const page = await openPage('/');
    await page.locator('#nobody').waitFor({ state: 'visible' });
    const camera = open('camera', 'main', 'ceiling');
    await page.locator('.canvas', { hasText: 'camera (ceiling)' }).waitFor();
    await page.locator('.canvas', { hasText: 'no projector' }).waitFor();
    camera.publish({
      type: 'fault',
      faults: [{ code: 'camera-frozen', severity: 'fault', since: new Date().toISOString(), detail: 'USB camera' }],
    });
    await page.locator('#faults li', { hasText: 'USB camera' }).waitFor();
    camera.close();
    await page.locator('#nobody').waitFor({ state: 'visible' });
    await page.locator('#faults li').waitFor({ state: 'detached' });

    await here.running.stop();
    await page.locator('#link-state', { hasText: 'cannot be reached' }).waitFor();
    await page.locator('#faults li', { hasText: 'npm start' }).waitFor();
    here = await startHere({ port, dataFolder: here.dataFolder, modelsFolder: here.modelsFolder });
    await page.locator('#link-state', { hasText: 'The server is here' }).waitFor();
    await page.locator('#faults li').waitFor({ state: 'detached' });
    await page.close();
  });
});

describe('the status page', () => {
  it('says at a glance what needs a person, with the remedy, until it is mended', async () => {
    const page = await openPage('/status');
    await page.locator('#verdict', { hasText: 'Ready' }).waitFor();
    const camera = open('camera', 'main', 'ceiling');
    camera.publish(committedObservation('a', 'secret words'));
    await page.locator('#verdict', { hasText: 'All is well' }).waitFor();
    await page.locator('#canvases td', { hasText: 'ceiling' }).waitFor();
    // What visitors write is nobody's business here.
    expect(await page.locator('body').textContent()).not.toContain('secret words');
    expect(JSON.stringify(here.running.status())).not.toContain('secret words');
    writeFileSync(join(here.modelsFolder, 'small.onnx'), 'damaged');
    await page.locator('#verdict', { hasText: 'One thing needs you' }).waitFor();
    await page.locator('#faults li', { hasText: 'small.onnx' }).waitFor();
    writeModel(here.modelsFolder, 'weights');
    await page.locator('#faults li').waitFor({ state: 'detached' });
    // A camera that says nothing for seconds would be missed instead.
    camera.publish(committedObservation('a', 'secret words'));
    await page.locator('#verdict', { hasText: 'All is well' }).waitFor();
    camera.close();
    await page.close();
  });
});

describe('the calibration page', () => {
  it('shows each projector’s alignment as it is made, and what is wrong with a file', async () => {
    const page = await openPage('/calibrate');
    await page.locator('#records', { hasText: 'No projector has been aligned' }).waitFor();
    const projector = open('projector', 'main', 'left');
    await page.locator('#records tr', { hasText: 'not aligned' }).waitFor();
    projector.publish({ type: 'calibration', calibration: { kind: 'record', record } });
    const row = page.locator('#records tr', { hasText: 'by hand' });
    await row.waitFor();
    const text = (await row.textContent())?.replaceAll('\u00a0', ' ');
    expect(text).toContain('594 × 420 mm');
    expect(text).toContain('1280 × 720 px');
    const folder = join(here.dataFolder, 'calibrations', 'main');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'right.json'), 'not json');
    await page.locator('#faults li', { hasText: 'right.json' }).waitFor();
    projector.close();
    await page.close();
  });
});

it('no page threw', () => expect(errors).toEqual([]));
