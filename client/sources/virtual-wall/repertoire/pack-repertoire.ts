/** Stacks cleaned lines into one picture and says where each lies. In: lines in px of their scans; out: a Repertoire and its grey picture. */
import type { CleanLine } from './clean-line.ts';
import type { GreyPicture, Repertoire, RepertoireLine } from './repertoire.ts';

export interface PackedLine {
  readonly id: string;
  readonly text: string;
  readonly writer: string;
  readonly line: CleanLine;
}

export const packRepertoire = (
  source: string,
  packed: readonly PackedLine[],
): { readonly list: Repertoire; readonly picture: GreyPicture } => {
  const width = Math.max(...packed.map(({ line }) => line.width));
  const height = packed.reduce((sum, { line }) => sum + line.height, 0);
  const data = new Uint8Array(width * height);
  let y = 0;
  const lines = packed.map(({ id, text, writer, line }): RepertoireLine => {
    for (let row = 0; row < line.height; row++)
      data.set(line.coverage.subarray(row * line.width, (row + 1) * line.width), (y + row) * width);
    y += line.height;
    return { id, text, writer, y: y - line.height, width: line.width, height: line.height, xHeight: line.xHeight };
  });
  return { list: { source, picture: 'repertoire.png', lines }, picture: { width, height, data } };
};
