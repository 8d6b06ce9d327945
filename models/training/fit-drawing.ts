/**
 * Fits what tells drawings from text and writes client/reading/drawing-weights.ts: a logistic regression on dev lines (training writers
 * held out), words cut from them, and folders of drawings (render_drawings.py --icons of another set than the reported one, --seed 2).
 * npx tsx models/training/fit-drawing.ts FOLDER… [--model NAME] [--cache DIR] [--name dev0] [--dry]; never on val, never on Lucide's icons.
 */
import { writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { decodeCtc } from '../../client/reading/decode-ctc.ts';
import { measureMarks } from '../../client/reading/measure-marks.ts';
import { normaliseLine } from '../../client/reading/normalise-line.ts';
import { type InkLine, recognise } from '../../client/reading/recognise.ts';
import { splitClusters } from '../../client/reading/split-clusters.ts';
import { drawingFeatures } from '../../client/reading/tell-drawing.ts';
import { loadNodeReader, SHIPPED_MODELS } from '../../tests/evaluate/load-node-reader.ts';
import { loadPicture } from '../../tests/evaluate/load-picture.ts';
import { readLabels } from '../../tests/evaluate/read-labels.ts';
import { dot, fitLogistic } from './fit-logistic.ts';
import { readCache } from './line-cache.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string' },
    models: { type: 'string', default: SHIPPED_MODELS },
    cache: { type: 'string', default: join(homedir(), '.cache/inklight') },
    name: { type: 'string', default: 'dev0' },
    dry: { type: 'boolean', default: false },
  },
});
if (positionals.length === 0) {
  console.error('usage: npx tsx models/training/fit-drawing.ts FOLDER… (folders of drawings with labels.tsv)');
  process.exit(2);
}

const RIDGE = 1;
const FOLDS = 5;
/** Letters of 1905 in fading ink are not what a wall sees; their lines would be given up as drawings. */
const LEFT_OUT = new Set(['stanford']);

interface Sample {
  readonly group: string;
  readonly drawing: boolean;
  readonly features: readonly number[];
}

const { reader } = await loadNodeReader(values.model ?? null, values.models);
const samples: Sample[] = [];
const take = async (line: InkLine, group: string, drawing: boolean): Promise<void> => {
  const [logits] = await recognise(reader.network, [line]);
  const decoded = decodeCtc(logits!, reader.decoder);
  const features = drawingFeatures(decoded, line.width, measureMarks(line));
  samples.push({ group, drawing, features });
};

for (const [index, line] of readCache(values.cache, 'dev', values.name).entries()) {
  if (LEFT_OUT.has(line.source) || line.text === '') continue;
  await take(line, line.source, false);
  const words = splitClusters(line);
  for (const count of [1, 2]) {
    // Any of them, but the same ones every time.
    const first = (index * 7 + count) % Math.max(1, words.length - count + 1);
    const [start, end] = [words[first], words[first + count - 1]];
    if (words.length > count && start && end && end.to - start.from > 24)
      await take(cutColumns(line, start.from - 6, end.to + 6), `words of ${line.source}`, false);
  }
}
for (const folder of positionals)
  for (const { file } of readLabels(folder)) await take(normaliseLine(await loadPicture(file)), folder, true);
console.log(`${samples.length} samples through ${reader.model}`);

const size = samples[0]!.features.length;
const means = Array.from({ length: size }, (_, k) => mean(samples.map(({ features }) => features[k]!)));
const spreads = means.map((m, k) => Math.sqrt(mean(samples.map(({ features }) => (features[k]! - m) ** 2))) + 1e-9);
const rows = samples.map(({ features }) => [1, ...features.map((x, k) => (x - means[k]!) / spreads[k]!)]);
const weigh = (chosen: (i: number) => boolean): number[] => {
  const taken = samples.map((_, i) => i).filter(chosen);
  return fitLogistic(
    taken.map((i) => rows[i]!),
    taken.map((i) => (samples[i]!.drawing ? 1 : 0)),
    RIDGE,
  );
};

// What it would do to samples that it was not fitted on.
const heldOut: number[] = [];
for (let fold = 0; fold < FOLDS; fold++) {
  const weights = weigh((i) => i % FOLDS !== fold);
  for (let i = fold; i < rows.length; i += FOLDS) heldOut[i] = dot(rows[i]!, weights);
}
for (const group of new Set(samples.map(({ group }) => group))) {
  const odds = heldOut.filter((_, i) => samples[i]!.group === group);
  const taken = odds.filter((z) => z > 0).length;
  console.log(
    `${group}: ${taken} of ${odds.length} taken for drawings (${((100 * taken) / odds.length).toFixed(1)} %)`,
  );
}
const [bias, ...weights] = weigh(() => true);
const plain = weights.map((w, k) => w / spreads[k]!);
const offset = bias! - plain.reduce((sum, w, k) => sum + w * means[k]!, 0);
const content = `/** How much each measurement speaks for a drawing: written by models/training/fit-drawing.ts, in the order of drawingFeatures. */
export const DRAWING_WEIGHTS: { readonly bias: number; readonly weights: readonly number[] } = {
  bias: ${offset.toFixed(4)},
  weights: [${plain.map((w) => w.toFixed(4)).join(', ')}],
};
`;
console.log(content);
if (!values.dry) writeFileSync(join(import.meta.dirname, '../../client/reading/drawing-weights.ts'), content);
process.exit(0);

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / Math.max(1, values.length);
}

/** Columns `from` … `to` − 1 of a line, as far as it has them. */
function cutColumns(line: InkLine, from: number, to: number): InkLine {
  const left = Math.max(0, from);
  const width = Math.min(line.width, to) - left;
  const data = new Uint8Array(width * line.height);
  for (let y = 0; y < line.height; y++)
    data.set(line.data.subarray(y * line.width + left, y * line.width + left + width), y * width);
  return { width, height: line.height, data };
}
