/**
 * `npm run -s evaluate:lines -- DIR… [--model NAME] [--only SPLIT,…] [--limit N] [--drawings DIR] [--models DIR] [--show N]`: every
 * picture of a line in DIR/labels.tsv through the shipped preprocessing, networks (ONNX Runtime Web on WASM, one thread) and decoder.
 * `--only val` keeps the rows whose third column says val (`--only val,val2`: either); `--limit N` takes N rows of each DIR, spread
 * evenly over what is left; `--drawings`: a folder of pictures without any text; `--models`: others than the shipped ones.
 * Last line of stdout: one JSON object over all DIRs. cer is what users get in the end, cerWithLanguageModel what the fast network
 * says before anything is read again; ece and auroc are over the `judged` lines, those that were told as text. Lines whose truth holds
 * > or < are excluded and counted. ms: picture in memory to fast text.
 */
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { binConfidence, type Judged, scoreConfidence } from './confidence-score.ts';
import { addLine, characterErrorRate, type ErrorTally, NO_ERRORS, wordErrorRate } from './error-tally.ts';
import { listPictures } from './list-pictures.ts';
import { loadCascade, SHIPPED_MODELS } from './load-node-reader.ts';
import { loadPicture } from './load-picture.ts';
import { normaliseText } from './normalise-text.ts';
import { readLabels, spreadEvenly } from './read-labels.ts';
import { type LineResult, readLinePicture } from './read-line-picture.ts';

const USAGE =
  'usage: npm run -s evaluate:lines -- DIR… [--model NAME] [--only SPLIT,…] [--limit N] [--drawings DIR] [--models DIR] [--show N]';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string' },
    models: { type: 'string', default: SHIPPED_MODELS },
    limit: { type: 'string', default: 'Infinity' },
    only: { type: 'string' },
    drawings: { type: 'string' },
    show: { type: 'string', default: '0' },
  },
});

/** What is counted over lines of text. */
interface Count {
  greedy: ErrorTally;
  fast: ErrorTally;
  final: ErrorTally;
  readonly judged: Judged[];
  readonly times: number[];
  readonly timesAgain: number[];
  lines: number;
  excluded: number;
  takenForDrawing: number;
  /** Lines that were wrong and are right since they were read again, and the reverse. */
  fixed: number;
  broken: number;
}
const nothing = (): Count => ({
  greedy: NO_ERRORS,
  fast: NO_ERRORS,
  final: NO_ERRORS,
  judged: [],
  times: [],
  timesAgain: [],
  lines: 0,
  excluded: 0,
  takenForDrawing: 0,
  fixed: 0,
  broken: 0,
});

function countLine(count: Count, truth: string, result: LineResult): void {
  const fast = normaliseText(result.fast.text);
  const final = normaliseText(result.final.text);
  count.lines++;
  count.greedy = addLine(count.greedy, truth, normaliseText(result.greedy));
  count.fast = addLine(count.fast, truth, fast);
  count.final = addLine(count.final, truth, final);
  count.times.push(result.ms);
  if (result.msAgain !== null) count.timesAgain.push(result.msAgain);
  if (fast !== truth && final === truth) count.fixed++;
  if (fast === truth && final !== truth) count.broken++;
  if (result.final.kind === 'drawing') count.takenForDrawing++;
  // A line that is told as a drawing says no text of which it could be sure.
  else count.judged.push({ confidence: result.final.confidence, right: final === truth });
}

const merge = (counts: readonly Count[]): Count =>
  counts.reduce((all, one) => {
    const add = (a: ErrorTally, b: ErrorTally): ErrorTally => ({
      characterEdits: a.characterEdits + b.characterEdits,
      characters: a.characters + b.characters,
      wordEdits: a.wordEdits + b.wordEdits,
      words: a.words + b.words,
    });
    return {
      greedy: add(all.greedy, one.greedy),
      fast: add(all.fast, one.fast),
      final: add(all.final, one.final),
      judged: [...all.judged, ...one.judged],
      times: [...all.times, ...one.times],
      timesAgain: [...all.timesAgain, ...one.timesAgain],
      lines: all.lines + one.lines,
      excluded: all.excluded + one.excluded,
      takenForDrawing: all.takenForDrawing + one.takenForDrawing,
      fixed: all.fixed + one.fixed,
      broken: all.broken + one.broken,
    };
  }, nothing());

const round = (x: number, digits: number): number => Number(x.toFixed(digits));
const percentile = (times: readonly number[], share: number): number | null => {
  const sorted = [...times].sort((a, b) => a - b);
  const at = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return at === undefined ? null : round(at, 2);
};

const describeCount = (count: Count): Record<string, number | null> => {
  const { ece, auroc } = scoreConfidence(count.judged);
  // Nothing was measured where there were no lines, which is not the same as no error.
  const rate = (share: number): number | null => (count.lines === 0 ? null : round(share, 4));
  return {
    lines: count.lines,
    excluded: count.excluded,
    cer: rate(characterErrorRate(count.final)),
    cerGreedy: rate(characterErrorRate(count.greedy)),
    cerWithLanguageModel: rate(characterErrorRate(count.fast)),
    wer: rate(wordErrorRate(count.final)),
    werWithLanguageModel: rate(wordErrorRate(count.fast)),
    judged: count.judged.length,
    ece: count.judged.length === 0 ? null : round(ece, 4),
    auroc: auroc === null ? null : round(auroc, 4),
    textTakenForDrawing: rate(count.takenForDrawing / count.lines),
    msPerLineP50: percentile(count.times, 0.5),
    msPerLineP95: percentile(count.times, 0.95),
    cascadeShare: rate(count.timesAgain.length / count.lines),
  };
};

async function main(folders: readonly string[], limit: number): Promise<void> {
  const wanted = values.only?.split(',');
  const chosen = folders.map((folder) => {
    const rows = readLabels(folder).filter(({ columns }) => wanted === undefined || wanted.includes(columns[0] ?? ''));
    if (rows.length === 0)
      throw new Error(`${folder}/labels.tsv: expected rows whose third column is ${values.only}, found none`);
    return { folder, rows: spreadEvenly(rows, limit) };
  });
  const pictures = values.drawings === undefined ? [] : listPictures(values.drawings);
  const { reader, accurate } = await loadCascade(values.model ?? null, values.models);
  const drawings = { count: pictures.length, takenForText: 0 };
  const counts: Count[] = [];
  let shown = 0;
  for (const { folder, rows } of chosen) {
    const count = nothing();
    counts.push(count);
    for (const [index, { file, text }] of rows.entries()) {
      const truth = normaliseText(text);
      if (/[<>]/.test(text)) {
        count.excluded++;
        continue;
      }
      const result = await readLinePicture(reader, accurate, await loadPicture(file));
      if (truth === '') {
        drawings.count++;
        if (result.final.kind === 'text') drawings.takenForText++;
        continue;
      }
      countLine(count, truth, result);
      if (shown < Number(values.show)) {
        shown++;
        const { kind, text: read, confidence } = result.final;
        console.log(`${truth}\n${read}  (${kind}, ${confidence.toFixed(2)})\n`);
      }
      if ((index + 1) % 100 === 0)
        console.log(
          `${basename(resolve(folder))}: ${index + 1} of ${rows.length} lines, CER ${percent(characterErrorRate(count.final))}`,
        );
    }
    describe(basename(resolve(folder)), count);
  }
  for (const picture of pictures) {
    const { final } = await readLinePicture(reader, accurate, await loadPicture(picture));
    if (final.kind === 'text') drawings.takenForText++;
  }
  const all = merge(counts);
  if (counts.length > 1) describe('all', all);
  console.log(
    JSON.stringify({
      ...describeCount(all),
      drawingsTakenForText: drawings.count === 0 ? null : round(drawings.takenForText / drawings.count, 4),
      drawings: drawings.count,
      cascade:
        accurate === null
          ? null
          : {
              model: reader.second?.model,
              fixed: all.fixed,
              broken: all.broken,
              cerBefore: round(characterErrorRate(all.fast), 4),
              cerAfter: round(characterErrorRate(all.final), 4),
              msAgainP50: percentile(all.timesAgain, 0.5),
            },
      model: reader.model,
      ...(counts.length > 1
        ? { folders: Object.fromEntries(counts.map((count, i) => [positionals[i]!, describeCount(count)])) }
        : {}),
    }),
  );
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

function describe(name: string, count: Count): void {
  const { ece, auroc } = scoreConfidence(count.judged);
  console.log(
    `${name}: ${count.lines} lines, CER greedy ${percent(characterErrorRate(count.greedy))}, with the language model ` +
      `${percent(characterErrorRate(count.fast))}, as users get it ${percent(characterErrorRate(count.final))}; ` +
      `ece ${ece.toFixed(3)}, auroc ${auroc?.toFixed(3) ?? '–'}`,
  );
  const tenths = binConfidence(count.judged).map(
    ({ stated, right }) => `${(100 * stated).toFixed(0)} → ${(100 * right).toFixed(0)}`,
  );
  console.log(`${name}: confidence stated → lines right, %, by tenths: ${tenths.join(', ')}`);
  if (count.timesAgain.length > 0)
    console.log(
      `${name}: cascade read ${count.timesAgain.length} lines again (${percent(count.timesAgain.length / count.lines)}), ` +
        `${count.fixed} wrong ones became right, ${count.broken} right ones wrong; ` +
        `${percentile(count.timesAgain, 0.5)} ms each (median), off the hot path`,
    );
}

const limit = Number(values.limit);
if (positionals.length === 0 || !(limit >= 1)) {
  console.error(USAGE);
  process.exit(2);
}
main(positionals, limit).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
