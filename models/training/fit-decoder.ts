/**
 * Tunes how one model's logits become text and confidence, on dev lines (training writers held out; never val), and writes
 * models/NAME.decoder.json: temperature, the language model's weight and the bonus with the least mean CER over sources, the
 * confidence curve, and, where the manifest names an accurate network, how doubtful lines are read again by both.
 * npx tsx models/training/fit-decoder.ts [--model NAME] [--cache DIR] [--name CACHE] [--models DIR] [--language FILE] [--pitches 15,18] [--dry]
 * --pitches: columns a letter at which the accurate network looks once more each, instead of those that were chosen before.
 * The cache is prepare.py's, of dev lines as they are: --splits dev --vary 0 --name dev0. --name dev0,dev0-6 takes several: strokes under another
 * camera (--sources iamondb --seed 6) make the confidence's steps steadier, scans are what they are; --sources lists: words in no order.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { openNetwork } from '../../client/inference/open-network.ts';
import { calibrateConfidence } from '../../client/reading/calibrate-confidence.ts';
import { countEdits } from '../../client/reading/count-edits.ts';
import {
  createDecoder,
  type Decoded,
  type DecoderSettings,
  decodeCtc,
  describeReadings,
  findTexts,
  openCase,
} from '../../client/reading/decode-ctc.ts';
import { type DecoderManifest, parseDecoderManifest } from '../../client/reading/decoder-manifest.ts';
import { parseLanguageModels } from '../../client/reading/language-model.ts';
import { type LogProbabilities, logSoftmax } from '../../client/reading/log-softmax.ts';
import { lookCloser } from '../../client/reading/look-closer.ts';
import { type ModelEntry, selectModel } from '../../client/reading/model-manifest.ts';
import { LINE_NORMALISATION, type NormalisedLine } from '../../client/reading/normalise-line.ts';
import { type Logits, recognise } from '../../client/reading/recognise.ts';
import { silenceDrawings } from '../../client/reading/silence-drawings.ts';
import { tellDrawing } from '../../client/reading/tell-drawing.ts';
import { type Look, proposeTexts, weighTexts } from '../../client/reading/weigh-texts.ts';
import { gunzip } from '../../client/workers/gunzip.ts';
import { sha256 } from '../../client/workers/sha256.ts';
import { SHIPPED_MODELS } from '../../tests/evaluate/load-node-reader.ts';
import { normaliseText } from '../../tests/evaluate/normalise-text.ts';
import { chooseThreshold } from './choose-threshold.ts';
import { crossValidate, fitConfidence, type JudgedFeatures } from './fit-confidence.ts';
import { readCache } from './line-cache.ts';
import { searchSettings } from './search-settings.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string' },
    cache: { type: 'string', default: join(homedir(), '.cache/inklight') },
    models: { type: 'string', default: SHIPPED_MODELS },
    name: { type: 'string', default: 'dev0' },
    language: { type: 'string', default: 'latin.language.gz' },
    beam: { type: 'string', default: '24' },
    pitches: { type: 'string' },
    dry: { type: 'boolean', default: false },
  },
});
/** Sources that the objective averages, equally, as far as they are there: prose of two languages, names, and words in no order. */
const SOURCES = ['iamondb', 'copiste', 'dhsd', 'lists'];
/** The accurate network's say that is tried. */
const SAYS = [0.2, 0.35, 0.5, 0.65, 0.8, 1];
const fittedSchema = z.object({
  settings: z.object({ temperature: z.number() }),
  fitted: z.object({ model: z.string() }),
});
/** Columns a letter at which the accurate network looks: the best of fifty sets on dev lines. */
const PITCHES = [16, 19];
/** Nobody waits for a second reading: it may search wider. */
const AGAIN_BEAM = 64;
/** Confidences below which a line may be read again, from the cheapest on. */
const THRESHOLDS = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95];

const manifestPath = join(values.models, 'manifest.json');
const manifest: unknown = JSON.parse(readFileSync(manifestPath, 'utf8'));
const select = (name: string | null): ModelEntry => selectModel(manifest, manifestPath, name, LINE_NORMALISATION);
const entry = select(values.model ?? null);
const lines = values.name
  .split(',')
  .flatMap((name) => readCache(values.cache, 'dev', name))
  // Where ink stood in its crop was not kept: nothing here asks for it.
  .map((line) => ({ ...line, toSource: { a: 1, b: 0, c: 0, d: 0, e: 1, f: 0 } }))
  .filter(({ text }) => text !== '');
const truths = lines.map(({ text }) => normaliseText(text));
const languageBytes = new Uint8Array(readFileSync(join(values.models, values.language)));
const languages = parseLanguageModels(await gunzip(languageBytes));

/** For each line its logits, one for each picture of it. */
async function readAll(
  model: ModelEntry,
  viewsOf: (line: NormalisedLine, index: number) => readonly NormalisedLine[],
): Promise<Logits[][]> {
  const bytes = new Uint8Array(readFileSync(join(values.models, model.file)));
  const network = await openNetwork(model, bytes);
  const logits: Logits[][] = [];
  for (const [index, line] of lines.entries()) {
    const views = viewsOf(line, index);
    const said = await recognise(network, views);
    logits.push(views.map((view, i) => silenceDrawings(view, said[i]!, model.blank, model.output.stride)));
  }
  console.log(`${lines.length} dev lines read by ${model.name}`);
  return logits;
}

const decodeAll = (logits: readonly Logits[], settings: DecoderSettings): Decoded[] => {
  const models = settings.beam === 0 ? [] : languages;
  const decoder = createDecoder(entry.alphabet, entry.blank, models, settings);
  return logits.map((line) => decodeCtc(line, decoder));
};

/** CER by source and over SOURCES, of one text a line. */
function rate(texts: readonly string[]): { readonly mean: number; readonly text: string } {
  const edits = new Map<string, number>();
  const lengths = new Map<string, number>();
  lines.forEach(({ source }, i) => {
    const truth = [...truths[i]!];
    edits.set(source, (edits.get(source) ?? 0) + countEdits(truth, [...normaliseText(texts[i]!)]));
    lengths.set(source, (lengths.get(source) ?? 0) + truth.length);
  });
  const of = (source: string): number => (edits.get(source) ?? 0) / Math.max(1, lengths.get(source) ?? 0);
  const here = SOURCES.filter((source) => lengths.has(source));
  const mean = here.reduce((sum, source) => sum + of(source), 0) / here.length;
  const text = [...lengths.keys()].map((source) => `${source} ${(100 * of(source)).toFixed(2)}`).join(', ');
  return { mean, text: `${(100 * mean).toFixed(2)} % (${text})` };
}
const rateOf = (decoded: readonly Decoded[]) => rate(decoded.map(({ text }) => text));

const judge = (decoded: readonly Decoded[], chosen: (index: number) => boolean = () => true): JudgedFeatures[] =>
  decoded.flatMap((one, i) =>
    !chosen(i) || tellDrawing(one, lines[i]!) !== null
      ? []
      : [
          {
            truth: truths[i]!,
            features: one.features,
            right: normaliseText(one.text) === truths[i],
          },
        ],
  );
const describeJudged = (judged: readonly JudgedFeatures[]): string => {
  const { ece, auroc } = crossValidate(judged);
  const right = judged.filter((line) => line.right).length;
  return `${right} of ${judged.length} lines right; confidence on lines left out of its fit: ece ${ece.toFixed(3)}, auroc ${auroc?.toFixed(3)}`;
};

const fast = (await readAll(entry, (line) => [line])).map(([logits]) => logits!);
const greedily = { beam: 0, temperature: 1, languageWeight: 0, bonus: 0 };
console.log(`greedy ${rateOf(decodeAll(fast, greedily)).text}`);
// From where the last fit ended, if there was one: a network that learnt a little more needs little else.
const before = readFitted();
const first = {
  ...(before?.settings ?? { temperature: 1.2, languageWeight: 0.55, bonus: 1.5 }),
  beam: Number(values.beam),
};
const { settings, score: least } = searchSettings(first, (tried) => {
  const { mean, text } = rateOf(decodeAll(fast, tried));
  console.log(`temperature ${tried.temperature} weight ${tried.languageWeight} bonus ${tried.bonus}: ${text}`);
  return mean;
});
const decoded = decodeAll(fast, settings);
const judged = judge(decoded);
const curve = fitConfidence(judged);
console.log(`best ${JSON.stringify(settings)}, ${describeJudged(judged)}`);

/** How both networks read as one: their say, which lines are worth it, and what that brings. */
async function fitCascade(accurate: ModelEntry) {
  const temperature = temperatureOf(accurate) ?? settings.temperature;
  const pitches = values.pitches?.split(',').map(Number) ?? before?.cascade?.pitches ?? PITCHES;
  const wider = { ...settings, beam: AGAIN_BEAM };
  const decoder = createDecoder(entry.alphabet, entry.blank, languages, wider);
  const fastLogs = fast.map((line) => openCase(logSoftmax(line, settings.temperature), decoder));
  const look = (logs: LogProbabilities): Look => [logs, findTexts(logs, decoder)];
  const accurateLogs = (await readAll(accurate, (line, i) => lookCloser(line, decoded[i]!.text, pitches))).map(
    (views) => views.map((line) => openCase(logSoftmax(line, temperature), decoder)),
  );
  const proposed = accurateLogs.map((views, i) => proposeTexts(look(fastLogs[i]!), views.map(look), entry.blank));
  const together = (say: number): Decoded[] =>
    proposed.map((texts, i) => describeReadings(accurateLogs[i]![0]!, decoder, weighTexts(texts, say)));
  let weight = 1;
  let lowest = Number.POSITIVE_INFINITY;
  for (const say of SAYS) {
    const { mean, text } = rateOf(together(say));
    console.log(`say of ${accurate.name} ${say}, pitches ${pitches.join(' ')}: ${text}`);
    if (mean < lowest) [weight, lowest] = [say, mean];
  }
  const sure = decoded.map((one, i) =>
    tellDrawing(one, lines[i]!) === null ? calibrateConfidence(one.features, curve) : Number.POSITIVE_INFINITY,
  );
  const both = together(weight).map((one, i) => {
    const edits = countEdits([...decoded[i]!.text], [...one.text]);
    return { ...one, features: { ...one.features, edits, before: Math.min(1, sure[i]!) } };
  });
  const steps = THRESHOLDS.map((below) => {
    const texts = decoded.map((one, i) => (sure[i]! < below ? both[i]!.text : one.text));
    const right = (text: string, i: number): boolean => normaliseText(text) === truths[i];
    const fixed = texts.filter((text, i) => right(text, i) && !right(decoded[i]!.text, i)).length;
    const broken = texts.filter((text, i) => !right(text, i) && right(decoded[i]!.text, i)).length;
    const share = sure.filter((confidence) => confidence < below).length / lines.length;
    const { mean, text } = rate(texts);
    console.log(
      `read again below ${below}: ${(100 * share).toFixed(0)} % of lines, ${fixed} fixed, ${broken} broken: ${text}`,
    );
    return { below, mean };
  });
  const { below, mean } = chooseThreshold(steps, least);
  // All lines that the fast network took for text: it knows how sure that was, so the doubtful ones are told by that.
  const seen = judge(both, (i) => sure[i]! <= 1);
  console.log(`cascade below ${below}; both together: ${describeJudged(seen)}`);
  return {
    fit: { model: accurate.name, below, weight, temperature, pitches, settings: wider, curve: fitConfidence(seen) },
    fitted: { accurate: accurate.sha256, devCerWithCascade: Number(mean.toFixed(4)) },
  };
}

/** What the last fit found, if there was one. */
function readFitted(): DecoderManifest | null {
  const path = join(values.models, `${entry.name}.decoder.json`);
  return existsSync(path) ? parseDecoderManifest(JSON.parse(readFileSync(path, 'utf8')), path) : null;
}

/** Of the accurate network's own decoder, where it was fitted for these very weights. */
function temperatureOf({ name, sha256: weights }: ModelEntry): number | null {
  const path = join(values.models, `${name}.decoder.json`);
  if (!existsSync(path)) return null;
  const known: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const isFitted = fittedSchema.safeParse(known);
  return isFitted.success && isFitted.data.fitted.model === weights ? isFitted.data.settings.temperature : null;
}

const cascade = entry.cascade === undefined ? null : await fitCascade(select(entry.cascade));
const content = {
  languageModel: { file: values.language, sha256: sha256(languageBytes), bytes: languageBytes.length },
  settings,
  curve,
  ...(cascade === null ? {} : { cascade: cascade.fit }),
  fitted: {
    on: `${lines.length} dev lines`,
    model: entry.sha256,
    devCer: Number(least.toFixed(4)),
    ...cascade?.fitted,
  },
};
if (!values.dry)
  writeFileSync(join(values.models, `${entry.name}.decoder.json`), `${JSON.stringify(content, null, 2)}\n`);
console.log(JSON.stringify(content));
