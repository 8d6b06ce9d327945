/**
 * A rude word has to be written clearly: one that is only a little likelier than an innocent reading of the same ink is not taken. To put
 * "shit" on a wall where somebody wrote "shut" costs more than the reverse. In: readings, best first. Out: the same, the best one decent.
 */
import type { Hypothesis } from './prefix-beam.ts';
import { findRude } from './rude-words.ts';
import type { Found } from './search-texts.ts';

/** Nats: what is twenty times as likely as the innocent reading is what was written. */
const CLEARLY = 3;

/** `textOf`: the text of a reading. `meant`: words of the user's own, lower case. */
export function spareBlushes(
  found: Found,
  textOf: (hypothesis: Hypothesis) => string,
  meant?: ReadonlySet<string>,
): Found {
  const { language, hypotheses } = found;
  const rude = (hypothesis: Hypothesis): number => findRude(textOf(hypothesis), language, meant).length;
  const [best] = hypotheses;
  const least = best === undefined ? 0 : rude(best);
  if (best === undefined || least === 0) return found;
  const decent = hypotheses.findIndex((other) => other.score >= best.score - CLEARLY && rude(other) < least);
  if (decent < 0) return found;
  return { language, hypotheses: [hypotheses[decent]!, ...hypotheses.filter((_, i) => i !== decent)] };
}
