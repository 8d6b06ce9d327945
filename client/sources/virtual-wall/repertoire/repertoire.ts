/**
 * The repertoire: real handwritten lines that write themselves on the virtual wall. Decoded from repertoire.json and repertoire.png
 * (lines stacked, one below the other, starting at the left), which make-repertoire.ts wrote. Frame: px of the scans.
 */
import { z } from 'zod';
import source from './repertoire.json' with { type: 'json' };

const lineSchema = z.object({
  /** The scan that it was cut from. */
  id: z.string().min(1),
  /** What it says. */
  text: z.string().min(1).max(400),
  writer: z.string(),
  /** Its rows in the picture. */
  y: z.number().int().min(0),
  width: z.number().int().min(1),
  height: z.number().int().min(1),
  /** px of the letters' bodies: lines are written so that these agree. */
  xHeight: z.number().positive(),
});
const repertoireSchema = z.object({ source: z.string(), picture: z.string(), lines: z.array(lineSchema).min(1) });

export type RepertoireLine = z.infer<typeof lineSchema>;
export type Repertoire = z.infer<typeof repertoireSchema>;

/** A line with its ink: coverage 0 = none … 255 = full, width × height. */
export interface RepertoireEntry extends RepertoireLine {
  readonly coverage: Uint8Array;
}
/** The decoded picture, one byte a pixel. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export const repertoire: Repertoire = repertoireSchema.parse(source);

/** Cuts the lines out of the decoded picture. Throws RangeError when the picture does not belong to the list. */
export const cutRepertoire = (list: Repertoire, picture: GreyPicture): readonly RepertoireEntry[] =>
  list.lines.map((line) => {
    if (line.y + line.height > picture.height || line.width > picture.width)
      throw new RangeError(
        `${list.picture} is ${picture.width}×${picture.height}, but line "${line.id}" reaches to ${line.width}×${line.y + line.height}: make both again (README.md in the repertoire's folder)`,
      );
    const coverage = new Uint8Array(line.width * line.height);
    for (let row = 0; row < line.height; row++)
      coverage.set(
        picture.data.subarray((line.y + row) * picture.width, (line.y + row) * picture.width + line.width),
        row * line.width,
      );
    return { ...line, coverage };
  });
