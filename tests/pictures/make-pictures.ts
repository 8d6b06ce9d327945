/**
 * `npm run -s pictures -- [--seed N] [--lines N]`: makes the README's picture of Inklight working, from the running thing: opens /wall in headless
 * Chromium, waits until the lines are read and answered with light, and takes the screenshot.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { launchChromium } from '../browser/launch-chromium.ts';
import { startServer } from '../browser/start-server.ts';
import { cameraReport, pollUntil } from '../evaluate/page-reports.ts';

const LIMIT_MS = 120_000;
/** The answer to the last line needs a moment to unfold, and its text one to settle. */
const BLOOM_MS = 9_000;
/** Committed to the repository, so kept small. */
const WIDTH = 1200;

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, lines: { type: 'string', default: '5' } },
});

execFileSync('npm', ['run', '-s', 'build'], { stdio: 'inherit', shell: process.platform === 'win32' });
const server = await startServer();
const browser = await launchChromium();
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${server.url}/wall?seed=${values.seed}&lines=${values.lines}`);
  const read = await pollUntil(
    async () => {
      const camera = page.frames().find((frame) => new URL(frame.url()).pathname === '/camera');
      const report = camera ? await cameraReport(camera) : null;
      return (report?.lines ?? []).filter((line) => line.state === 'committed').length;
    },
    (count) => count >= Number(values.lines),
    LIMIT_MS,
    500,
  );
  console.log(`${read} lines read`);
  await new Promise((r) => setTimeout(r, BLOOM_MS));
  const file = join(import.meta.dirname, 'wall.webp');
  await sharp(await page.screenshot())
    .resize({ width: WIDTH })
    .webp({ quality: 82 })
    .toFile(file);
  console.log('wrote tests/pictures/wall.webp');
} finally {
  await browser.close();
  await server.stop();
}
