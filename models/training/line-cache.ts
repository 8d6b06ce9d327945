/** The normalised lines that prepare.py cached: NAME.tsv (first column, width, split, source, text) and NAME.bin, column after column. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { InkLine } from '../../client/reading/recognise.ts';

export interface CachedLine extends InkLine {
  readonly source: string;
  readonly text: string;
}

const HEIGHT = 48;

/** The lines of one split (train, dev), in the order of the cache. */
export function readCache(folder: string, split: string, name = 'lines'): CachedLine[] {
  const file = openSync(join(folder, `${name}.bin`), 'r');
  const lines: CachedLine[] = [];
  for (const row of readFileSync(join(folder, `${name}.tsv`), 'utf8').split('\n')) {
    const [start, columns, group, source, text] = row.split('\t');
    if (group !== split || source === undefined || text === undefined) continue;
    const width = Number(columns);
    const turned = new Uint8Array(width * HEIGHT);
    readSync(file, turned, 0, turned.length, Number(start) * HEIGHT);
    const data = new Uint8Array(width * HEIGHT);
    for (let x = 0; x < width; x++) for (let y = 0; y < HEIGHT; y++) data[y * width + x] = turned[x * HEIGHT + y]!;
    lines.push({ width, height: HEIGHT, data, source, text });
  }
  closeSync(file);
  return lines;
}
