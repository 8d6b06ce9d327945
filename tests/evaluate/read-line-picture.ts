/**
 * One picture of a line through everything that a user's line goes through, taken apart so that each step can be judged:
 * the best class of each frame, the fast network with its language model, and both networks where the fast one was unsure.
 */
import { isDoubtful } from '../../client/reading/cascade.ts';
import { decodeCtc } from '../../client/reading/decode-ctc.ts';
import { readAgain } from '../../client/reading/read-again.ts';
import { type Reader, readLines } from '../../client/reading/read-lines.ts';
import type { LineReading } from '../../client/reading/reading.ts';
import type { Network } from '../../client/reading/recognise.ts';
import type { GreyImage } from '../../client/vision/grey-image.ts';

export interface LineResult {
  /** What the fast network alone says, without a language model. */
  readonly greedy: string;
  readonly fast: LineReading;
  /** What users get in the end; `fast` itself where it was sure, or where there is no accurate network. */
  readonly final: LineReading;
  /** ms from the picture in memory to the fast text. */
  readonly ms: number;
  /** ms that the second reading took on top; null where there was none. */
  readonly msAgain: number | null;
}

/** `accurate`: the second network of a cascade; null = none. */
export async function readLinePicture(
  reader: Reader,
  accurate: Network | null,
  picture: GreyImage,
): Promise<LineResult> {
  const started = performance.now();
  const { readings, lines, logits: all } = await readLines(reader, [picture], () => 0);
  const [fast, line, logits] = [readings[0]!, lines[0]!, all[0]!];
  const answered = performance.now();
  const greedily = { ...reader.decoder, fusions: [], settings: { ...reader.decoder.settings, beam: 0 } };
  const greedy = decodeCtc(logits, greedily).text;
  const result = { greedy, fast, final: fast, ms: answered - started, msAgain: null };
  const { second } = reader;
  if (accurate === null || second === null || !isDoubtful(fast, second.settings)) return result;
  const doubted = performance.now();
  const look = { line, logits, text: fast.text, confidence: fast.confidence };
  const [final] = await readAgain(accurate, second, [look]);
  return { ...result, final: final!, msAgain: performance.now() - doubted };
}
