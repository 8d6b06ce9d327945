/**
 * What a line may say: its language is guessed first, then a beam search with that language's model finds the readings.
 * In: log probabilities of one line. Out: readings, best first.
 */
import { greedyLabels } from './greedy-labels.ts';
import type { LogProbabilities } from './log-softmax.ts';
import { guessLanguage, type LanguagePrior } from './pick-language.ts';
import { type Hypothesis, prefixBeam } from './prefix-beam.ts';
import type { Fusion } from './prefix-trie.ts';

export interface SearchSettings {
  readonly blank: number;
  /** Prefixes kept; 0 = the best class of each frame, no search, no language model. */
  readonly beam: number;
  /** One a language, by its name; empty = no language model. */
  readonly fusions: readonly Fusion[];
  /** The text of class indices. */
  readonly textOf: (labels: readonly number[]) => string;
}

export interface Found {
  /** Of the model that helped, null = none did. */
  readonly language: string | null;
  /** Best first, never empty. */
  readonly hypotheses: readonly Hypothesis[];
}

/** Classes less probable than e^-7 ≈ 0.001 in a frame are not tried: 2–3 a frame remain. */
const CLASS_FLOOR = -7;
/** A second language is tried too from this probability on: it costs a second search. */
const TRIED_FROM = 0.1;

export function searchTexts(logs: LogProbabilities, settings: SearchSettings, prior?: LanguagePrior): Found {
  const { blank, fusions } = settings;
  const greedy = greedyLabels(logs, blank);
  if (settings.beam === 0)
    return { language: null, hypotheses: [{ labels: greedy, network: 0, language: 0, score: 0 }] };
  const beam = (fusion: Fusion | null): readonly Hypothesis[] =>
    prefixBeam(logs, { blank, beam: settings.beam, floor: CLASS_FLOOR, fusion });
  if (fusions.length === 0) return { language: null, hypotheses: beam(null) };
  const models = fusions.map(({ model }) => model);
  const [first, second] = guessLanguage(settings.textOf(greedy), models, prior);
  const inFirst = beam(fusions[first!.index]!);
  if (second === undefined || second.probability < TRIED_FROM) return { language: first!.name, hypotheses: inFirst };
  // Two languages are possible: the one in which the ink makes more sense.
  const inSecond = beam(fusions[second.index]!);
  return inSecond[0]!.score + second.prior > inFirst[0]!.score + first!.prior
    ? { language: second.name, hypotheses: inSecond }
    : { language: first!.name, hypotheses: inFirst };
}
