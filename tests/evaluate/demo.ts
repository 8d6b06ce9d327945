/**
 * `npm run -s demo:check -- [--seed N] [--lines N] [--shot FILE.png]`: starts the server as `npm start` does, opens /wall in headless
 * Chromium, lets it write five lines drawn by the seed, and measures what came back. Last line of stdout: one JSON object
 * {"seed","written","read","cer","falseDrawings","msToFirstCommitted","msToCommittedP50","cameraFps","projectorLitOnInk","projectorLitElsewhere"}; falseDrawings:
 * committed drawings in the end, where nobody draws: creases, light or shadow taken for ink. ms run from a line's last pen-up; the first line is
 * written while the pages still load.
 */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import type { Frame, Page } from 'playwright-core';
import { launchChromium } from '../browser/launch-chromium.ts';
import { startServer } from '../browser/start-server.ts';
import { editDistance } from './edit-distance.ts';
import { normalisePage } from './normalise-text.ts';
import { type CommitTimes, noteCommits } from './note-commits.ts';
import { type CameraReport, cameraReport, pollUntil, type WallReport, wallReport } from './page-reports.ts';

/** Slow machines write slowly too: the wall's clock is real time, and each line takes several seconds. */
const WRITING_LIMIT_MS = 240_000;
/** After the last pen-up the reader may still be busy; the end is when nothing has changed for SETTLE_MS. */
const SETTLE_MS = 6_000;
const READING_LIMIT_MS = 45_000;
/** The frames inside the page load OpenCV and the reader; a busy machine takes its time. */
const PAGE_LIMIT_MS = 120_000;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    lines: { type: 'string', default: '5' },
    shot: { type: 'string' },
  },
});
const seed = Number(values.seed);
const lineCount = Number(values.lines);
if (!Number.isInteger(seed) || !Number.isInteger(lineCount) || lineCount < 1) {
  console.error(`--seed and --lines must be whole numbers, got "${values.seed}" and "${values.lines}"`);
  process.exit(2);
}

/** A frame that has not begun to load has no address yet. */
const pathOf = (frame: Frame): string => (URL.canParse(frame.url()) ? new URL(frame.url()).pathname : '');

const frameOf = async (page: Page, path: string): Promise<Frame> => {
  const frame = await pollUntil(
    async () => page.frames().find((f) => pathOf(f) === path) ?? null,
    (f) => f !== null,
    PAGE_LIMIT_MS,
  );
  if (frame === null) throw new Error(`/wall has no frame that shows ${path}`);
  return frame;
};

/** Drawings are committed too, without a text: they are no lines read. */
const committedOf = (report: CameraReport | null): string[] =>
  (report?.lines ?? []).filter((line) => line.state === 'committed' && line.text !== '').map((line) => line.text);

/** Nobody draws on the virtual wall: whatever is committed without a text was no drawing. */
const falseDrawingsOf = (report: CameraReport | null): number =>
  (report?.lines ?? []).filter((line) => line.state === 'committed' && line.text === '').length;

/** ms of the wall's clock at which each frame of the page says "now": all frames share one wall time through timeOrigin. */
const absoluteNow = (where: Page | Frame): Promise<number> =>
  where.evaluate(() => performance.timeOrigin + performance.now());

console.log('building the pages …');
execFileSync('npm', ['run', '-s', 'build'], {
  stdio: ['ignore', 'inherit', 'inherit'],
  shell: process.platform === 'win32',
});
const server = await startServer();
const browser = await launchChromium();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(PAGE_LIMIT_MS);
  page.on('pageerror', (error) => console.log(`page error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') console.log(`console: ${message.text()}`);
  });
  console.log(`opening /wall with seed ${seed}, ${lineCount} lines …`);
  await page.goto(`${server.url}/wall?seed=${seed}&lines=${lineCount}`, { waitUntil: 'commit' });
  const camera = await frameOf(page, '/camera');
  const origin = await page.evaluate(() => performance.timeOrigin);

  let firstCommittedAt: number | null = null;
  let commits: CommitTimes = new Map();
  let lastCount = -1;
  let changedAt = Date.now();
  let lastTexts = '';
  let report: WallReport | null = null;
  let seen: CameraReport | null = null;
  const startedAt = Date.now();
  for (;;) {
    report = await wallReport(page);
    seen = await cameraReport(camera).catch(() => null);
    const penUps = report?.written ?? [];
    const texts = committedOf(seen);
    const first = penUps[0];
    const now = (await absoluteNow(page)) - origin;
    if (firstCommittedAt === null && first && texts.length > 0) firstCommittedAt = now - first.penUpAt;
    const known = commits.size;
    commits = noteCommits(
      commits,
      penUps.map(({ text }) => text),
      texts,
      now,
    );
    for (const [line, at] of [...commits].slice(known))
      console.log(
        `        line ${line + 1} committed ${Math.round(at - penUps[line]!.penUpAt)} ms after its last pen-up`,
      );
    if (penUps.length !== lastCount) {
      lastCount = penUps.length;
      console.log(
        `${((Date.now() - startedAt) / 1000).toFixed(0).padStart(4)} s  written ${lastCount} of ${lineCount}, camera ${report?.cameraFps.toFixed(1)} fps`,
      );
    }
    if (texts.join('\n') !== lastTexts) {
      lastTexts = texts.join('\n');
      changedAt = Date.now();
      console.log(`        committed: ${texts.map((t) => JSON.stringify(t)).join(' · ')}`);
    }
    const all = penUps.length >= lineCount;
    const lastPenUp = penUps[lineCount - 1];
    const sincePenUp = lastPenUp ? now - lastPenUp.penUpAt : 0;
    const enough = texts.length >= lineCount && Date.now() - changedAt > SETTLE_MS && sincePenUp > SETTLE_MS;
    if (all && (enough || sincePenUp > READING_LIMIT_MS)) break;
    if (Date.now() - startedAt > WRITING_LIMIT_MS) {
      console.log('        the wall did not finish writing in time');
      break;
    }
    await new Promise((r) => setTimeout(r, 150));
  }
  if (values.shot !== undefined) await page.screenshot({ path: values.shot });
  const written = (report?.written ?? []).map((line) => line.text);
  const read = committedOf(seen);
  const truth = [...normalisePage(written)];
  for (const [i, text] of written.entries())
    console.log(`  wrote ${JSON.stringify(text)}\n  read  ${JSON.stringify(read[i] ?? null)}`);
  for (const fault of seen?.faults ?? []) console.log(`  ${fault.severity} ${fault.code}: ${fault.detail}`);
  const falseDrawings = falseDrawingsOf(seen);
  console.log(`  ${falseDrawings} committed as drawings, where nobody drew`);
  const cer = truth.length === 0 ? 1 : editDistance(truth, [...normalisePage(read)]) / truth.length;
  const round = (value: number, digits: number): number => Number(value.toFixed(digits));
  const waits = [...commits].map(([line, at]) => at - report!.written[line]!.penUpAt).sort((a, b) => a - b);
  console.log(
    JSON.stringify({
      seed,
      written: written.length,
      read: read.length,
      cer: round(cer, 4),
      falseDrawings,
      msToFirstCommitted: firstCommittedAt === null ? null : Math.round(firstCommittedAt),
      msToCommittedP50: waits.length === 0 ? null : Math.round(waits[(waits.length - 1) >> 1]!),
      cameraFps: round(report?.cameraFps ?? 0, 2),
      projectorLitOnInk: round(report?.projectorLitOnInk ?? 0, 4),
      projectorLitElsewhere: round(report?.projectorLitElsewhere ?? 0, 4),
    }),
  );
} finally {
  await browser.close();
  await server.stop();
}
