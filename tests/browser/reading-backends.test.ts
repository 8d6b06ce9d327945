import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cutRepertoire, repertoire } from '../../client/sources/virtual-wall/repertoire/repertoire.ts';
import type { Backend } from '../../client/workers/load-ort.ts';
import { loadPicture } from '../evaluate/load-picture.ts';
import { launchChromium } from './launch-chromium.ts';
import type { BackendReport, SentCrop } from './reading-page/main.ts';
import { type ServedPage, serveReadingPage } from './serve-reading-page.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const LINES = 20;
/** WebGPU in software takes about a hundred times as long as WASM: the beginnings of the shortest lines will do. */
const WIDEST_PX = 320;
const PATIENCE_MS = 240_000;

/** The shortest lines of the repertoire (Copiste d'un jour, BAnQ, CC BY 4.0) as dark ink on white paper. */
async function shortLines(): Promise<SentCrop[]> {
  const picture = await loadPicture(join(ROOT, 'client/sources/virtual-wall/repertoire', repertoire.picture));
  return [...cutRepertoire(repertoire, picture)]
    .sort((a, b) => a.width / a.xHeight - b.width / b.xHeight)
    .slice(0, LINES)
    .map(({ width, height, coverage }) => {
      const kept = Math.min(width, WIDEST_PX);
      const pixels = Array.from({ length: kept * height }, (_, i) =>
        String.fromCharCode(255 - coverage[Math.floor(i / kept) * width + (i % kept)]!),
      );
      return { width: kept, height, pixels: pixels.join('') };
    });
}

async function readOn(
  browser: Browser,
  url: string,
  backend: Backend | null,
  crops: SentCrop[],
): Promise<BackendReport> {
  const page = await browser.newPage();
  try {
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(url);
    await page.waitForFunction(() => window.readOn !== undefined);
    return await page.evaluate(([wanted, sent]) => window.readOn!(wanted, sent), [backend, crops] as const);
  } finally {
    await page.close();
  }
}

describe('reading in Chromium', () => {
  let served: ServedPage;
  let crops: SentCrop[];
  beforeAll(async () => {
    served = await serveReadingPage();
    crops = await shortLines();
  });
  afterAll(() => served.stop());

  it(
    'gives the same text for the same 20 lines on WASM and on WebGPU, with every operator on the GPU',
    async () => {
      const browser = await launchChromium({ webgpu: true });
      try {
        const onWasm = await readOn(browser, served.url, 'wasm', crops);
        const onGpu = await readOn(browser, served.url, 'webgpu', crops);
        expect(onGpu.backend).toBe('webgpu');
        expect(onWasm.backend).toBe('wasm');
        expect(onWasm.texts).toHaveLength(LINES);
        expect(onWasm.texts.filter((text) => text !== '').length).toBeGreaterThan(LINES / 2);
        expect(onGpu.texts).toEqual(onWasm.texts);
        const chosen = await readOn(browser, served.url, null, []);
        expect(chosen.backend, 'a GPU in software is slower than WASM').toBe('wasm');
        expect(chosen.note).toMatch(/^Reading runs on WASM: .*SwiftShader.* is WebGPU in software\.$/i);
      } finally {
        await browser.close();
      }
    },
    PATIENCE_MS,
  );

  it('falls back to WASM with one clear line where there is no WebGPU', async () => {
    const browser = await launchChromium();
    try {
      const { backend, note, texts } = await readOn(browser, served.url, null, crops.slice(0, 2));
      expect(backend).toBe('wasm');
      expect(note).toMatch(/^Reading runs on WASM: .*WebGPU.*\.$/);
      expect(note).not.toContain('\n');
      expect(texts).toHaveLength(2);
    } finally {
      await browser.close();
    }
  });

  it('refuses a network that was damaged on its way, naming the file and both digests', async () => {
    const models = mkdtempSync(join(tmpdir(), 'inklight-models-'));
    cpSync(join(ROOT, 'models'), models, { recursive: true, filter: (path) => !/training|golden/.test(path) });
    const network = join(models, 'latin.onnx');
    const bytes = readFileSync(network);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(network, bytes);
    const damaged = await serveReadingPage(models);
    const browser = await launchChromium();
    try {
      await expect(readOn(browser, damaged.url, null, [])).rejects.toThrow(
        /models\/latin\.onnx: expected \d+ bytes with SHA-256 [0-9a-f]{64}, found \d+ bytes with [0-9a-f]{64}/,
      );
    } finally {
      await browser.close();
      await damaged.stop();
      rmSync(models, { recursive: true });
    }
  });
});
