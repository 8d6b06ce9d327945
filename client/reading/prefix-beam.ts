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

/** Far above what sums in another order differ by, far below what anything depends on. */
const ROUNDING = 1e-9;

/** A search waits for nothing, so there is never more than one: all share the memory. */
const trie = new PrefixTrie();

/** The best readings, best first, at most `beam`; never empty (the empty text is a reading). */
export function prefixBeam(logs: LogProbabilities, settings: BeamSettings): Hypothesis[] {
  const { blank, fusion } = settings;
  const { classes, data } = logs;
  trie.begin(fusion);
  const bonus = Math.max(0, fusion?.bonus ?? 0);
  const beam = new Int32Array(settings.beam);
  let kept = 1;
  const candidates = new Int32Array(classes);
  for (let t = 0; t < logs.frames; t++) {
    const at = t * classes;
    let tried = 0;
    for (let c = 0; c < classes; c++) if (data[at + c]! >= settings.floor && c !== blank) candidates[tried++] = c;
    const { best, worst } = goOn(data, at, blank, t, beam, kept);
    const hopeless = best - MARGIN - bonus;
    // A full beam goes on without a new character: what is worse than all of that will not be kept.
    const late = kept < beam.length ? hopeless : Math.max(hopeless, worst - bonus - ROUNDING);
    for (let k = 0; k < kept; k++) {
      const node = beam[k]!;
      const both = trie.both[node]!;
      const last = trie.label[node]!;
      const fused = trie.fused[node]!;
      for (let i = 0; i < tried; i++) {
        const c = candidates[i]!;
        // A repeated character needs a blank between.
        const log = (c === last ? trie.endsBlank[node]! : both) + data[at + c]!;
        // A language model only takes away: what is this far behind before it was asked will not be kept.
        if (!(log + fused > hopeless)) continue;
        let longer = trie.child(node, c);
        if (longer !== 0 && trie.isTouched(longer, t)) trie.nextLabel[longer] = logAdd(trie.nextLabel[longer]!, log);
        else if (log + fused > late) {
          if (longer === 0) longer = trie.extend(node, c);
          trie.touch(longer, t, Number.NEGATIVE_INFINITY, log);
        }
      }
    }
    kept = keepBest(beam);
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

/**
 * Every prefix of the beam goes on as it is, by a blank or by its last character. `best`: what the best will have at least;
 * `worst`: what each of them will have at least.
 */
function goOn(
  data: Float32Array,
  at: number,
  blank: number,
  t: number,
  beam: Int32Array,
  kept: number,
): { readonly best: number; readonly worst: number } {
  trie.touchedCount = 0;
  let best = Number.NEGATIVE_INFINITY;
  let worst = Number.POSITIVE_INFINITY;
  for (let k = 0; k < kept; k++) {
    const node = beam[k]!;
    const last = trie.label[node]!;
    const byBlank = trie.both[node]! + data[at + blank]!;
    const byLabel = last >= 0 ? trie.endsLabel[node]! + data[at + last]! : Number.NEGATIVE_INFINITY;
    trie.touch(node, t, byBlank, byLabel);
    best = Math.max(best, byBlank + trie.fused[node]!);
    worst = Math.min(worst, Math.max(byBlank, byLabel) + trie.fused[node]!);
  }
  return { best, worst };
}

/** Takes over the frame's probabilities and writes the best of the touched prefixes into `beam`, best first; gives how many. */
function keepBest(beam: Int32Array): number {
  const { touched, touchedCount, total, nextBlank, nextLabel, fused } = trie;
  let best = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < touchedCount; i++) {
    const node = touched[i]!;
    if (atMost(node) > best) best = Math.max(best, logAdd(nextBlank[node]!, nextLabel[node]!) + fused[node]!);
  }
  let kept = 0;
  let least = best - MARGIN;
  for (let i = 0; i < touchedCount; i++) {
    const node = touched[i]!;
    if (!(atMost(node) > least)) continue;
    const both = logAdd(nextBlank[node]!, nextLabel[node]!);
    const own = both + fused[node]!;
    if (!(own > least)) continue;
    trie.endsBlank[node] = nextBlank[node]!;
    trie.endsLabel[node] = nextLabel[node]!;
    trie.both[node] = both;
    total[node] = own;
    let place = kept < beam.length ? kept++ : kept - 1;
    for (; place > 0 && total[beam[place - 1]!]! < own; place--) beam[place] = beam[place - 1]!;
    beam[place] = node;
    if (kept === beam.length) least = Math.max(least, total[beam[kept - 1]!]!);
  }
  return kept;
}

/** What the score of a touched prefix cannot exceed: two paths together are at most twice as probable as the likelier. */
const atMost = (node: number): number =>
  Math.max(trie.nextBlank[node]!, trie.nextLabel[node]!) + Math.LN2 + ROUNDING + trie.fused[node]!;

/** The best class of each frame, repeats joined, blanks dropped. */
export function greedyLabels({ frames, classes, data }: LogProbabilities, blank: number): number[] {
  const labels: number[] = [];
  let last = blank;
  for (let t = 0; t < frames; t++) {
    const at = t * classes;
    let best = 0;
    let most = data[at]!;
    for (let c = 1; c < classes; c++)
      if (data[at + c]! > most) {
        most = data[at + c]!;
        best = c;
      }
    if (best !== last && best !== blank) labels.push(best);
    last = best;
  }
  return labels;
}
