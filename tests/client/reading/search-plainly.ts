/** Prefix beam search as plainly as it can be written, for tests: every prefix by every class in every frame, the language model asked of all. */
import { BETWEEN } from '../../../client/reading/lexicon.ts';
import { type LogProbabilities, logAdd } from '../../../client/reading/log-softmax.ts';
import type { BeamSettings } from '../../../client/reading/prefix-beam.ts';

interface Prefix {
  readonly labels: readonly number[];
  readonly blank: number;
  readonly label: number;
  readonly state: number;
  /** Where it stands within a word of the lexicon. */
  readonly word: number;
  /** By the language model, unweighted, and what it adds to the score. */
  readonly language: number;
  readonly fused: number;
}

/** Nothing this far behind is kept. */
const MARGIN = 14;

export function searchPlainly(
  { frames, classes, data }: LogProbabilities,
  { blank, beam, floor, fusion }: BeamSettings,
): {
  readonly labels: readonly number[];
  readonly network: number;
  readonly language: number;
  readonly score: number;
}[] {
  const scoreOf = ({ blank: a, label: b, fused }: Prefix): number => logAdd(a, b) + fused;
  const none = Number.NEGATIVE_INFINITY;
  const lexicon = fusion?.lexicon ?? null;
  const empty = {
    labels: [],
    blank: 0,
    label: none,
    state: fusion?.model.start ?? 0,
    word: BETWEEN,
    language: 0,
    fused: 0,
  };
  let front: Prefix[] = [empty];
  for (let t = 0; t < frames; t++) {
    const next = new Map<string, Prefix>();
    const reach = (prefix: Prefix, byBlank: number, byLabel: number): void => {
      const known = next.get(prefix.labels.join()) ?? { ...prefix, blank: none, label: none };
      const sums = { blank: logAdd(known.blank, byBlank), label: logAdd(known.label, byLabel) };
      next.set(prefix.labels.join(), { ...known, ...sums });
    };
    for (const prefix of front) {
      const { labels, state, word, language, fused } = prefix;
      const last = labels.at(-1);
      const stays = last === undefined ? none : prefix.label + data[t * classes + last]!;
      reach(prefix, logAdd(prefix.blank, prefix.label) + data[t * classes + blank]!, stays);
      for (let c = 0; c < classes; c++) {
        const log = data[t * classes + c]!;
        if (c === blank || log < floor) continue;
        const before = c === last ? prefix.blank : logAdd(prefix.blank, prefix.label);
        const symbol = fusion?.symbols[c] ?? 0;
        const said = fusion === null ? 0 : Math.max(fusion.floor, fusion.model.score(state, symbol));
        const goesTo = lexicon === null ? BETWEEN : lexicon.words.next(word, lexicon.letters[c]!);
        const known = lexicon === null ? 0 : lexicon.weight * lexicon.words.gain(word, goesTo);
        const longer = {
          labels: [...labels, c],
          word: goesTo,
          state: fusion?.model.advance(state, symbol) ?? 0,
          language: language + said,
          fused: fused + (fusion === null ? 0 : fusion.weight * said + fusion.bonus + known),
        };
        reach({ ...longer, blank: none, label: none }, none, before + log);
      }
    }
    const ranked = [...next.values()].sort((a, b) => scoreOf(b) - scoreOf(a)).slice(0, beam);
    front = ranked.filter((prefix) => scoreOf(prefix) > scoreOf(ranked[0]!) - MARGIN);
  }
  return front
    .map((prefix) => {
      const ends = fusion === null || fusion.end < 0 ? 0 : fusion.model.score(prefix.state, fusion.end);
      const ended = lexicon === null ? 0 : lexicon.weight * lexicon.words.gain(prefix.word, BETWEEN);
      const score = scoreOf(prefix) + (fusion?.weight ?? 0) * Math.max(fusion?.floor ?? 0, ends) + ended;
      return { labels: prefix.labels, network: logAdd(prefix.blank, prefix.label), language: prefix.language, score };
    })
    .sort((a, b) => b.score - a.score);
}
