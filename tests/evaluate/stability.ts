/**
 * `npm run -s evaluate:stability -- [--seed N] [--lines N] [--fps N] [--model NAME]`: the virtual wall writes itself off line, in time of its
 * own, seen and read as the camera page does. Last line of stdout: {"editOverhead","timeToStableMsP50","timeToStableMsP95","lines","cer", …}.
 * editOverhead: characters that were shown and later changed, over the characters that stand in the end; editOverheadCommitted: those that
 * changed after their line was first committed. timeToStable: pen-up to the commit of the text that stays.
 */
import { parseArgs } from 'node:util';
import { isDoubtful } from '../../client/reading/cascade.ts';
import { priorFrom } from '../../client/reading/pick-language.ts';
import type { PosteriorPool } from '../../client/reading/pool-posteriors.ts';
import { type FirstLook, readAgain } from '../../client/reading/read-again.ts';
import { readGrowingLine } from '../../client/reading/read-growing-line.ts';
import type { LineReading } from '../../client/reading/reading.ts';
import type { Written } from '../../client/sources/virtual-wall/write-script.ts';
import { editDistance } from './edit-distance.ts';
import { loadCascade } from './load-node-reader.ts';
import { loadOpenCv } from './load-opencv.ts';
import { normalisePage } from './normalise-text.ts';
import { recordLines } from './stability/record-lines.ts';
import { replayReading } from './stability/replay-reading.ts';
import { scoreShown } from './stability/score-shown.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    lines: { type: 'string', default: '5' },
    fps: { type: 'string', default: '6' },
    model: { type: 'string' },
  },
});
const [seed, count, fps] = [Number(values.seed), Number(values.lines), Number(values.fps)];
if (!Number.isInteger(seed) || !Number.isInteger(count) || count < 1 || !(fps >= 1)) {
  console.error('usage: npm run -s evaluate:stability -- [--seed N] [--lines N] [--fps N] [--model NAME]');
  process.exit(2);
}

const percentile = (sorted: readonly number[], share: number): number | null =>
  sorted.length === 0 ? null : Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!);
/** The written line that a text is most likely the reading of. */
const nearestWritten = (text: string): Written | undefined =>
  written.toSorted((a, b) => editDistance([...text], [...a.text]) - editDistance([...text], [...b.text]))[0];
const round = (x: number): number => Number(x.toFixed(4));

const [cv, { reader, accurate }] = await Promise.all([loadOpenCv(), loadCascade(values.model ?? null)]);
console.log(`seed ${seed}: ${count} lines at ${fps} frames a second, read by ${reader.model}`);
const { frames, written } = await recordLines(cv, { seed, count, fps }, (second, of) => {
  if (second % 5 === 0) console.log(`  ${second} of ${of} s`);
});
const pools = new Map<string, PosteriorPool>();
const looks = new Map<string, FirstLook & { readonly reading: LineReading }>();
const names = reader.decoder.fusions.map(({ model }) => model.name);
const replay = await replayReading(
  frames,
  async (region, elsewhere) => {
    const prior = priorFrom(elsewhere, names);
    const read = await readGrowingLine(reader, region, pools.get(region.id) ?? null, () => 0, prior);
    const { reading, line, logits } = read;
    pools.set(region.id, read.pool);
    looks.set(region.id, { line, logits, text: reading.text, confidence: reading.confidence, prior, reading });
    return reading;
  },
  async ({ id, settled }) => {
    const look = looks.get(id);
    const { second } = reader;
    if (
      !settled ||
      look === undefined ||
      accurate === null ||
      second === null ||
      !isDoubtful(look.reading, second.settings)
    )
      return null;
    const [again] = await readAgain(accurate, second, [look]);
    return again!;
  },
);

let changed = 0;
let changedCommitted = 0;
/** Lines that are there in the end and were never committed with the text that they have: they have no time to be stable. */
let unsteady = 0;
const waits: number[] = [];
const told = replay.last.filter((line) => line.kind === 'text' && line.text !== '');
for (const [id, history] of replay.shown) {
  const score = scoreShown(history);
  changed += score.changed;
  changedCommitted += score.changedCommitted;
  const place = told.findIndex((line) => line.lineId === id);
  if (place === -1) continue;
  if (score.stableAt === null) {
    unsteady++;
    continue;
  }
  const penUp = nearestWritten(told[place]!.text)?.penUpMs;
  if (penUp !== undefined) waits.push(Math.max(0, score.stableAt - penUp));
  console.log(
    `  ${JSON.stringify(told[place]!.text)} (${told[place]!.state}): ${score.changed} characters changed on the way, ${score.changedCommitted} once committed`,
  );
}
waits.sort((a, b) => a - b);
const final = normalisePage(told.map(({ text }) => text));
const truth = normalisePage(written.map(({ text }) => text));
const length = [...final].length;
console.log(
  JSON.stringify({
    seed,
    editOverhead: round(changed / Math.max(1, length)),
    editOverheadCommitted: round(changedCommitted / Math.max(1, length)),
    timeToStableMsP50: percentile(waits, 0.5),
    timeToStableMsP95: percentile(waits, 0.95),
    lines: told.length,
    unsteady,
    cer: round(editDistance([...truth], [...final]) / Math.max(1, [...truth].length)),
    readings: replay.readings,
  }),
);
process.exit(0);
