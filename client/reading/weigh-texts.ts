/**
 * Two networks' readings of one line as one list: each text that either of them thinks of is weighed by both, by its exact
 * probability under each (ctc-likelihood.ts). Frame by frame they could not be mixed: networks say a letter in frames of
 * their own choice, a few apart, and means of such posteriors say neither. The second network may have looked several times.
 */
import { ctcLikelihood } from './ctc-likelihood.ts';
import type { LogProbabilities } from './log-softmax.ts';
import type { Found } from './search-texts.ts';

/** Texts that each look may propose: the right one is nearly always among the first few. */
const PROPOSALS = 8;

/** One text that was proposed; logs are natural. */
export interface ProposedText {
  readonly labels: readonly number[];
  /** Language model that helped to find it. */
  readonly name: string | null;
  /** Log probability by either network; of the second the mean over its looks. */
  readonly first: number;
  readonly second: number;
  /** Log probability by the language model, and what that and the length add to the score. */
  readonly language: number;
  readonly added: number;
}

/** What one network made of one picture of the line. */
export type Look = readonly [LogProbabilities, Found];

/** What both networks propose, each text once, with the opinion of either. `seconds`: at least one look. */
export function proposeTexts(first: Look, seconds: readonly Look[], blank: number): ProposedText[] {
  const proposed = new Map<string, ProposedText>();
  for (const [, { language: name, hypotheses }] of [...seconds, first])
    for (const { labels, network, language, score } of hypotheses.slice(0, PROPOSALS)) {
      const key = labels.join();
      if (proposed.has(key)) continue;
      proposed.set(key, {
        labels,
        name,
        first: ctcLikelihood(first[0], labels, blank),
        second: seconds.reduce((sum, [logs]) => sum + ctcLikelihood(logs, labels, blank), 0) / seconds.length,
        language,
        added: score - network,
      });
    }
  return [...proposed.values()];
}

/** `say`: 0 = the first network alone, 1 = the second alone. Best first; the language is that of the best. */
export function weighTexts(proposed: readonly ProposedText[], say: number): Found {
  const weigh = (log: number, share: number): number => (share === 0 ? 0 : share * log);
  const ranked = proposed
    .map(({ labels, name, first, second, language, added }) => {
      const network = weigh(first, 1 - say) + weigh(second, say);
      return { name, hypothesis: { labels, network, language, score: network + added } };
    })
    .sort((a, b) => b.hypothesis.score - a.hypothesis.score);
  return { language: ranked[0]?.name ?? null, hypotheses: ranked.map(({ hypothesis }) => hypothesis) };
}
