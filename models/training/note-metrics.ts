/**
 * Writes what a shipped network was measured to do into models/manifest.json, from what `evaluate:lines` printed.
 * npx tsx models/training/note-metrics.ts --model NAME "English (IAM-OnDB val2)=FILE" … ; FILE: the command's output, its last line the JSON.
 * Figures of other weights are gone: all that are kept are given at once. Throws when a file was measured with another model.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { SHIPPED_MODELS } from '../../tests/evaluate/load-node-reader.ts';

const measuredSchema = z.object({
  model: z.string(),
  lines: z.number(),
  cerGreedy: z.number(),
  cerWithLanguageModel: z.number(),
  cer: z.number(),
  ece: z.number().nullable(),
  auroc: z.number().nullable(),
});
const manifestSchema = z.looseObject({ models: z.array(z.looseObject({ name: z.string(), metrics: z.unknown() })) });

const { values, positionals } = parseArgs({ allowPositionals: true, options: { model: { type: 'string' } } });
const path = join(SHIPPED_MODELS, 'manifest.json');
const manifest = manifestSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
const entry = manifest.models.find(({ name }) => name === values.model);
const pairs = positionals.map((pair) => pair.match(/^(.+)=([^=]+)$/));
if (entry === undefined || pairs.length === 0 || pairs.includes(null)) {
  const names = manifest.models.map(({ name }) => name).join(' | ');
  console.error(`usage: npx tsx models/training/note-metrics.ts --model ${names} "WHAT=FILE" …`);
  process.exit(2);
}

entry.metrics = Object.fromEntries(
  pairs.map((pair) => {
    const [, what, file] = pair!;
    const last = readFileSync(file!, 'utf8').trimEnd().split('\n').at(-1)!;
    const { model, ...measured } = measuredSchema.parse(JSON.parse(last));
    if (model !== entry.name) throw new Error(`${file}: expected figures of ${entry.name}, found ${model}`);
    return [what!, measured];
  }),
);
writeFileSync(path, `${JSON.stringify(manifest, null, 1)}\n`);
console.log(`${path}: ${entry.name}: ${JSON.stringify(entry.metrics)}`);
