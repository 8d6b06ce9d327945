/**
 * `npx tsx client/sources/virtual-wall/repertoire/make-repertoire.ts [--data DIR] [--seed N]`: draws 40 lines of the val writers of
 * Copiste d'un jour (CC BY 4.0, see README.md here) and writes repertoire.json and repertoire.png beside itself.
 *
 * The draw looks at no reader. A line may be drawn when its text has 12 to 40 characters and no crossed-out word, and when, written at
 * LETTER_MM, it fits the sheet. Writers take turns in an order set by the seed, each giving one of its lines by the seed, until there
 * are 40; a text comes once. REJECTED lists lines that were struck out by eye, and why.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { randomOf } from '../random.ts';
import type { CleanLine } from './clean-line.ts';
import { cleanLine } from './clean-line.ts';
import { packRepertoire } from './pack-repertoire.ts';
import { readGrey, saveRepertoire } from './save-repertoire.ts';

const COUNT = 40;
/** Longest line that fits, in x-heights: 720 mm at letters 17 mm high. */
const MAX_LENGTH_IN_X_HEIGHTS = 720 / 17;
const MIN_LETTERS = 12;
const MAX_LETTERS = 40;

/** Crop → the visible defect. Never "hard to read". */
const REJECTED: Readonly<Record<string, string>> = {
  'img/imp_wikitexte_0145_08.png': 'the transcript has a hyphen where the corpus lost a letter',
  'img/imp_wikitexte_0158_18.png': 'the transcript has hyphens where the corpus lost a letter',
  'img/imp_wikitexte_0158_13.png': 'strokes missing where the printed rule lay',
  'img/imp_wikitexte_0158_14.png': 'pieces of the lines above and below',
  'img/imp_wikitexte_0158_17.png': 'strokes missing where the printed rule lay',
  'img/wikitexte_0247_1_07.png': 'an accent lost with the printed rule',
  'img/wikitexte_0247_2_02.png': 'a letter written over another',
  'img/wikitexte_0041_07.png': 'pencil traced twice',
  'img/wikitexte_0041_09.png': 'pencil traced twice',
  'img/wikitexte_0041_12.png': 'pencil traced twice',
  'img/wikitexte_0167_1_18.png': 'a word written over another',
  'img/wikitexte_0127_15.png': 'a letter written over another',
  'img/imp_wikitexte_0125_15.png': 'a word written over another',
};

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data/copiste' },
    seed: { type: 'string', default: '2' },
    sheet: { type: 'string' },
  },
});
const random = randomOf(Number(values.seed));
const shuffled = <T>(items: readonly T[]): T[] => {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
};

interface Candidate {
  readonly file: string;
  readonly text: string;
  readonly writer: string;
}
const candidates: Candidate[] = readFileSync(join(values.data, 'labels.tsv'), 'utf8')
  .trim()
  .split('\n')
  .map((row) => row.split('\t'))
  .filter((row) => row[2] === 'val')
  .map(([file, text, , writer]) => ({ file: file!, text: text!.normalize('NFC').trim(), writer: writer! }))
  .filter(({ text }) => [...text].length >= MIN_LETTERS && [...text].length <= MAX_LETTERS && !/[<>]/.test(text))
  .filter(({ file }) => !(file in REJECTED));
const writers = shuffled([...new Set(candidates.map((c) => c.writer))].sort());
const turns = new Map(writers.map((w) => [w, shuffled(candidates.filter((c) => c.writer === w))]));

const drawn: { candidate: Candidate; line: CleanLine }[] = [];
const texts = new Set<string>();
while (drawn.length < COUNT) {
  const before = [...turns.values()].reduce((sum, left) => sum + left.length, 0);
  for (const writer of writers) {
    while (drawn.length < COUNT) {
      const candidate = turns.get(writer)!.pop();
      if (!candidate) break;
      if (texts.has(candidate.text)) continue;
      const line = cleanLine(await readGrey(join(values.data, candidate.file)));
      if (line.width / line.xHeight > MAX_LENGTH_IN_X_HEIGHTS) continue;
      texts.add(candidate.text);
      drawn.push({ candidate, line });
      break;
    }
  }
  if ([...turns.values()].reduce((sum, left) => sum + left.length, 0) === before)
    throw new Error(`only ${drawn.length} of ${COUNT} lines fulfil the criteria`);
}

const { list, picture } = packRepertoire(
  'Copiste d’un jour, Bibliothèque et Archives nationales du Québec (BAnQ), CC BY 4.0; see README.md',
  drawn.map(({ candidate, line }) => ({
    id: candidate.file.replace(/^img\//, '').replace(/\.png$/, ''),
    text: candidate.text,
    writer: candidate.writer,
    line,
  })),
);
await saveRepertoire(list, picture);
if (values.sheet)
  // A contact sheet for the eye: dark ink on white, two lines a row.
  await sharp({ create: { width: 2400, height: 20 * 100, channels: 3, background: '#fff' } })
    .composite(
      await Promise.all(
        drawn.map(async ({ line }, i) => ({
          input: await sharp(
            line.coverage.map((v) => 255 - v),
            { raw: { width: line.width, height: line.height, channels: 1 } },
          )
            .resize({ width: 1180, height: 96, fit: 'inside', withoutEnlargement: true })
            .png()
            .toBuffer(),
          left: (i % 2) * 1200,
          top: Math.floor(i / 2) * 100,
        })),
      ),
    )
    .png()
    .toFile(values.sheet);
for (const [i, { candidate, line }] of drawn.entries())
  console.log(
    `${String(i).padStart(2)} ${candidate.file} x ${line.xHeight} w/x ${(line.width / line.xHeight).toFixed(0)}  ${candidate.text}`,
  );
