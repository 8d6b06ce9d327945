/**
 * One line region as the camera page's desk reads it in the end: with what else was read on the canvas as the prior of its
 * language, and again by both networks where its ink is settled and the fast one was unsure. Nothing is timed here.
 */
import { isDoubtful } from '../../client/reading/cascade.ts';
import { priorFrom, type ReadBefore } from '../../client/reading/pick-language.ts';
import { readAgain } from '../../client/reading/read-again.ts';
import { type Reader, readLines } from '../../client/reading/read-lines.ts';
import type { LineReading } from '../../client/reading/reading.ts';
import type { Network } from '../../client/reading/recognise.ts';
import type { LineRegion } from '../../client/vision/ink.ts';

/** `accurate`: the second network; null = there is none. `before`: the other lines of the canvas; `spoken`: languages that people write there, none = any. */
export async function readAsDesk(
  reader: Reader,
  accurate: Network | null,
  { crop, settled }: Pick<LineRegion, 'crop' | 'settled'>,
  before: readonly ReadBefore[],
  spoken: readonly string[] = [],
): Promise<LineReading> {
  const names = reader.decoder.fusions.map(({ model }) => model.name);
  const prior = priorFrom(before, names, spoken);
  const { readings, lines, logits } = await readLines(reader, [crop], () => 0, prior);
  const fast = readings[0]!;
  const { second } = reader;
  if (accurate === null || second === null || !settled || !isDoubtful(fast, second.settings)) return fast;
  const look = { line: lines[0]!, logits: logits[0]!, text: fast.text, confidence: fast.confidence, prior };
  const [again] = await readAgain(accurate, second, [look]);
  return again!;
}
