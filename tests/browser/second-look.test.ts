/** Doubtful lines read again in a thread of their own, in Chromium, with the shipped networks; and what happens without the accurate one. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cutRepertoire, repertoire } from '../../client/sources/virtual-wall/repertoire/repertoire.ts';
import { loadPicture } from '../evaluate/load-picture.ts';
import { launchChromium } from './launch-chromium.ts';
import type { DeskReport, SentCrop } from './reading-page/main.ts';
import { type ServedPage, serveReadingPage } from './serve-reading-page.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const LINES = 5;
const WIDEST_PX = 500;
const PATIENCE_MS = 60_000;
/** Long enough for a worker that will not answer to say so. */
const SHORT_MS = 4000;

/** Lines of the repertoire (Copiste d'un jour, BAnQ, CC BY 4.0) as dark ink on white paper. */
async function someLines(): Promise<SentCrop[]> {
  const picture = await loadPicture(join(ROOT, 'client/sources/virtual-wall/repertoire', repertoire.picture));
  return [...cutRepertoire(repertoire, picture)].slice(0, LINES).map(({ width, height, coverage }) => {
    const kept = Math.min(width, WIDEST_PX);
    const pixels = Array.from({ length: kept * height }, (_, i) =>
      String.fromCharCode(255 - coverage[Math.floor(i / kept) * width + (i % kept)]!),
    );
    return { width: kept, height, pixels: pixels.join('') };
  });
}

/** The shipped models, changed: every line of `latin` is doubtful, and a second model stands beside it. */
function changedModels(change: (folder: string) => void = () => {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'inklight-models-'));
  cpSync(join(ROOT, 'models'), folder, { recursive: true, filter: (path) => !/training|golden/.test(path) });
  const decoder = JSON.parse(readFileSync(join(folder, 'latin.decoder.json'), 'utf8')) as {
    cascade?: { below: number };
  };
  writeFileSync(
    join(folder, 'latin.decoder.json'),
    JSON.stringify({ ...decoder, cascade: decoder.cascade && { ...decoder.cascade, below: 1 } }),
  );
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
    models: { name: string; cascade?: string }[];
  };
  const { cascade: _none, ...latin } = manifest.models.find(({ name }) => name === 'latin')!;
  const others = manifest.models.filter(({ name }) => name !== 'latin-open');
  const models = [...others, { ...latin, name: 'latin-open' }];
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, models }));
  cpSync(join(folder, 'latin-accurate.decoder.json'), join(folder, 'latin-open.decoder.json'));
  change(folder);
  return folder;
}

describe('a second look at doubtful lines in Chromium', () => {
  let browser: Browser;
  let crops: SentCrop[];
  beforeAll(async () => {
    browser = await launchChromium();
    crops = await someLines();
  });
  afterAll(() => browser.close());

  const read = async (
    folder: string,
    model: string | null,
    patienceMs: number,
  ): Promise<{ report: DeskReport; said: string[] }> => {
    const served: ServedPage = await serveReadingPage(folder);
    const page = await browser.newPage();
    const said: string[] = [];
    page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
    try {
      page.setDefaultTimeout(2 * PATIENCE_MS);
      await page.goto(served.url);
      await page.waitForFunction(() => window.readAtDesk !== undefined);
      const report = await page.evaluate(([name, sent, patience]) => window.readAtDesk!(name, sent, patience, ''), [
        model,
        crops,
        patienceMs,
      ] as const);
      return { report, said };
    } finally {
      await page.close();
      await served.stop();
      rmSync(folder, { recursive: true });
    }
  };

  it('follows the fast reading of every doubtful line', async () => {
    const { report } = await read(changedModels(), null, PATIENCE_MS);
    expect(report.faults).toEqual([]);
    const doubted = report.first.flatMap(({ kind }, i) => (kind === 'text' ? [`${i}`] : []));
    expect(doubted.length).toBeGreaterThan(LINES / 2);
    expect(Object.keys(report.again).sort()).toEqual(doubted);
    for (const reading of Object.values(report.again)) expect(reading.again).toBe(true);
  });

  it('is left out with one clear line when the accurate network is missing', async () => {
    const folder = changedModels((models) => rmSync(join(models, 'latin-accurate.onnx')));
    const { report, said } = await read(folder, null, SHORT_MS);
    expect(report.first).toHaveLength(LINES);
    expect(report.again).toEqual({});
    expect(
      said.filter((line) => /^info: Doubtful lines are read once only: .*latin-accurate\.onnx/.test(line)),
    ).toHaveLength(1);
  });

  it('is refused as a fault when the accurate network is damaged, while the fast one reads on', async () => {
    const folder = changedModels((models) => {
      const path = join(models, 'latin-accurate.onnx');
      const bytes = readFileSync(path);
      bytes[bytes.length >> 1]! ^= 1;
      writeFileSync(path, bytes);
    });
    const { report } = await read(folder, null, SHORT_MS);
    expect(report.first).toHaveLength(LINES);
    expect(report.faults.join('\n')).toMatch(
      /model-corrupt: Doubtful lines are read once only: .*expected \d+ bytes with SHA-256/,
    );
  });

  it('is not there for a model without a cascade, which is asked for by its name', async () => {
    const { report } = await read(changedModels(), 'latin-open', 1000);
    expect(report.model).toBe('latin-open');
    expect(report.first.some(({ text }) => text !== '')).toBe(true);
    expect(report.again).toEqual({});
    expect(report.faults).toEqual([]);
  });
});
