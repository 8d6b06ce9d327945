/**
 * `npm run -s evaluate:peers -- DIR [--limit N] [--only SPLIT] [--language eng] [--model NAME]`: the pictures of DIR/labels.tsv through ours,
 * Debian's Tesseract (one thread) and PP-OCRv4's recogniser, picture by picture, in turns. Both peers are readers of print.
 * Last line of stdout: {"ours":{"cer","ms"},"oursWithSecondLook":{…},"tesseract":{…},"ppocr":{…},"lines","excluded"}; ms: p50 from the grey
 * picture in memory to the text, models loaded and warm, process start excluded. ours: the fast answer, errors and time of one network, which
 * people see first; the second look, which doubtful lines get off the hot path, is counted apart. Lines whose truth holds > or < are excluded,
 * as by evaluate:lines.
 */
import { parseArgs } from 'node:util';
import { editDistance } from './edit-distance.ts';
import { loadPicture } from './load-picture.ts';
import { normaliseText } from './normalise-text.ts';
import { openOurs } from './peers/open-ours.ts';
import { openPpocr } from './peers/open-ppocr.ts';
import { openTesseract } from './peers/open-tesseract.ts';
import type { Peer } from './peers/peer.ts';
import { readLabels, spreadEvenly } from './read-labels.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    limit: { type: 'string', default: 'Infinity' },
    only: { type: 'string' },
    model: { type: 'string' },
    // Ours is not told the language, Tesseract has to be.
    language: { type: 'string', default: 'eng' },
    // Page segmentation: 13 (raw line) reads handwriting better than 7 (a line) and 6 (a block), tried on train lines.
    mode: { type: 'string', default: '13' },
    show: { type: 'string', default: '0' },
  },
});

interface Score {
  edits: number;
  length: number;
  readonly ms: number[];
}

const main = async (folder: string, limit: number): Promise<void> => {
  const all = readLabels(folder).filter(({ columns }) => values.only === undefined || columns[0] === values.only);
  if (all.length === 0)
    throw new Error(`${folder}/labels.tsv: expected rows whose third column is ${values.only}, found none`);
  const chosen = spreadEvenly(all, limit);
  const lines = chosen.filter(({ text }) => !/[<>]/.test(text));
  if (lines.length === 0) throw new Error(`${folder}/labels.tsv: expected lines without > and <, found none`);
  const ours = await openOurs(values.model ?? null);
  const peers: Record<string, Peer> = {
    ours: ours.fast,
    oursWithSecondLook: ours.withSecondLook,
    tesseract: await openTesseract(values.language, Number(values.mode)),
    ppocr: await openPpocr(),
  };
  const scores = new Map(Object.keys(peers).map((key): [string, Score] => [key, { edits: 0, length: 0, ms: [] }]));
  // The first pass of a session compiles and allocates: nobody's time.
  const first = await loadPicture(lines[0]!.file);
  for (const peer of Object.values(peers)) await peer.read(first);
  for (const [index, { file, text }] of lines.entries()) {
    const picture = await loadPicture(file);
    const truth = normaliseText(text);
    if (index < Number(values.show)) console.log(truth);
    for (const [key, peer] of Object.entries(peers)) {
      const reading = await peer.read(picture);
      const score = scores.get(key)!;
      const read = normaliseText(reading.text);
      score.edits += editDistance([...truth], [...read]);
      score.length += [...truth].length;
      score.ms.push(reading.ms);
      if (index < Number(values.show)) console.log(`  ${key.padEnd(18)} ${read}`);
    }
    if ((index + 1) % 25 === 0) console.log(`${index + 1} of ${lines.length} lines: ${told(scores)}`);
  }
  for (const [key, peer] of Object.entries(peers)) {
    console.log(`${peer.name}: ${describe(scores.get(key)!)}`);
    await peer.close();
  }
  const figures = [...scores].map(([key, score]) => [
    key,
    { cer: round(cer(score), 4), ms: round(median(score.ms), 2) },
  ]);
  console.log(
    JSON.stringify({ ...Object.fromEntries(figures), lines: lines.length, excluded: chosen.length - lines.length }),
  );
};

const cer = ({ edits, length }: Score): number => edits / Math.max(1, length);
const median = (ms: readonly number[]): number => [...ms].sort((a, b) => a - b)[Math.floor(ms.length / 2)] ?? 0;
const round = (x: number, digits: number): number => Number(x.toFixed(digits));
const describe = (score: Score): string => `CER ${(100 * cer(score)).toFixed(1)} %, ${median(score.ms).toFixed(1)} ms`;
const told = (scores: ReadonlyMap<string, Score>): string =>
  [...scores].map(([key, score]) => `${key} ${describe(score)}`).join(' · ');

const folder = positionals[0];
const limit = Number(values.limit);
if (folder === undefined || positionals.length > 1 || !(limit >= 1)) {
  console.error(
    'usage: npm run -s evaluate:peers -- DIR [--limit N] [--only SPLIT] [--language eng|fra|deu] [--model NAME]',
  );
  process.exit(2);
}
main(folder, limit).then(
  // The WASM runtime keeps the process alive otherwise.
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
