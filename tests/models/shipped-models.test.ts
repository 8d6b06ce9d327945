/** What lies in models/ belongs together: nothing fitted to other weights, nothing too large to be fetched. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sha256 } from '../../client/workers/sha256.ts';
import { SHIPPED_MODELS } from '../evaluate/load-node-reader.ts';

const readJson = (file: string): unknown => JSON.parse(readFileSync(join(SHIPPED_MODELS, file), 'utf8'));
const digest = (file: string): string => sha256(new Uint8Array(readFileSync(join(SHIPPED_MODELS, file))));

const manifest = z
  .object({
    default: z.string(),
    models: z.array(
      z.object({
        name: z.string(),
        file: z.string(),
        sha256: z.string(),
        bytes: z.number(),
        role: z.enum(['fast', 'accurate']),
        licence: z.string(),
        cascade: z.string().optional(),
        data: z.array(z.object({ name: z.string(), licence: z.string() })),
        metrics: z.record(z.string(), z.object({ lines: z.number(), cerGreedy: z.number(), cer: z.number() })),
      }),
    ),
  })
  .parse(readJson('manifest.json'));
const decoderSchema = z.object({
  languageModel: z.object({ file: z.string(), sha256: z.string(), bytes: z.number() }),
  cascade: z.object({ model: z.string() }).optional(),
  fitted: z.object({ model: z.string(), accurate: z.string().optional() }),
});
const entryOf = (name: string) => manifest.models.find((model) => model.name === name);

/** Issue 3: the download of the default models. */
const LARGEST_DOWNLOAD = 12e6;

describe.each(manifest.models.map(({ name }) => name))('the shipped model %s', (name) => {
  const entry = entryOf(name)!;
  const decoder = decoderSchema.parse(readJson(`${name}.decoder.json`));

  it('is the file that the manifest describes', () => {
    expect(statSync(join(SHIPPED_MODELS, entry.file)).size).toBe(entry.bytes);
    expect(digest(entry.file)).toBe(entry.sha256);
  });

  it('has a decoder that was fitted to these very weights, and to those of its cascade', () => {
    expect(decoder.fitted.model).toBe(entry.sha256);
    expect(decoder.cascade?.model).toBe(entry.cascade);
    if (entry.cascade !== undefined) expect(decoder.fitted.accurate).toBe(entryOf(entry.cascade)?.sha256);
  });

  it('has the language model that its decoder names', () => {
    expect(digest(decoder.languageModel.file)).toBe(decoder.languageModel.sha256);
  });

  it('says what it was measured to do: export.py drops the figures of other weights', () => {
    expect(Object.keys(entry.metrics), 'npx tsx models/training/note-metrics.ts').not.toHaveLength(0);
    for (const { lines, cerGreedy, cer } of Object.values(entry.metrics)) {
      expect(lines).toBeGreaterThan(100);
      for (const share of [cerGreedy, cer]) expect(share).toSatisfy((x: number) => x > 0 && x < 1);
    }
  });

  it('says what it learnt from, and under which licences', () => {
    expect(entry.data.length).toBeGreaterThan(0);
    if (name.endsWith('-open')) for (const { licence } of entry.data) expect(licence).toMatch(/^(CC BY 4\.0|OFL 1\.1)/);
  });
});

describe('the download of the default models', () => {
  it('stays below 12 MB, the accurate network and the language models included', () => {
    const entry = entryOf(manifest.default)!;
    const { languageModel } = decoderSchema.parse(readJson(`${entry.name}.decoder.json`));
    const accurate = entry.cascade === undefined ? 0 : entryOf(entry.cascade)!.bytes;
    expect(entry.bytes + accurate + languageModel.bytes).toBeLessThanOrEqual(LARGEST_DOWNLOAD);
  });
});
