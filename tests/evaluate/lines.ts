/**
 * `npm run -s evaluate:lines -- DIR [--model NAME] [--limit N] [--only SPLIT]`: every picture of a line in DIR/labels.tsv
 * through the shipped preprocessing, network (ONNX Runtime Web on WASM, one thread) and decoder.
 * `--only val` keeps the rows whose third column says val; `--limit N` takes N rows spread evenly over what is left.
 * Last line of stdout: {"lines","excluded","cer","cerGreedy","wer","msPerLineP50","model", …}. Lines whose truth holds > or <
 * are excluded and counted. Milliseconds: picture in memory to final text.
 */
import { parseArgs } from 'node:util';
import { type Decoder, decodeCtc } from '../../client/reading/decode-ctc.ts';
import { normaliseLine } from '../../client/reading/normalise-line.ts';
import { toReading } from '../../client/reading/read-lines.ts';
import { recognise } from '../../client/reading/recognise.ts';
import { scoreConfidence } from './confidence-score.ts';
import { editDistance } from './edit-distance.ts';
import { loadNodeReader } from './load-node-reader.ts';
import { loadPicture } from './load-picture.ts';
import { normaliseText } from './normalise-text.ts';
import { readLabels, spreadEvenly } from './read-labels.ts';

const USAGE = 'usage: npm run -s evaluate:lines -- DIR [--model NAME] [--limit N] [--only SPLIT] [--show N]';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string' },
    limit: { type: 'string', default: 'Infinity' },
    only: { type: 'string' },
    show: { type: 'string', default: '0' },
  },
});

/** Edits and length of truth, summed. */
interface Tally {
  edits: number;
  length: number;
}

async function main(folder: string, limit: number): Promise<void> {
  const all = readLabels(folder).filter(({ columns }) => values.only === undefined || columns[0] === values.only);
  if (all.length === 0)
    throw new Error(`${folder}/labels.tsv: expected rows whose third column is ${values.only}, found none`);
  const chosen = spreadEvenly(all, limit);
  const lines = chosen.filter(({ text }) => !/[<>]/.test(text));
  const { reader } = await loadNodeReader(values.model ?? null);
  const greedy: Decoder = { ...reader.decoder, fusion: null, settings: { ...reader.decoder.settings, beam: 0 } };
  const characters: Tally = { edits: 0, length: 0 };
  const greedyCharacters: Tally = { edits: 0, length: 0 };
  const words: Tally = { edits: 0, length: 0 };
  const times: number[] = [];
  const judged: { confidence: number; right: boolean }[] = [];
  const drawings = { text: 0, textTaken: 0, drawing: 0, drawingsTaken: 0 };
  let shown = 0;
  for (const [index, { file, text }] of lines.entries()) {
    const picture = await loadPicture(file);
    const started = performance.now();
    const line = normaliseLine(picture);
    const [logits] = await recognise(reader.network, [line]);
    const reading = toReading(reader, line, decodeCtc(logits!, reader.decoder));
    times.push(performance.now() - started);
    const truth = normaliseText(text);
    const read = normaliseText(reading.text);
    const edits = editDistance([...truth], [...read]);
    characters.edits += edits;
    characters.length += [...truth].length;
    greedyCharacters.edits += editDistance([...truth], [...normaliseText(decodeCtc(logits!, greedy).text)]);
    greedyCharacters.length += [...truth].length;
    words.edits += editDistance(wordsOf(truth), wordsOf(read));
    words.length += wordsOf(truth).length;
    if (truth === '') {
      drawings.drawing++;
      if (reading.kind === 'text') drawings.drawingsTaken++;
    } else {
      drawings.text++;
      if (reading.kind === 'drawing') drawings.textTaken++;
      else judged.push({ confidence: reading.confidence, right: edits === 0 });
    }
    if (shown < Number(values.show)) {
      shown++;
      console.log(`${truth}\n${read}  (${reading.kind}, ${reading.confidence.toFixed(2)}, ${edits} edits)\n`);
    }
    if ((index + 1) % 50 === 0)
      console.log(`${index + 1} of ${lines.length} lines, CER ${(100 * ratio(characters)).toFixed(2)} %`);
  }
  times.sort((a, b) => a - b);
  const percentile = (share: number): number =>
    round(times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0, 2);
  const { ece, auroc } = scoreConfidence(judged);
  console.log(
    JSON.stringify({
      lines: lines.length,
      excluded: chosen.length - lines.length,
      cer: round(ratio(characters), 4),
      cerGreedy: round(ratio(greedyCharacters), 4),
      wer: round(ratio(words), 4),
      msPerLineP50: percentile(0.5),
      msPerLineP95: percentile(0.95),
      ece: round(ece, 4),
      auroc: auroc === null ? null : round(auroc, 4),
      textTakenForDrawing: share(drawings.textTaken, drawings.text),
      drawingsTakenForText: share(drawings.drawingsTaken, drawings.drawing),
      model: reader.model,
    }),
  );
}

const wordsOf = (text: string): string[] => (text === '' ? [] : text.split(' '));
const round = (x: number, digits: number): number => Number(x.toFixed(digits));
/** With no truth at all, every edit is an error: one invented character counts as 1. */
const ratio = ({ edits, length }: Tally): number => edits / Math.max(1, length);
const share = (count: number, of: number): number | null => (of === 0 ? null : round(count / of, 4));

const folder = positionals[0];
const limit = Number(values.limit);
if (folder === undefined || positionals.length > 1 || !(limit >= 1)) {
  console.error(USAGE);
  process.exit(2);
}
main(folder, limit).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
