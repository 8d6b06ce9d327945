/**
 * `npm run -s evaluate:photos -- DIR [--languages cs,en]`: every picture of DIR/truth.json through the whole pipeline; how well the sheet is found and its writing read.
 * `--languages`: those that people write there, as a technician would choose them; left out = any.
 * Last line of stdout: {"photos","found","cornerErrorMedian","cornerErrorP95","cer","cerByLanguage","perPhoto":[…]}.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseLanguages } from '../../client/reading/languages.ts';
import { cornerError } from './corner-error.ts';
import { editDistance } from './edit-distance.ts';
import { loadCascade } from './load-node-reader.ts';
import { loadOpenCv } from './load-opencv.ts';
import { loadPicture } from './load-picture.ts';
import { normalisePage } from './normalise-text.ts';
import { readPhotoTruth } from './photo-truth.ts';
import { readPhoto } from './read-photo.ts';

/** Issue 2: a sheet counts as found when its worst corner is within this share of its diagonal. */
const FOUND_WITHIN = 0.02;

interface PhotoResult {
  readonly file: string;
  readonly found: boolean;
  readonly cornerError: number;
  readonly language: string | null;
  /** Characters of the truth and edit distance to them; null where there is no full transcription. */
  readonly characters: number | null;
  readonly edits: number | null;
  readonly cer: number | null;
  readonly lines: readonly string[];
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { languages: { type: 'string', default: '' } },
});
const [directory] = positionals;
if (directory === undefined) {
  console.error(
    'usage: npm run -s evaluate:photos -- DIR [--languages cs,en]   (DIR holds truth.json and the pictures it names)',
  );
  process.exit(2);
}
const spoken = parseLanguages(values.languages);

const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? 1;
};

const errorRate = (results: readonly PhotoResult[]): number | null => {
  const characters = results.reduce((sum, result) => sum + (result.characters ?? 0), 0);
  const edits = results.reduce((sum, result) => sum + (result.edits ?? 0), 0);
  return characters === 0 ? null : edits / characters;
};

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

const cv = await loadOpenCv();
const { reader, accurate } = await loadCascade(null);
const truths = await readPhotoTruth(directory);
const results: PhotoResult[] = [];
for (const [file, truth] of truths) {
  const grey = await loadPicture(join(directory, file));
  const seen = await readPhoto(cv, reader, accurate, grey, spoken);
  const lines = seen.lines.filter((line) => line.kind === 'text').map((line) => line.text);
  const error = seen.quad === null ? 1 : cornerError(seen.quad, truth.quad, grey);
  const page = truth.lines === null ? null : normalisePage(truth.lines);
  const edits = page === null ? null : editDistance([...page], [...normalisePage(lines)]);
  const result: PhotoResult = {
    file,
    found: error <= FOUND_WITHIN,
    cornerError: error,
    language: truth.language,
    characters: page === null ? null : [...page].length,
    edits,
    cer: page === null || edits === null ? null : edits / [...page].length,
    lines,
  };
  results.push(result);
  const reading = result.cer === null ? '' : `, CER ${percent(result.cer)} over ${result.characters} characters`;
  console.log(
    `${file}: ${result.found ? 'found' : 'NOT FOUND'}, corner error ${percent(error)} (good below 1 %)${reading}`,
  );
  for (const { kind, text, confidence } of seen.lines)
    console.log(`    ${confidence.toFixed(2)} ${kind === 'drawing' ? '(drawing)' : text}`);
}

const errors = results.map((result) => (result.found ? result.cornerError : 1));
const languages = [...new Set(results.map((result) => result.language).filter((language) => language !== null))];
console.log(
  JSON.stringify({
    photos: results.length,
    found: results.filter((result) => result.found).length,
    cornerErrorMedian: percentile(errors, 0.5),
    cornerErrorP95: percentile(errors, 0.95),
    cer: errorRate(results),
    cerByLanguage: Object.fromEntries(
      languages
        .map((language) => [language, errorRate(results.filter((result) => result.language === language))] as const)
        .filter(([, cer]) => cer !== null),
    ),
    perPhoto: results,
  }),
);
