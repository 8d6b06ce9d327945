/**
 * The prefixes of a beam search as a trie in flat arrays: equal prefixes are one node, which asks the language model once.
 */
import type { LanguageModel } from './language-model.ts';
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

/** Prefixes that a line of common length needs; more are made room for. */
const ROOM = 4096;

/** Node 0 is the empty text. All logs are natural. One trie serves one search after the other: its memory is made once. */
export class PrefixTrie {
  /** Class of the last character; −1 for the empty text. */
  label = new Int16Array(ROOM);
  /** Log probability of the paths that end in a blank, in the last character; of both; of the first two one frame later. */
  endsBlank = new Float64Array(ROOM);
  endsLabel = new Float64Array(ROOM);
  both = new Float64Array(ROOM);
  nextBlank = new Float64Array(ROOM);
  nextLabel = new Float64Array(ROOM);
  /** Log probability of the characters by the language model, and what that and their bonus add to the score. */
  language = new Float64Array(ROOM);
  fused = new Float64Array(ROOM);
  /** The score. */
  total = new Float64Array(ROOM);
  /** Nodes that the frame at hand has reached: the first `touchedCount` entries. */
  touched = new Int32Array(ROOM);
  touchedCount = 0;

  #fusion: Fusion | null = null;
  #size = 0;
  #parent = new Int32Array(ROOM);
  #state = new Int32Array(ROOM);
  #stamp = new Int32Array(ROOM);
  // Children of a node, as a chain of siblings: there are few. 0 ends it, for the root is no child.
  #firstChild = new Int32Array(ROOM);
  #sibling = new Int32Array(ROOM);
  readonly #places: WordPlace[] = [];

  /** Forgets all prefixes but the empty one. */
  begin(fusion: Fusion | null): void {
    this.#fusion = fusion;
    this.#size = 0;
    this.#add(-1, -1);
    this.#state[0] = fusion?.model.start ?? 0;
    this.endsBlank[0] = 0;
    this.both[0] = 0;
    this.language[0] = 0;
    this.fused[0] = 0;
    this.#places.length = 0;
    const words = fusion?.vocabulary?.words;
    if (words) this.#places.push(words.start);
  }

  /** The prefix one character longer; 0 where there is none yet. */
  child(node: number, c: number): number {
    let child = this.#firstChild[node]!;
    while (child !== 0 && this.label[child] !== c) child = this.#sibling[child]!;
    return child;
  }

  /** Makes the prefix one character longer, which is not there yet. */
  extend(node: number, c: number): number {
    const made = this.#add(node, c);
    this.#sibling[made] = this.#firstChild[node]!;
    this.#firstChild[node] = made;
    const fusion = this.#fusion;
    if (fusion === null) {
      this.language[made] = 0;
      this.fused[made] = 0;
      return made;
    }
    const { model, vocabulary } = fusion;
    const state = this.#state[node]!;
    const symbol = fusion.symbols[c]!;
    let log = Math.max(fusion.floor, model.score(state, symbol));
    if (vocabulary !== null) {
      const { place, gain } = vocabulary.words.step(this.#places[node]!, vocabulary.characters[c]!, log);
      this.#places.push(place);
      log += gain;
    }
    this.#state[made] = model.advance(state, symbol);
    this.language[made] = this.language[node]! + log;
    this.fused[made] = this.fused[node]! + fusion.weight * log + fusion.bonus;
    return made;
  }

  isTouched(node: number, t: number): boolean {
    return this.#stamp[node] === t;
  }

  /** Notes that frame `t` reaches a prefix, and with which log probabilities. */
  touch(node: number, t: number, blank: number, label: number): void {
    this.#stamp[node] = t;
    this.nextBlank[node] = blank;
    this.nextLabel[node] = label;
    this.touched[this.touchedCount++] = node;
  }

  /** What it adds to the score that the text ends here. */
  endScore(node: number): number {
    if (this.#fusion === null) return 0;
    const { model, floor, weight, end, vocabulary } = this.#fusion;
    const log = Math.max(floor, model.score(this.#state[node]!, end));
    const gain = vocabulary === null ? 0 : vocabulary.words.step(this.#places[node]!, ' ', log).gain;
    return weight * (log + gain);
  }

  labelsOf(node: number): number[] {
    const labels: number[] = [];
    for (let n = node; n > 0; n = this.#parent[n]!) labels.push(this.label[n]!);
    return labels.reverse();
  }

  #add(parent: number, c: number): number {
    const made = this.#size++;
    if (made === this.label.length) this.#makeRoom();
    this.#parent[made] = parent;
    this.label[made] = c;
    this.#stamp[made] = -1;
    this.#firstChild[made] = 0;
    this.endsBlank[made] = Number.NEGATIVE_INFINITY;
    this.endsLabel[made] = Number.NEGATIVE_INFINITY;
    return made;
  }

  #makeRoom(): void {
    this.label = doubled(this.label, Int16Array);
    this.endsBlank = doubled(this.endsBlank, Float64Array);
    this.endsLabel = doubled(this.endsLabel, Float64Array);
    this.both = doubled(this.both, Float64Array);
    this.nextBlank = doubled(this.nextBlank, Float64Array);
    this.nextLabel = doubled(this.nextLabel, Float64Array);
    this.language = doubled(this.language, Float64Array);
    this.fused = doubled(this.fused, Float64Array);
    this.total = doubled(this.total, Float64Array);
    this.touched = doubled(this.touched, Int32Array);
    this.#parent = doubled(this.#parent, Int32Array);
    this.#state = doubled(this.#state, Int32Array);
    this.#stamp = doubled(this.#stamp, Int32Array);
    this.#firstChild = doubled(this.#firstChild, Int32Array);
    this.#sibling = doubled(this.#sibling, Int32Array);
  }
}

function doubled<A extends { readonly length: number; set(from: A): void }>(
  array: A,
  Make: new (length: number) => A,
): A {
  const larger = new Make(2 * array.length);
  larger.set(array);
  return larger;
}
