/**
 * The user's own words (a performer's, names of the venue) as a second opinion beside the language model, word by word:
 * each word comes from the list with a small probability, else from the language model, and the two are weighed by how
 * well they foretell the characters (a Bayesian mixture of both, exact within a word). A word in the list is read where
 * the ink allows it; any other costs next to nothing, so that it stays readable.
 */

/** Probability that the next word is one of the list: a wall that somebody made a list for sees these words often. */
const SHARE = 0.1;
/** How a listed word is spelt: mostly as it stands there, sometimes begun with a capital or all in capitals. */
const AS_LISTED = 0.8;
const CAPITALISED = 0.12;
const IN_CAPITALS = 0.08;
/** Probability of the one sign that follows a word (a space, a comma …), once the word is over. */
const LOG_SIGN = Math.log(0.5);

/** Words in a text: letters and digits, and what joins them inside. */
const WORD = /[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu;
const WORD_CHARACTER = /[\p{L}\p{N}'’-]/u;
const JOINER = /['’-]/u;

/** A list beyond this is a mistake (a whole dictionary slows reading and says nothing). */
export const MOST_WORDS = 20_000;

/** Several lists as one text of words; null is no list. */
export const joinWords = (...lists: readonly (string | null)[]): string =>
  lists.filter((list) => list !== null && list !== '').join('\n');

/** Where a reading stands within a word. */
export interface WordPlace {
  /** Node of the word trie; −1 = the list knows no such beginning. */
  readonly node: number;
  /** Log odds that this word comes from the list. */
  readonly odds: number;
}

export interface Vocabulary {
  readonly words: readonly string[];
  /** Where a line begins. */
  readonly start: WordPlace;
  /** The place after `character`, and what the mixture adds to the language model's log probability `log` of it. */
  readonly step: (
    place: WordPlace,
    character: string,
    log: number,
  ) => { readonly place: WordPlace; readonly gain: number };
}

/**
 * The words of a plain text: one a line or separated by anything that is no word, in the order given, each once.
 * Lines that begin with # are comments. Throws RangeError when there are more than MOST_WORDS.
 */
export function parseVocabulary(text: string): string[] {
  const words = new Set<string>();
  for (const line of text.normalize('NFC').split(/\r?\n/))
    if (!line.startsWith('#')) for (const [word] of line.matchAll(WORD)) words.add(word.replaceAll('’', "'"));
  if (words.size > MOST_WORDS)
    throw new RangeError(`the vocabulary: expected at most ${MOST_WORDS} words, found ${words.size}`);
  return [...words];
}

interface TrieNode {
  readonly children: Map<string, number>;
  /** Weight of all words through here, and of those that end here. */
  through: number;
  ending: number;
}

const PRIOR_ODDS = Math.log(SHARE / (1 - SHARE));
/** Below these odds the list is as good as out of the game. */
const LOST = -40;

/** null for no words at all. */
export function createVocabulary(words: readonly string[]): Vocabulary | null {
  if (words.length === 0) return null;
  const nodes: TrieNode[] = [{ children: new Map(), through: 0, ending: 0 }];
  const add = (word: string, weight: number): void => {
    let at = nodes[0]!;
    at.through += weight;
    for (const character of word) {
      let next = at.children.get(character);
      if (next === undefined) {
        next = nodes.length;
        at.children.set(character, next);
        nodes.push({ children: new Map(), through: 0, ending: 0 });
      }
      at = nodes[next]!;
      at.through += weight;
    }
    at.ending += weight;
  };
  for (const word of words) {
    add(word, AS_LISTED);
    // Not by the machine's locale: a Turkish one makes INKLIGHT of no list İNKLİGHT.
    add(word.charAt(0).toUpperCase() + word.slice(1), CAPITALISED);
    add(word.toUpperCase(), IN_CAPITALS);
  }
  const start: WordPlace = { node: 0, odds: PRIOR_ODDS };
  const step: Vocabulary['step'] = ({ node, odds }, character, log) => {
    const known = node < 0 ? null : nodes[node]!;
    // What joins words parts them where no listed word has it there: 'Marimba', d'Inklight.
    const isWord =
      WORD_CHARACTER.test(character) && !(JOINER.test(character) && known?.children.has(character) !== true);
    let byList = Number.NEGATIVE_INFINITY;
    let next = -1;
    if (known !== null && isWord) {
      next = known.children.get(character) ?? -1;
      if (next >= 0) byList = Math.log(nodes[next]!.through / known.through);
    } else if (known !== null && node > 0 && known.ending > 0)
      byList = Math.log(known.ending / known.through) + LOG_SIGN;
    // A sign between words is the language model's alone.
    if (!isWord && node === 0) return { place: start, gain: 0 };
    const after = Math.max(LOST, odds + byList - log);
    const gain = softplus(after) - softplus(Math.max(LOST, odds));
    if (!isWord) return { place: start, gain };
    return { place: { node: next, odds: after }, gain };
  };
  return { words: [...words], start, step };
}

/** log(1 + eˣ). */
const softplus = (x: number): number => (x > 30 ? x : Math.log1p(Math.exp(x)));
