/**
 * `npm run -s evaluate:clip -- FILE.mjpeg|FILE.y4m [--seconds N] [--shot FILE.png]`: server, camera page and projector page in headless
 * Chromium, with the file as the fake camera. The projector is aligned as a technician would leave it: the sheet fills its raster.
 * Last line of stdout: {"lines":[{"text","confidence","state"}],"msToFirstCommitted","cameraFps","projectorLit"}; milliseconds from the
 * first camera frame; projectorLit = share of pixels inside the canvas that are not black, 0 while a fault shows.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { launchChromium } from '../browser/launch-chromium.ts';
import { startServer } from '../browser/start-server.ts';
import { alignProjector, snapshotOf } from './align-projector.ts';
import { litShare } from './lit-share.ts';
import { cameraReport, pollUntil } from './page-reports.ts';

const RASTER = { width: 640, height: 360 };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '40' }, shot: { type: 'string' } },
});
const file = positionals[0];
const seconds = Number(values.seconds);
if (file === undefined || !/\.(mjpeg|y4m)$/.test(file) || !existsSync(file) || !(seconds > 0)) {
  console.error('usage: npm run -s evaluate:clip -- FILE.mjpeg|FILE.y4m [--seconds N]');
  if (file !== undefined && !existsSync(file)) console.error(`there is no file ${file}`);
  process.exit(2);
}

console.log('building the pages …');
execFileSync('npm', ['run', '-s', 'build'], {
  stdio: ['ignore', 'inherit', 'inherit'],
  shell: process.platform === 'win32',
});
const server = await startServer();
const browser = await launchChromium({ camera: resolve(file) });
try {
  const context = await browser.newContext({ permissions: ['camera'], viewport: { width: 1280, height: 800 } });
  const camera = await context.newPage();
  camera.on('pageerror', (error) => console.log(`page error: ${error.message}`));
  await camera.goto(`${server.url}/camera?source=webcam`);
  const started = await pollUntil(
    () => cameraReport(camera),
    (r) => r?.firstFrameAt != null && r.paper.kind === 'found',
    60_000,
  );
  if (started?.firstFrameAt == null) throw new Error('no camera frame arrived within 60 s');
  console.log(`first frame; paper ${started.paper.kind}`);
  const projector = await context.newPage();
  await projector.setViewportSize(RASTER);
  await projector.goto(`${server.url}/projector?raster=${RASTER.width}x${RASTER.height}`);
  const snapshot = await snapshotOf(server.url);
  const sheet = snapshot.paper?.kind === 'found' ? snapshot.paper.sheet : null;
  const canvasToProjector = sheet === null ? null : await alignProjector(server.url, sheet, RASTER);
  const until = Date.now() + seconds * 1000;
  let lines = '';
  let report = started;
  while (Date.now() < until) {
    const now = await cameraReport(camera);
    if (now !== null) {
      report = now;
      const shown = now.lines
        .map((line) => `${line.state === 'committed' ? '●' : '○'} ${line.text} (${line.confidence.toFixed(2)})`)
        .join('\n        ');
      if (shown !== lines)
        console.log(`${((seconds * 1000 - until + Date.now()) / 1000).toFixed(1).padStart(6)} s ${shown}`);
      lines = shown;
    }
    await new Promise((r) => setTimeout(r, 250));
  }
  const showsFault = await projector.evaluate(() => document.querySelector('[data-fault]:not([hidden])') !== null);
  const projectorLit =
    canvasToProjector === null || sheet === null || showsFault
      ? 0
      : await litShare(projector, canvasToProjector, sheet);
  if (values.shot !== undefined) {
    await camera.screenshot({ path: values.shot });
    await projector.screenshot({ path: values.shot.replace(/\.png$/, '-projector.png') });
  }
  for (const fault of report.faults) console.log(`  ${fault.severity} ${fault.code}: ${fault.detail}`);
  const { firstFrameAt, firstCommittedAt } = report;
  console.log(
    JSON.stringify({
      lines: report.lines.map(({ text, confidence, state }) => ({
        text,
        confidence: Number(confidence.toFixed(3)),
        state,
      })),
      msToFirstCommitted:
        firstFrameAt === null || firstCommittedAt === null ? null : Math.round(firstCommittedAt - firstFrameAt),
      cameraFps: Number(report.fps.toFixed(2)),
      projectorLit: Number(projectorLit.toFixed(4)),
    }),
  );
} finally {
  await browser.close();
  await server.stop();
}
