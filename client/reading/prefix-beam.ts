/**
 * CTC prefix beam search with shallow fusion of a character language model.
 * Method: Hannun, Maas, Jurafsky and Ng, "First-pass large vocabulary continuous speech recognition using bi-directional
 * recurrent DNNs" (2014), with characters for words. Prefixes live in a trie, so that equal prefixes merge at once.
 */
import { type LogProbabilities, logAdd } from './log-softmax.ts';
import { type Fusion, PrefixTrie } from './prefix-trie.ts';

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
  const trie = new PrefixTrie(fusion);
  const bonus = Math.max(0, fusion?.bonus ?? 0);
  const beam = new Int32Array(settings.beam);
  let kept = 1;
  const candidates = new Int32Array(logs.classes);
  for (let t = 0; t < logs.frames; t++) {
    const frame = logs.data.subarray(t * logs.classes, (t + 1) * logs.classes);
    let tried = 0;
    for (let c = 0; c < logs.classes; c++) if (frame[c]! >= settings.floor && c !== blank) candidates[tried++] = c;
    // What the best reading will have at least: it goes on without a new character.
    let least = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < kept; k++) {
      const node = beam[k]!;
      trie.both[node] = logAdd(trie.endsBlank[node]!, trie.endsLabel[node]!);
      least = Math.max(least, trie.both[node]! + frame[blank]! + trie.fused[node]!);
    }
    const hopeless = least - MARGIN - bonus;
    trie.touchedCount = 0;
    for (let k = 0; k < kept; k++) {
      const node = beam[k]!;
      const both = trie.both[node]!;
      trie.touch(node, t);
      trie.nextBlank[node] = logAdd(trie.nextBlank[node]!, both + frame[blank]!);
      const last = trie.label[node]!;
      if (last >= 0) trie.nextLabel[node] = logAdd(trie.nextLabel[node]!, trie.endsLabel[node]! + frame[last]!);
      const fused = trie.fused[node]!;
      for (let i = 0; i < tried; i++) {
        const c = candidates[i]!;
        // A repeated character needs a blank between.
        const log = (c === last ? trie.endsBlank[node]! : both) + frame[c]!;
        // A language model only takes away: what is this far behind before it was asked will not be kept.
        if (!(log + fused > hopeless)) continue;
        const longer = trie.extend(node, c);
        trie.touch(longer, t);
        trie.nextLabel[longer] = logAdd(trie.nextLabel[longer]!, log);
      }
    }
    kept = keepBest(trie, beam);
  }
  const ends = [...beam.subarray(0, kept)];
  if (fusion !== null && fusion.end >= 0) {
    for (const node of ends) trie.total[node] = trie.total[node]! + trie.endScore(node);
    ends.sort((a, b) => trie.total[b]! - trie.total[a]!);
  }
  return ends.map((node) => ({
    labels: trie.labelsOf(node),
    network: logAdd(trie.endsBlank[node]!, trie.endsLabel[node]!),
    language: trie.language[node]!,
    score: trie.total[node]!,
  }));
}

/** Takes over the frame's probabilities and writes the best of the touched prefixes into `beam`, best first; gives how many. */
function keepBest(trie: PrefixTrie, beam: Int32Array): number {
  const { touched, touchedCount, total } = trie;
  let best = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < touchedCount; i++) {
    const node = touched[i]!;
    trie.endsBlank[node] = trie.nextBlank[node]!;
    trie.endsLabel[node] = trie.nextLabel[node]!;
    total[node] = logAdd(trie.nextBlank[node]!, trie.nextLabel[node]!) + trie.fused[node]!;
    if (total[node]! > best) best = total[node]!;
  }
  let kept = 0;
  for (let i = 0; i < touchedCount; i++) {
    const node = touched[i]!;
    const own = total[node]!;
    if (!(own > best - MARGIN) || (kept === beam.length && own <= total[beam[kept - 1]!]!)) continue;
    let place = kept < beam.length ? kept++ : kept - 1;
    for (; place > 0 && total[beam[place - 1]!]! < own; place--) beam[place] = beam[place - 1]!;
    beam[place] = node;
  }
  return kept;
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
