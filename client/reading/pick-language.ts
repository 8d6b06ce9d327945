/**
 * Which language a line is in: the best guess of its letters, weighed under each language's model, with what was read
 * before as the prior (Bayes). In: text as the network alone reads it. Out: probabilities of the languages, best first.
 */
import type { LanguageModel } from './language-model.ts';

/** Log prior of each language by name, −∞ where it cannot be; a name that is missing has the least of those that are there. */
export type LanguagePrior = ReadonlyMap<string, number>;

/** Before anything was read: the languages whose models know most words are somewhat likelier, the others all alike. */
const FIRST_GUESS: Readonly<Record<string, number>> = { en: 0.25, fr: 0.15, de: 0.15 };
const FIRST_GUESS_ELSE = 0.065;
const firstGuess = (name: string): number => FIRST_GUESS[name] ?? FIRST_GUESS_ELSE;

export interface LanguageGuess {
  /** Name of the model: an ISO 639-1 code. */
  readonly name: string;
  readonly index: number;
  readonly probability: number;
  /** Its log prior. */
  readonly prior: number;
}

/** Misread letters blur every language: one character of evidence counts for so much of one. Fitted on dev lines. */
const EVIDENCE = 0.6;
/** No misread letter may decide alone: the same floor as the beam's. */
const FLOOR = -9;
/** A wall that was French so far can always turn Swedish: no language falls below this share. */
const LEAST_SHARE = 0.02;
/** Characters of earlier reading that count as much as the first guess. */
const PATIENCE = 30;

/** Best first. Empty when there are no models. */
export function guessLanguage(text: string, models: readonly LanguageModel[], prior?: LanguagePrior): LanguageGuess[] {
  const least = prior === undefined ? 0 : Math.min(0, ...prior.values());
  const priors = models.map(({ name }) =>
    prior === undefined ? Math.log(firstGuess(name)) : (prior.get(name) ?? least),
  );
  const characters = [...text, ' '];
  let symbols: number[] = [];
  const scores = models.map((model, index) => {
    let state = model.start;
    let sum = priors[index]!;
    // Models of one file share their symbols.
    if (model.symbolOf !== models[index - 1]?.symbolOf)
      symbols = characters.map((character) => model.symbolOf(character));
    for (const symbol of symbols) {
      sum += EVIDENCE * Math.max(FLOOR, model.score(state, symbol));
      state = model.advance(state, symbol);
    }
    return sum;
  });
  const best = Math.max(...scores);
  const total = scores.reduce((sum, score) => sum + Math.exp(score - best), 0);
  return models
    .map(({ name }, index) => ({
      name,
      index,
      probability: Math.exp(scores[index]! - best) / total,
      prior: priors[index]!,
    }))
    .sort((a, b) => b.probability - a.probability);
}

/** What was read before: confidence-weighted characters by language. */
export interface ReadBefore {
  readonly language?: string | null;
  readonly text: string;
  readonly confidence: number;
}

/**
 * The prior for the next line of a canvas from the lines around it and before it; the first guess when there are none. `spoken`: the
 * languages that people write here, the others are never guessed; where it holds none of `names`, any may be.
 */
export function priorFrom(
  lines: readonly ReadBefore[],
  names: readonly string[],
  spoken: readonly string[] = [],
): LanguagePrior {
  const possible = names.filter((name) => spoken.includes(name));
  const weights = new Map(
    (possible.length === 0 ? names : possible).map((name) => [name, PATIENCE * firstGuess(name)]),
  );
  for (const { language, text, confidence } of lines)
    if (language != null && weights.has(language))
      weights.set(language, weights.get(language)! + confidence * text.length);
  const total = Math.max(
    1,
    [...weights.values()].reduce((sum, weight) => sum + weight, 0),
  );
  const share = (weight: number | undefined): number =>
    weight === undefined ? 0 : Math.max(LEAST_SHARE, weight / total);
  return new Map(names.map((name) => [name, Math.log(share(weights.get(name)))]));
}
