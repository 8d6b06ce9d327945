/**
 * Reads a line that may have been read before, and may still grow: earlier opinions of ink that stayed are pooled with the new one, and
 * while the ink comes in, the language model does not take the last stroke for the end of a word.
 * In: a line's crop (canvas raster px) and the pool of its earlier readings. Out: its reading and the pool for the next.
 */
import type { GreyImage } from '../vision/grey-image.ts';
import type { Decoder } from './decode-ctc.ts';
import type { NormalisedLine } from './normalise-line.ts';
import type { LanguagePrior } from './pick-language.ts';
import { type PosteriorPool, poolPosteriors } from './pool-posteriors.ts';
import { type Reader, type ReadTimings, readLines } from './read-lines.ts';
import type { LineReading } from './reading.ts';
import type { Logits } from './recognise.ts';

/** What reading needs of vision's LineRegion. */
export interface GrowingLine {
  readonly settled: boolean;
  readonly crop: GreyImage;
  readonly cropOrigin: { readonly x: number; readonly y: number };
}

export interface GrowingReading {
  readonly reading: LineReading;
  readonly pool: PosteriorPool;
  readonly line: NormalisedLine;
  /** Of this reading alone. */
  readonly logits: Logits;
  readonly timings: ReadTimings;
}

/** `pool`: null at the first reading. `now` is a monotonic clock in ms. */
export async function readGrowingLine(
  reader: Reader,
  { settled, crop, cropOrigin }: GrowingLine,
  pool: PosteriorPool | null,
  now: () => number,
  prior?: LanguagePrior,
): Promise<GrowingReading> {
  let pooled = pool;
  const using = settled ? reader : { ...reader, decoder: withOpenEnd(reader.decoder) };
  const { readings, lines, logits, timings } = await readLines(using, [crop], now, prior, (_, line, logs) => {
    pooled = poolPosteriors(pool, { logs, line, crop, origin: cropOrigin }, reader.network.stride);
    return pooled.logs;
  });
  return { reading: readings[0]!, pool: pooled!, line: lines[0]!, logits: logits[0]!, timings };
}

/** The same decoder, to which the end of the line is no end of a word. */
const withOpenEnd = (decoder: Decoder): Decoder => ({
  ...decoder,
  fusions: decoder.fusions.map((fusion) => ({ ...fusion, end: -1 })),
});
