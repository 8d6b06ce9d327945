/**
 * `npm run -s bench:reading -- [--network FILE.onnx] [--runs N]`: how fast a line of 600×48 is read in headless Chromium on one WASM thread,
 * beside PP-OCRv4's recogniser on the same line, in turns. Last line of stdout: {"networkMsP50","networkMsP95","onnxRuntimeMsP50","ppocrMsP50","lineMsP50",
 * "firstLineMs","firstLineColdMs","downloadBytes","network"}. network: the fast network alone by its kernels; onnxRuntime: the same by ONNX Runtime; line: picture to text; firstLine: from nothing
 * loaded to the first text with files in the browser's cache; downloadBytes: all files of the default model. Nothing here is asserted.
 */
import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { launchChromium } from '../browser/launch-chromium.ts';
import { serveReadingPage } from '../browser/serve-reading-page.ts';
import { PPOCR_ASSETS, PPOCR_DICTIONARY } from '../evaluate/peers/open-ppocr.ts';
import { parseDictionary } from '../evaluate/peers/ppocr.ts';
import type { SentLine } from './reading-page/main.ts';

const MODELS = resolve(import.meta.dirname, '../../models');
const WIDTH = 600;
const HEIGHT = 48;

const { values } = parseArgs({
  options: { network: { type: 'string' }, runs: { type: 'string', default: '60' } },
});
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) {
  console.error('usage: npm run -s bench:reading -- [--network FILE.onnx] [--runs N]');
  process.exit(2);
}

const manifestSchema = z.object({
  default: z.string(),
  models: z.array(z.object({ name: z.string(), file: z.string(), cascade: z.string().optional() })),
});
const goldenSchema = z.object({
  lines: z.array(z.object({ width: z.number(), height: z.literal(HEIGHT), ink: z.string(), text: z.string() })),
});

/** Golden lines one after another until 600 columns are full: writing that may be shown to anyone. */
const benchLine = (): SentLine => {
  const { lines } = goldenSchema.parse(JSON.parse(readFileSync(join(MODELS, 'golden/latin.json'), 'utf8')));
  const grey = new Uint8Array(WIDTH * HEIGHT).fill(255);
  let left = 0;
  for (const { width, ink, text } of lines.filter((line) => line.text !== '')) {
    if (left >= WIDTH) break;
    const bytes = Buffer.from(ink, 'base64');
    for (let y = 0; y < HEIGHT; y++)
      for (let x = 0; x < Math.min(width, WIDTH - left); x++) grey[y * WIDTH + left + x] = 255 - bytes[y * width + x]!;
    left += width;
    console.log(`  on the line: ${text}`);
  }
  return { width: WIDTH, height: HEIGHT, pixels: String.fromCharCode(...grey) };
};

/** Everything that a browser fetches to read with the default model, the accurate network of its cascade included. */
const downloadOf = (): { readonly bytes: number; readonly fast: string } => {
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(MODELS, 'manifest.json'), 'utf8')));
  const fast = manifest.models.find(({ name }) => name === manifest.default)!;
  const decoder = z
    .object({ languageModel: z.object({ file: z.string() }).nullable() })
    .parse(JSON.parse(readFileSync(join(MODELS, `${fast.name}.decoder.json`), 'utf8')));
  const accurate = manifest.models.find(({ name }) => name === fast.cascade);
  const files = ['manifest.json', fast.file, `${fast.name}.decoder.json`, accurate?.file, decoder.languageModel?.file];
  let bytes = 0;
  for (const file of files.filter((name) => name !== undefined)) {
    bytes += statSync(join(MODELS, file)).size;
    console.log(`  ${file}: ${(statSync(join(MODELS, file)).size / 1e6).toFixed(2)} MB`);
  }
  return { bytes, fast: join(MODELS, fast.file) };
};

const percentile = (ms: readonly number[], share: number): number => {
  const sorted = ms.toSorted((a, b) => a - b);
  return Number(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!.toFixed(2));
};

const { bytes, fast } = downloadOf();
const network = values.network === undefined ? fast : resolve(values.network);
const line = benchLine();
const dictionary = parseDictionary(readFileSync(join(PPOCR_ASSETS, PPOCR_DICTIONARY), 'utf8'));
const served = await serveReadingPage(MODELS, join(import.meta.dirname, 'reading-page'), {
  '/ppocr/': PPOCR_ASSETS,
  '/network/': dirname(network),
});
const browser = await launchChromium();
try {
  const page = await browser.newPage();
  const open = async (): Promise<void> => {
    await page.goto(served.url);
    await page.waitForFunction(() => window.timeReading !== undefined);
  };
  const firstLine = async (): Promise<number> => {
    await open();
    return page.evaluate((sent) => window.firstLine!(sent), line);
  };
  const cold = await firstLine();
  const warm = [await firstLine(), await firstLine(), await firstLine()];
  console.log(`first line after ${cold.toFixed(0)} ms, then ${warm.map((ms) => ms.toFixed(0)).join(', ')} ms`);
  await open();
  const timed = await page.evaluate(({ url, sent, words, count }) => window.timeReading!(url, sent, words, count), {
    url: `/network/${basename(network)}`,
    sent: line,
    words: dictionary,
    count: runs,
  });
  console.log(`ours:   ${timed.texts.ours}\nPP-OCR: ${timed.texts.ppocr}`);
  console.log(
    JSON.stringify({
      networkMsP50: percentile(timed.network, 0.5),
      networkMsP95: percentile(timed.network, 0.95),
      onnxRuntimeMsP50: percentile(timed.runtime, 0.5),
      ppocrMsP50: percentile(timed.ppocr, 0.5),
      lineMsP50: percentile(timed.line, 0.5),
      firstLineMs: percentile(warm, 0.5),
      firstLineColdMs: Math.round(cold),
      downloadBytes: bytes,
      network: basename(network),
    }),
  );
} finally {
  await browser.close();
  await served.stop();
}
