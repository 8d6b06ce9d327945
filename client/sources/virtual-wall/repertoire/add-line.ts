/**
 * `npx tsx client/sources/virtual-wall/repertoire/add-line.ts PICTURE "what it says" [--writer NAME]`: cleans a scanned line and adds it
 * to the repertoire. A line with the same picture name is replaced.
 */
import { basename, extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { cleanLine } from './clean-line.ts';
import { packRepertoire } from './pack-repertoire.ts';
import { cutRepertoire, repertoire } from './repertoire.ts';
import { readGrey, saveRepertoire } from './save-repertoire.ts';

/** Taller scans are reduced by whoever made them: a line of the repertoire is about a hundred px high. */
const HIGHEST = 240;

const { values, positionals } = parseArgs({
  options: { writer: { type: 'string', default: 'unknown' } },
  allowPositionals: true,
});
const [file, text] = positionals;
if (!file || !text?.trim()) {
  console.error(
    'usage: npx tsx client/sources/virtual-wall/repertoire/add-line.ts PICTURE "what it says" [--writer NAME]',
  );
  process.exit(2);
}
const scan = await readGrey(file);
if (scan.height > HIGHEST) {
  console.error(`${file} is ${scan.height} px high: crop it to one line and scale it to at most ${HIGHEST} px`);
  process.exit(2);
}
const known = cutRepertoire(repertoire, await readGrey(join(import.meta.dirname, repertoire.picture)));
const id = basename(file, extname(file));
const { list, picture } = packRepertoire(repertoire.source, [
  ...known.filter((entry) => entry.id !== id).map((entry) => ({ ...entry, line: entry })),
  { id, text: text.trim().normalize('NFC'), writer: values.writer, line: cleanLine(scan) },
]);
await saveRepertoire(list, picture);
console.log(`${list.lines.length} lines in the repertoire`);
