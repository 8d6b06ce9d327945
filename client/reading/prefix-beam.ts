/**
 * CTC prefix beam search with shallow fusion of a character language model.
 * Method: Hannun, Maas, Jurafsky and Ng, "First-pass large vocabulary continuous speech recognition using bi-directional
 * recurrent DNNs" (2014), with characters for words. Prefixes live in a trie, so that equal prefixes merge at once.
 */
import { BeamFront } from './beam-front.ts';
import { type LogProbabilities, logAdd } from './log-softmax.ts';
import { listNear, NEAR, type NearClasses } from './near-classes.ts';
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
  const { fusion } = settings;
  const { classes, data } = logs;
  trie.begin(fusion);
  let front = new BeamFront(settings.beam);
  let next = new BeamFront(settings.beam);
  front.offer(0, 0, 0, 0, Number.NEGATIVE_INFINITY, 0);
  const likely = new Int32Array(classes);
  const near = settings.floor < NEAR ? null : listNear(logs);
  for (let t = 0; t < logs.frames; t++) {
    const at = t * classes;
    next.clear();
    const hopeless = goOn(data, at, settings, front, next);
    const count = listLikely(logs, t, near, settings, likely);
    if (count > 0) goFurther(data, at, settings, front, next, likely, count, hopeless);
    next.cut(next.total[0]! - MARGIN);
    for (let rank = 0; rank < next.count; rank++) trie.place[next.node[next.order[rank]!]!] = next.order[rank]!;
    [front, next] = [next, front];
  }
  const ends = [...front.order.subarray(0, front.count)].map((place, rank) => {
    const node = front.node[place]!;
    const end = fusion !== null && fusion.end >= 0 ? trie.endScore(node) : 0;
    return { node, network: front.both[place]!, score: front.total[rank]! + end };
  });
  return ends
    .sort((a, b) => b.score - a.score)
    .map(({ node, network, score }) => ({
      labels: trie.labelsOf(node),
      network,
      language: trie.language[node]!,
      score,
    }));
}

/** Classes that are tried in frame `t`, likeliest first: gives how many. The blank is none. `near` null: all are looked at. */
function listLikely(
  { classes, data }: LogProbabilities,
  t: number,
  near: NearClasses | null,
  { blank, floor }: BeamSettings,
  into: Int32Array,
): number {
  const at = t * classes;
  const from = near === null ? 0 : near.starts[t]!;
  const to = near === null ? classes : near.starts[t + 1]!;
  let count = 0;
  for (let i = from; i < to; i++) {
    const c = near === null ? i : near.classes[i]!;
    const log = data[at + c]!;
    if (log < floor || c === blank) continue;
    let rank = count++;
    for (; rank > 0 && data[at + into[rank - 1]!]! < log; rank--) into[rank] = into[rank - 1]!;
    into[rank] = c;
  }
  return count;
}

/**
 * Every prefix goes on as it is, by a blank or by its last character, which may also follow the prefix before it. Gives what no new
 * character can come back from, as the network alone sees it.
 */
function goOn(
  data: Float32Array,
  at: number,
  { blank, floor, fusion }: BeamSettings,
  front: BeamFront,
  next: BeamFront,
): number {
  const { count, order, node: nodes, endsBlank, endsLabel, both } = front;
  const { label, parent, fused, place } = trie;
  const blankLog = data[at + blank]!;
  let best = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < count; k++) best = Math.max(best, both[order[k]!]! + blankLog + fused[nodes[order[k]!]!]!);
  // A language model only takes away: what is this far behind before it was asked will not be kept.
  const hopeless = best - MARGIN - Math.max(0, fusion?.bonus ?? 0);
  for (let k = 0; k < count; k++) {
    const from = order[k]!;
    const node = nodes[from]!;
    const last = label[node]!;
    const byBlank = both[from]! + blankLog;
    let byLabel = Number.NEGATIVE_INFINITY;
    if (last >= 0) {
      const log = data[at + last]!;
      byLabel = endsLabel[from]! + log;
      const shorter = parent[node]!;
      const before = place[shorter]!;
      if (log >= floor && nodes[before] === shorter) {
        // A repeated character needs a blank between.
        const follows = (label[shorter] === last ? endsBlank[before]! : both[before]!) + log;
        if (follows + fused[shorter]! > hopeless) byLabel = logAdd(byLabel, follows);
      }
    }
    const sum = logAdd(byBlank, byLabel);
    next.offer(node, k, sum + fused[node]!, byBlank, byLabel, sum);
  }
  return hopeless;
}

/**
 * Every prefix goes on by a new character. Both prefixes and characters come likeliest first, so that the beam is soon full of what the
 * language model has to be asked about, and the rest is worse than all of it whatever the model would say.
 */
function goFurther(
  data: Float32Array,
  at: number,
  { fusion }: BeamSettings,
  front: BeamFront,
  next: BeamFront,
  likely: Int32Array,
  count: number,
  hopeless: number,
): void {
  const { order, node: nodes, endsBlank, both, total } = front;
  const bonus = Math.max(0, fusion?.bonus ?? 0);
  const likeliest = data[at + likely[0]!]!;
  let least = leastKept(next);
  for (let k = 0; k < front.count; k++) {
    if (total[k]! + likeliest + bonus < least) return;
    const from = order[k]!;
    const node = nodes[from]!;
    const last = trie.label[node]!;
    const fused = trie.fused[node]!;
    for (let i = 0; i < count; i++) {
      const c = likely[i]!;
      const log = (c === last ? endsBlank[from]! : both[from]!) + data[at + c]!;
      if (!(log + fused > hopeless) || log + fused + bonus < least) continue;
      let longer = trie.child(node, c);
      // It is in the beam itself: goOn has added this.
      if (longer !== 0 && nodes[trie.place[longer]!] === longer) continue;
      if (longer === 0) {
        if (log + trie.ask(node, c) < least) continue;
        longer = trie.extend(node, c);
      }
      const turn = front.count + k * LATER + c;
      next.offer(longer, turn, log + trie.fused[longer]!, Number.NEGATIVE_INFINITY, log, log);
      least = leastKept(next);
    }
  }
}

/** More than there are classes: the turns of a later prefix are all later. */
const LATER = 0x8000;

/** What is below this is not kept, whatever sums in another order differ by. */
const leastKept = (front: BeamFront): number => Math.max(front.least, front.total[0]! - MARGIN) - ROUNDING;
