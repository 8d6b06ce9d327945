/**
 * Fits what tells drawings from text and writes client/reading/drawing-weights.ts: logistic regressions on dev lines (training writers
 * held out), words cut from them, and folders of drawings (render_drawings.py --icons of another set than the reported one, --seed 2);
 * one for whole lines, one for the groups of ink within a line.
 * npx tsx models/training/fit-drawing.ts FOLDER… [--model NAME] [--cache DIR] [--name dev0] [--dry]; never on val, never on Lucide's icons.
 */
import { writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { decodeLogs } from '../../client/reading/decode-ctc.ts';
import { logSoftmax } from '../../client/reading/log-softmax.ts';
import { measureMarks } from '../../client/reading/measure-marks.ts';
import { measureOpinionOfLogits } from '../../client/reading/measure-opinion.ts';
import { normaliseLine } from '../../client/reading/normalise-line.ts';
import { type InkLine, recognise } from '../../client/reading/recognise.ts';
import { framesOf, markFeatures, opinionFeatures } from '../../client/reading/silence-drawings.ts';
import { splitClusters } from '../../client/reading/split-clusters.ts';
import { inkFeatures, saidFeatures } from '../../client/reading/tell-drawing.ts';
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
/** A word may vanish from a line of text no more often than this, on words that the fit has not seen. */
const LOST_WORDS = 0.001;
/** Letters of 1905 in fading ink are not what a wall sees; their lines would be given up as drawings. */
const LEFT_OUT = new Set(['stanford']);

interface Sample {
  readonly group: string;
  readonly drawing: boolean;
  readonly features: readonly number[];
}

const { reader } = await loadNodeReader(values.model ?? null, values.models);
const { decoder, network } = reader;
const lines: Sample[] = [];
const clusters: Sample[] = [];
const take = async (line: InkLine, group: string, drawing: boolean, withClusters: boolean): Promise<void> => {
  const [logits] = await recognise(network, [line]);
  const logs = logSoftmax(logits!, decoder.settings.temperature);
  const features = [...saidFeatures(decodeLogs(logs, decoder), line.width), ...inkFeatures(measureMarks(line))];
  lines.push({ group, drawing, features });
  if (!withClusters) return;
  for (const cluster of splitClusters(line)) {
    const width = cluster.to - cluster.from;
    if (width < 24) continue;
    const opinion = measureOpinionOfLogits(logits!, decoder.blank, ...framesOf(cluster, logs.frames, network.stride));
    const marks = measureMarks(line, cluster.from, cluster.to);
    const features = [...opinionFeatures(opinion, width), ...markFeatures(marks, width)];
    clusters.push({ group: `groups of ${group}`, drawing, features });
  }
};

for (const [index, line] of readCache(values.cache, 'dev', values.name).entries()) {
  if (LEFT_OUT.has(line.source) || line.text === '') continue;
  await take(line, line.source, false, true);
  const words = splitClusters(line);
  for (const count of [1, 2]) {
    // Any of them, but the same ones every time.
    const first = (index * 7 + count) % Math.max(1, words.length - count + 1);
    const [start, end] = [words[first], words[first + count - 1]];
    if (words.length > count && start && end && end.to - start.from > 24)
      await take(cutColumns(line, start.from - 6, end.to + 6), `words of ${line.source}`, false, false);
  }
}
for (const folder of positionals)
  for (const { file } of readLabels(folder)) await take(normaliseLine(await loadPicture(file)), folder, true, true);
console.log(`${lines.length} lines and ${clusters.length} groups of ink through ${reader.model}`);

const forLines = weighSamples(lines);
const forClusters = weighSamples(clusters);
// The odds that all but a few words of text stay below.
const ofText = forClusters.heldOut.filter((_, i) => !clusters[i]!.drawing).sort((a, b) => a - b);
const sure = Math.max(0, ofText[Math.min(ofText.length - 1, Math.ceil((1 - LOST_WORDS) * ofText.length))]!);
/** How many features come before those of the ink. */
const [SAID, OPINIONS] = [7, 2];
const most = (samples: readonly Sample[], weights: readonly number[], from: number): number =>
  samples.reduce(
    (greatest, { features }) => Math.max(greatest, dot(features.slice(from), weights.slice(from))),
    Number.NEGATIVE_INFINITY,
  );
tell(lines, forLines.heldOut, 0);
tell(clusters, forClusters.heldOut, sure);

const content = `/** How much each measurement speaks for a drawing: written by models/training/fit-drawing.ts. */
/** For whole lines, in the order of saidFeatures and inkFeatures. */
export const DRAWING_WEIGHTS = {
  bias: ${forLines.bias.toFixed(4)},
  saidWeights: ${list(forLines.weights.slice(0, SAID))},
  inkWeights: ${list(forLines.weights.slice(SAID))},
  /** More than this the ink alone never spoke for a drawing. */
  inkAtMost: ${most(lines, forLines.weights, SAID).toFixed(4)},
};

/** For groups of ink within a line, in the order of opinionFeatures and markFeatures. */
export const CLUSTER_WEIGHTS = {
  bias: ${forClusters.bias.toFixed(4)},
  opinionWeights: ${list(forClusters.weights.slice(0, OPINIONS))},
  markWeights: ${list(forClusters.weights.slice(OPINIONS))},
  /** More than this the ink alone never spoke for a drawing. */
  marksAtMost: ${most(clusters, forClusters.weights, OPINIONS).toFixed(4)},
  /** Beyond these odds hardly any word was ever seen. */
  sure: ${sure.toFixed(4)},
};
`;
console.log(content);
if (!values.dry) writeFileSync(join(import.meta.dirname, '../../client/reading/drawing-weights.ts'), content);
process.exit(0);

/** Weights for the features as they are, and what fits without it would say of each sample. */
function weighSamples(samples: readonly Sample[]): { bias: number; weights: number[]; heldOut: number[] } {
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
  const heldOut: number[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const weights = weigh((i) => i % FOLDS !== fold);
    for (let i = fold; i < rows.length; i += FOLDS) heldOut[i] = dot(rows[i]!, weights);
  }
  const [bias, ...scaled] = weigh(() => true);
  const weights = scaled.map((w, k) => w / spreads[k]!);
  return { bias: bias! - dot(weights, means), weights, heldOut };
}

function tell(samples: readonly Sample[], odds: readonly number[], limit: number): void {
  for (const group of new Set(samples.map(({ group }) => group))) {
    const own = odds.filter((_, i) => samples[i]!.group === group);
    const taken = own.filter((z) => z > limit).length;
    console.log(
      `${group}: ${taken} of ${own.length} taken for drawings (${((100 * taken) / own.length).toFixed(1)} %)`,
    );
  }
}

function list(weights: readonly number[]): string {
  return `[${weights.map((w) => w.toFixed(4)).join(', ')}]`;
}

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
