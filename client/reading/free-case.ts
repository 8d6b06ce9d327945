/**
 * Writers who write nothing but capitals are mostly transcribed in mixed case, and a network that has learnt so can only guess
 * each letter's case: capitals turn up inside words. Where they do, the network tells only which letter it is, and the language
 * model which case. A line all in capitals of which the network is sure stays as it is. In and out: log probabilities.
 */

import { greedyLabels } from './greedy-labels.ts';
import type { LogProbabilities } from './log-softmax.ts';

/** Share of letters that are capitals inside words from which on a line's case is a guess, if words mix both cases too. */
const GUESSED_FROM = 0.1;
/** Share of all letters that are capitals from which on the line is in capitals, and said to be. */
const SURE_FROM = 0.85;
/** Fewer letters tell nothing. */
const LEAST_LETTERS = 4;
/** Letters less probable than this in both cases stay what they are. */
const NEGLIGIBLE = -9;

/** Classes of the same letter in lower and upper case. */
export function pairCases(characters: readonly string[]): (readonly [lower: number, upper: number])[] {
  const classOf = new Map(characters.map((character, c) => [character, c]));
  return characters.flatMap((character, lower) => {
    const upper = classOf.get(character.toUpperCase());
    // A dotless ı has the capital of another letter.
    const isPair = upper !== undefined && upper !== lower && characters[upper]!.toLowerCase() === character;
    return isPair ? [[lower, upper] as const] : [];
  });
}

/** `characters`: of each class, '' for the blank. Gives back `logs` itself where the case is no guess. */
export function freeCase(
  logs: LogProbabilities,
  blank: number,
  characters: readonly string[],
  pairs: readonly (readonly [number, number])[],
): LogProbabilities {
  const said = greedyLabels(logs, blank)
    .map((c) => characters[c]!)
    .join('');
  if (!isGuess(said)) return logs;
  const data = logs.data.slice();
  for (let t = 0, at = 0; t < logs.frames; t++, at += logs.classes)
    for (const [lower, upper] of pairs) {
      const [a, b] = [data[at + lower]!, data[at + upper]!];
      if (a < NEGLIGIBLE && b < NEGLIGIBLE) continue;
      const mean = Math.log((Math.exp(a) + Math.exp(b)) / 2);
      data[at + lower] = mean;
      data[at + upper] = mean;
    }
  return { ...logs, data };
}

/** Whether the case of a text's letters is a guess. Abbreviations (NATO) alone are none: they mix nothing. */
function isGuess(text: string): boolean {
  let letters = 0;
  let capitals = 0;
  let inner = 0;
  let mixed = false;
  for (const word of text.match(/\p{L}+/gu) ?? []) {
    const isCapital = [...word].map((letter) => letter !== letter.toLowerCase());
    letters += isCapital.length;
    capitals += isCapital.filter(Boolean).length;
    inner += isCapital.slice(1).filter(Boolean).length;
    // A small letter with a capital after it.
    mixed ||= isCapital.some((capital, i) => capital && i > 0 && !isCapital[i - 1]!);
  }
  return mixed && letters >= LEAST_LETTERS && inner >= GUESSED_FROM * letters && capitals < SURE_FROM * letters;
}
