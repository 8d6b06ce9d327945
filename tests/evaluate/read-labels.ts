/** The labels.tsv of a folder of line pictures: first two columns file and text, further columns kept for filtering. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface LabelledLine {
  /** Path of the picture. */
  readonly file: string;
  /** Empty for a drawing. */
  readonly text: string;
  /** Third column on. */
  readonly columns: readonly string[];
}

/** Throws Error with the path, what was expected and what was found. */
export function readLabels(folder: string): LabelledLine[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new Error(`${folder}: expected a folder of line pictures with a labels.tsv, found none`);
  const path = join(folder, 'labels.tsv');
  if (!existsSync(path))
    throw new Error(`${path}: expected a table of file and text, separated by a tab, found no file`);
  const lines: LabelledLine[] = [];
  readFileSync(path, 'utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .forEach((row, index) => {
      if (row === '') return;
      const [file, text, ...columns] = row.split('\t');
      if (file === undefined || file === '' || text === undefined)
        throw new Error(`${path}, line ${index + 1}: expected file, tab, text, found ${JSON.stringify(row)}`);
      lines.push({ file: join(folder, file), text, columns });
    });
  if (lines.length === 0) throw new Error(`${path}: expected at least one line, found none`);
  return lines;
}

/** `limit` items spread evenly over the list, in its order; all when there are fewer. */
export function spreadEvenly<T>(items: readonly T[], limit: number): T[] {
  if (limit >= items.length) return [...items];
  return Array.from({ length: limit }, (_, i) => items[Math.floor(((i + 0.5) * items.length) / limit)]!);
}
