/**
 * The prefixes of a beam search as a trie in flat arrays: equal prefixes are one node, which asks the language model once.
 */
import type { LanguageModel } from './language-model.ts';
import { BETWEEN, type Lexicon } from './lexicon.ts';
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
  /** The language's words, the letter of each network class, and the exponent of a word's probability; null = no list. */
  readonly lexicon: { readonly words: Lexicon; readonly letters: Int16Array; readonly weight: number } | null;
}

/** Prefixes that a line of common length needs; more are made room for. */
const ROOM = 4096;

/** Node 0 is the empty text. All logs are natural. One trie serves one search after the other: its memory is made once. */
export class PrefixTrie {
  /** Class of the last character; −1 for the empty text. */
  label = new Int16Array(ROOM);
  /** The prefix one character shorter; −1 for the empty text. */
  parent = new Int32Array(ROOM);
  /** Log probability of the characters by the language model, and what that and their bonus add to the score. */
  language = new Float64Array(ROOM);
  fused = new Float64Array(ROOM);
  /** For whoever searches: where a prefix stands in the beam. */
  place = new Int32Array(ROOM);

  #fusion: Fusion | null = null;
  #size = 0;
  #state = new Int32Array(ROOM);
  /** Where it stands within a word of the lexicon. */
  #word = new Int32Array(ROOM);
  // Children of a node, as a chain of siblings: there are few. 0 ends it, for the root is no child.
  #firstChild = new Int32Array(ROOM);
  #sibling = new Int32Array(ROOM);
  readonly #places: WordPlace[] = [];
  // The answer to the last question.
  #askedLanguage = 0;
  #askedFused = 0;
  #askedPlace: WordPlace | null = null;
  #askedWord = BETWEEN;

  /** Forgets all prefixes but the empty one. */
  begin(fusion: Fusion | null): void {
    this.#fusion = fusion;
    this.#size = 0;
    this.#add(-1, -1);
    this.#state[0] = fusion?.model.start ?? 0;
    this.#word[0] = BETWEEN;
    this.language[0] = 0;
    this.fused[0] = 0;
    this.#places.length = 0;
    this.#askedLanguage = 0;
    this.#askedFused = 0;
    this.#askedPlace = null;
    this.#askedWord = BETWEEN;
    const words = fusion?.vocabulary?.words;
    if (words) this.#places.push(words.start);
  }

  /** The prefix one character longer; 0 where there is none yet. */
  child(node: number, c: number): number {
    let child = this.#firstChild[node]!;
    while (child !== 0 && this.label[child] !== c) child = this.#sibling[child]!;
    return child;
  }

  /** What the language model and the bonus would add to the score of the prefix one character longer, which is not there yet. */
  ask(node: number, c: number): number {
    const fusion = this.#fusion;
    if (fusion === null) return 0;
    const { model, vocabulary, lexicon } = fusion;
    let log = Math.max(fusion.floor, model.score(this.#state[node]!, fusion.symbols[c]!));
    if (vocabulary !== null) {
      const { place, gain } = vocabulary.words.step(this.#places[node]!, vocabulary.characters[c]!, log);
      this.#askedPlace = place;
      log += gain;
    }
    this.#askedLanguage = this.language[node]! + log;
    this.#askedFused = this.fused[node]! + fusion.weight * log + fusion.bonus;
    if (lexicon !== null) {
      const word = this.#word[node]!;
      const letter = lexicon.letters[c]!;
      this.#askedWord = lexicon.words.next(word, letter);
      this.#askedFused += lexicon.weight * lexicon.words.gain(word, this.#askedWord);
    }
    return this.#askedFused;
  }

  /** Makes the prefix that was asked for last: most are not worth their memory. */
  extend(node: number, c: number): number {
    const made = this.#add(node, c);
    this.#sibling[made] = this.#firstChild[node]!;
    this.#firstChild[node] = made;
    const fusion = this.#fusion;
    if (fusion !== null) this.#state[made] = fusion.model.advance(this.#state[node]!, fusion.symbols[c]!);
    if (this.#askedPlace !== null) this.#places.push(this.#askedPlace);
    this.#word[made] = this.#askedWord;
    this.language[made] = this.#askedLanguage;
    this.fused[made] = this.#askedFused;
    return made;
  }

  /** What it adds to the score that the text ends here. */
  endScore(node: number): number {
    if (this.#fusion === null) return 0;
    const { model, floor, weight, end, vocabulary, lexicon } = this.#fusion;
    const log = Math.max(floor, model.score(this.#state[node]!, end));
    const gain = vocabulary === null ? 0 : vocabulary.words.step(this.#places[node]!, ' ', log).gain;
    const ended = lexicon === null ? 0 : lexicon.weight * lexicon.words.gain(this.#word[node]!, BETWEEN);
    return weight * (log + gain) + ended;
  }

  labelsOf(node: number): number[] {
    const labels: number[] = [];
    for (let n = node; n > 0; n = this.parent[n]!) labels.push(this.label[n]!);
    return labels.reverse();
  }

  #add(parent: number, c: number): number {
    const made = this.#size++;
    if (made === this.label.length) this.#makeRoom();
    this.parent[made] = parent;
    this.label[made] = c;
    this.place[made] = 0;
    this.#firstChild[made] = 0;
    return made;
  }

  #makeRoom(): void {
    this.label = doubled(this.label, Int16Array);
    this.parent = doubled(this.parent, Int32Array);
    this.language = doubled(this.language, Float64Array);
    this.fused = doubled(this.fused, Float64Array);
    this.place = doubled(this.place, Int32Array);
    this.#state = doubled(this.#state, Int32Array);
    this.#word = doubled(this.#word, Int32Array);
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
