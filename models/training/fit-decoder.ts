/**
 * Tunes the decoder of one model on the dev lines (training writers held out; never val) and writes models/NAME.decoder.json:
 * the language model's weight and the bonus with the least mean CER over sources, then the confidence curve.
 * npx tsx models/training/fit-decoder.ts [--model NAME] [--cache DIR] [--name CACHE] [--models DIR] [--language FILE] [--dry]
 * The cache is prepare.py's, of dev lines as they are: --splits dev --vary 0 --name dev0.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as ort from 'onnxruntime-web';
import { createDecoder, type DecoderSettings, decodeCtc } from '../../client/reading/decode-ctc.ts';
import { type LanguageModel, parseLanguageModels } from '../../client/reading/language-model.ts';
import { selectModel } from '../../client/reading/model-manifest.ts';
import { LINE_NORMALISATION } from '../../client/reading/normalise-line.ts';
import { type Logits, recognise } from '../../client/reading/recognise.ts';
import { tellDrawing } from '../../client/reading/tell-drawing.ts';
import { createNetwork } from '../../client/workers/create-network.ts';
import { sha256 } from '../../client/workers/sha256.ts';
import { editDistance } from '../../tests/evaluate/edit-distance.ts';
import { SHIPPED_MODELS } from '../../tests/evaluate/load-node-reader.ts';
import { normaliseText } from '../../tests/evaluate/normalise-text.ts';
import { fitConfidence } from './fit-confidence.ts';
import { type CachedLine, readCache } from './line-cache.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string' },
    cache: { type: 'string', default: join(homedir(), '.cache/inklight') },
    models: { type: 'string', default: SHIPPED_MODELS },
    name: { type: 'string', default: 'dev0' },
    language: { type: 'string', default: 'latin.language.bin' },
    weights: { type: 'string', default: '0.35,0.5,0.65' },
    bonuses: { type: 'string', default: '0.8,1.4,2' },
    beam: { type: 'string', default: '24' },
    temperature: { type: 'string', default: '1' },
    dry: { type: 'boolean', default: false },
  },
});
/** Sources that the objective averages: the three hands of the acceptance, equal. */
const SOURCES = ['iamondb', 'copiste', 'dhsd'];
/** Its dev pages are by writers who wrote training pages too: confidence fitted on them would boast before strangers. */
const KNOWN_WRITERS = new Set(['iamondb']);

// Not the whole reader: the decoder's own file is what is made here.
const manifest: unknown = JSON.parse(readFileSync(join(values.models, 'manifest.json'), 'utf8'));
const entry = selectModel(manifest, join(values.models, 'manifest.json'), values.model ?? null, LINE_NORMALISATION);
ort.env.wasm.numThreads = 1;
const network = await createNetwork(ort, 'wasm', entry, new Uint8Array(readFileSync(join(values.models, entry.file))));
const lines: CachedLine[] = readCache(values.cache, 'dev', values.name);
const logits: Logits[] = [];
for (const line of lines) logits.push((await recognise(network, [line]))[0]!);
const languageBytes = new Uint8Array(readFileSync(join(values.models, values.language)));
const language = parseLanguageModels(languageBytes)[0]!;
console.log(`${lines.length} dev lines read by ${entry.name}, language model ${languageBytes.length} bytes`);

function rates(
  settings: DecoderSettings,
  model: LanguageModel | null,
): { readonly mean: number; readonly text: string } {
  const decoder = createDecoder(entry.alphabet, entry.blank, model, settings);
  const edits = new Map<string, number>();
  const lengths = new Map<string, number>();
  lines.forEach((line, i) => {
    const truth = [...normaliseText(line.text)];
    const read = [...normaliseText(decodeCtc(logits[i]!, decoder).text)];
    edits.set(line.source, (edits.get(line.source) ?? 0) + editDistance(truth, read));
    lengths.set(line.source, (lengths.get(line.source) ?? 0) + truth.length);
  });
  const rate = (source: string): number => (edits.get(source) ?? 0) / Math.max(1, lengths.get(source) ?? 0);
  const mean = SOURCES.reduce((sum, source) => sum + rate(source), 0) / SOURCES.length;
  const text = [...lengths.keys()].map((source) => `${source} ${(100 * rate(source)).toFixed(2)}`).join(', ');
  return { mean, text: `${(100 * mean).toFixed(2)} % (${text})` };
}

const plain = { beam: Number(values.beam), temperature: Number(values.temperature), languageWeight: 0, bonus: 0 };
console.log(`greedy ${rates({ ...plain, beam: 0 }, null).text}`);
let best: DecoderSettings = plain;
let least = Number.POSITIVE_INFINITY;
for (const languageWeight of values.weights.split(',').map(Number))
  for (const bonus of values.bonuses.split(',').map(Number)) {
    if (languageWeight === 0 && bonus !== 0) continue;
    const settings = { ...plain, languageWeight, bonus };
    const { mean, text } = rates(settings, language);
    console.log(`weight ${languageWeight} bonus ${bonus}: ${text}`);
    if (mean < least) {
      least = mean;
      best = settings;
    }
  }

const decoder = createDecoder(entry.alphabet, entry.blank, language, best);
const judged = lines.flatMap((line, i) => {
  if (KNOWN_WRITERS.has(line.source)) return [];
  const decoded = decodeCtc(logits[i]!, decoder);
  if (line.text === '' || tellDrawing(decoded, line.width) !== null) return [];
  return [{ features: decoded.features, right: normaliseText(decoded.text) === normaliseText(line.text) }];
});
const curve = fitConfidence(judged);
console.log(
  `best ${JSON.stringify(best)}, ${judged.filter(({ right }) => right).length} of ${judged.length} lines right`,
);
const content = {
  languageModel: { file: values.language, sha256: sha256(languageBytes), bytes: languageBytes.length },
  settings: best,
  curve,
  fitted: { on: `${lines.length} dev lines`, model: entry.sha256, devCer: Number(least.toFixed(4)) },
};
if (!values.dry)
  writeFileSync(join(values.models, `${entry.name}.decoder.json`), `${JSON.stringify(content, null, 2)}\n`);
console.log(JSON.stringify(content));
