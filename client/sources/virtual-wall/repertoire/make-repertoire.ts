/**
 * `npx tsx client/sources/virtual-wall/repertoire/make-repertoire.ts [--data DIR] [--seed N]`: draws 40 lines of the val writers of
 * Copiste d'un jour (CC BY 4.0, see README.md here) and writes repertoire.json and repertoire.png beside itself.
 *
 * The draw looks at no reader. A line may be drawn when its text has 12 to 40 characters and no crossed-out word, and when, written at
 * LETTER_MM, it fits the sheet. Writers take turns in an order set by the seed, each giving one of its lines by the seed, until there
 * are 40; a text comes once. REJECTED lists lines that were struck out by eye, and why.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { randomOf } from '../random.ts';
import type { CleanLine } from './clean-line.ts';
import { cleanLine } from './clean-line.ts';
import type { Repertoire, RepertoireLine } from './repertoire.ts';

const COUNT = 40;
/** Longest line that fits, in x-heights: 720 mm at letters 17 mm high. */
const MAX_LENGTH_IN_X_HEIGHTS = 720 / 17;
const MIN_LETTERS = 12;
const MAX_LETTERS = 40;

/** Crop → the visible defect. Never "hard to read". */
const REJECTED: Readonly<Record<string, string>> = {};

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
      const { data, info } = await sharp(join(values.data, candidate.file))
        .greyscale()
        .raw()
        .toBuffer({ resolveWithObject: true });
      const line = cleanLine({ width: info.width, height: info.height, data: new Uint8Array(data) });
      if (line.width / line.xHeight > MAX_LENGTH_IN_X_HEIGHTS) continue;
      texts.add(candidate.text);
      drawn.push({ candidate, line });
      break;
    }
  }
  if ([...turns.values()].reduce((sum, left) => sum + left.length, 0) === before)
    throw new Error(`only ${drawn.length} of ${COUNT} lines fulfil the criteria`);
}

const width = Math.max(...drawn.map(({ line }) => line.width));
const height = drawn.reduce((sum, { line }) => sum + line.height, 0);
const picture = new Uint8Array(width * height);
let y = 0;
const lines: RepertoireLine[] = drawn.map(({ candidate, line }) => {
  for (let row = 0; row < line.height; row++)
    picture.set(line.coverage.subarray(row * line.width, (row + 1) * line.width), (y + row) * width);
  const entry = {
    id: candidate.file.replace(/^img\//, '').replace(/\.png$/, ''),
    text: candidate.text,
    writer: candidate.writer,
    y,
    width: line.width,
    height: line.height,
    xHeight: line.xHeight,
  };
  y += line.height;
  return entry;
});
const repertoire: Repertoire = {
  source: 'Copiste d’un jour, Bibliothèque et Archives nationales du Québec (BAnQ), CC BY 4.0; see README.md',
  picture: 'repertoire.png',
  lines,
};
writeFileSync(join(import.meta.dirname, 'repertoire.json'), `${JSON.stringify(repertoire, null, 1)}\n`);
await sharp(picture, { raw: { width, height, channels: 1 } })
  .png({ palette: true, colours: 16, compressionLevel: 9, effort: 10, dither: 0 })
  .toFile(join(import.meta.dirname, 'repertoire.png'));
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
