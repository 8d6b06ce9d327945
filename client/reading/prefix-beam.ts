/**
 * CTC prefix beam search with shallow fusion of a character language model.
 * Method: Hannun, Maas, Jurafsky and Ng, "First-pass large vocabulary continuous speech recognition using bi-directional
 * recurrent DNNs" (2014), with characters for words. Prefixes live in a trie, so that equal prefixes merge at once.
 */
import type { LanguageModel } from './language-model.ts';
import { type LogProbabilities, logAdd } from './log-softmax.ts';
import type { Vocabulary, WordPlace } from './vocabulary.ts';

export interface Fusion {
  readonly model: LanguageModel;
  /** The model's symbol of each network class; −1 for none. */
  readonly symbols: Int16Array;
  /** Exponent of the language model's probability. */
  readonly weight: number;
  /** Added for each character, so that the language model does not shorten the text. */
  readonly bonus: number;
  /** No character costs more than this log probability: words outside any vocabulary stay readable. */
  readonly floor: number;
  /** The model's symbol for what ends a line (a space ends its last word); −1 for none. */
  readonly end: number;
  /** The user's own words, and the character of each network class ('' for the blank); null = no list. */
  readonly vocabulary: { readonly words: Vocabulary; readonly characters: readonly string[] } | null;
}

export interface BeamSettings {
  readonly blank: number;
  /** Prefixes kept after each frame. */
  readonly beam: number;
  /** Classes below this log probability are not tried in a frame. */
  readonly floor: number;
  readonly fusion: Fusion | null;
}

/** One reading: class indices, best first in the list. */
export interface Hypothesis {
  readonly labels: readonly number[];
  /** Log probability by the network alone, summed over the alignments that the beam kept. */
  readonly network: number;
  /** Log probability of the characters by the language model, unweighted; 0 without one. */
  readonly language: number;
  /** What the search maximises. */
  readonly score: number;
}

/** Prefixes this far below the best (nats) cannot come back. */
const MARGIN = 14;

/** The best readings, best first, at most `beam`; never empty (the empty text is a reading). */
export function prefixBeam(logs: LogProbabilities, settings: BeamSettings): Hypothesis[] {
  const { blank, fusion } = settings;
  const parent = [-1];
  const label = [-1];
  const state = [fusion?.model.start ?? 0];
  const language = [0];
  const fused = [0];
  const endsBlank = [0];
  const endsLabel = [Number.NEGATIVE_INFINITY];
  const nextBlank = [0];
  const nextLabel = [0];
  const stamp = [-1];
  const total = [0];
  // Children of a node, as a chain of siblings: there are few.
  const firstChild = [0];
  const sibling = [0];
  const vocabulary = fusion?.vocabulary ?? null;
  const places: WordPlace[] = vocabulary === null ? [] : [vocabulary.words.start];

  const extend = (node: number, c: number): number => {
    for (let child = firstChild[node]!; child !== 0; child = sibling[child]!) if (label[child] === c) return child;
    const made = parent.length;
    sibling.push(firstChild[node]!);
    firstChild.push(0);
    firstChild[node] = made;
    parent.push(node);
    label.push(c);
    if (fusion === null) {
      state.push(0);
      language.push(0);
      fused.push(0);
    } else {
      const symbol = fusion.symbols[c]!;
      let log = Math.max(fusion.floor, fusion.model.score(state[node]!, symbol));
      if (vocabulary !== null) {
        const { place, gain } = vocabulary.words.step(places[node]!, vocabulary.characters[c]!, log);
        places.push(place);
        log += gain;
      }
      state.push(fusion.model.advance(state[node]!, symbol));
      language.push(language[node]! + log);
      fused.push(fused[node]! + fusion.weight * log + fusion.bonus);
    }
    endsBlank.push(Number.NEGATIVE_INFINITY);
    endsLabel.push(Number.NEGATIVE_INFINITY);
    nextBlank.push(Number.NEGATIVE_INFINITY);
    nextLabel.push(Number.NEGATIVE_INFINITY);
    stamp.push(-1);
    total.push(Number.NEGATIVE_INFINITY);
    return made;
  };

  let beam = [0];
  const candidates: number[] = [];
  for (let t = 0; t < logs.frames; t++) {
    const frame = logs.data.subarray(t * logs.classes, (t + 1) * logs.classes);
    candidates.length = 0;
    for (let c = 0; c < logs.classes; c++) if (c !== blank && frame[c]! >= settings.floor) candidates.push(c);
    const touched: number[] = [];
    const touch = (node: number): void => {
      if (stamp[node] === t) return;
      stamp[node] = t;
      nextBlank[node] = Number.NEGATIVE_INFINITY;
      nextLabel[node] = Number.NEGATIVE_INFINITY;
      touched.push(node);
    };
    for (const node of beam) {
      const both = logAdd(endsBlank[node]!, endsLabel[node]!);
      touch(node);
      nextBlank[node] = logAdd(nextBlank[node]!, both + frame[blank]!);
      const last = label[node]!;
      if (last >= 0) nextLabel[node] = logAdd(nextLabel[node]!, endsLabel[node]! + frame[last]!);
      for (const c of candidates) {
        // A repeated character needs a blank between.
        const log = (c === last ? endsBlank[node]! : both) + frame[c]!;
        if (log === Number.NEGATIVE_INFINITY) continue;
        const longer = extend(node, c);
        touch(longer);
        nextLabel[longer] = logAdd(nextLabel[longer]!, log);
      }
    }
    let best = Number.NEGATIVE_INFINITY;
    for (const node of touched) {
      endsBlank[node] = nextBlank[node]!;
      endsLabel[node] = nextLabel[node]!;
      total[node] = logAdd(nextBlank[node]!, nextLabel[node]!) + fused[node]!;
      best = Math.max(best, total[node]!);
    }
    const near = touched.filter((node) => total[node]! > best - MARGIN);
    if (near.length > 1) near.sort((a, b) => total[b]! - total[a]!);
    beam = near.slice(0, settings.beam);
  }
  if (fusion !== null && fusion.end >= 0) {
    for (const node of beam) {
      const log = Math.max(fusion.floor, fusion.model.score(state[node]!, fusion.end));
      const gain = vocabulary === null ? 0 : vocabulary.words.step(places[node]!, ' ', log).gain;
      total[node]! += fusion.weight * (log + gain);
    }
    beam.sort((a, b) => total[b]! - total[a]!);
  }
  return beam.map((node) => {
    const labels: number[] = [];
    for (let n = node; n > 0; n = parent[n]!) labels.push(label[n]!);
    labels.reverse();
    return {
      labels,
      network: logAdd(endsBlank[node]!, endsLabel[node]!),
      language: language[node]!,
      score: total[node]!,
    };
  });
}

/** The best class of each frame, repeats joined, blanks dropped. */
export function greedyLabels(logs: LogProbabilities, blank: number): number[] {
  const labels: number[] = [];
  let last = blank;
  for (let t = 0; t < logs.frames; t++) {
    let best = 0;
    for (let c = 1; c < logs.classes; c++)
      if (logs.data[t * logs.classes + c]! > logs.data[t * logs.classes + best]!) best = c;
    if (best !== last && best !== blank) labels.push(best);
    last = best;
  }
  return labels;
}
