/**
 * The words of one language by how often they are written, as a second opinion beside its character model: n-grams of eight characters
 * know how letters follow each other, and forget where the word began. Words are told apart without regard to case.
 * A tree of prefixes, breadth first, so that the children of a node lie side by side (models/training/language_model_lexicon.py writes it).
 */

/** Natural log of how much rarer than the rarest listed word any other is, as far as reading goes: fitted on dev lines for lists of 15,000 to 300,000. */
const RARER = -8;
/** A word of the user's own: as common as a name that everybody knows. */
const OWN_WORD = -9.2;
/** Frequencies are a byte: 0 … −20.4. */
const LOG_STEP = 0.08;
/** Where a word is that no listed word begins like. */
export const OUTSIDE = -1;
/** Between words. */
export const BETWEEN = 0;
/** Parts words, unless a listed word goes on with it (don't). */
const JOINER = "'";

/** Nodes are small integers: BETWEEN, OUTSIDE, or a prefix of listed words. Letters are numbers given by `letterOf`; −1 = parts words. */
export interface Lexicon {
  readonly letterOf: (character: string) => number;
  /** The node after `letter`. */
  readonly next: (node: number, letter: number) => number;
  /**
   * The log probability of the step from `node` to what `next` gave; never above 0. All that a word's letters and its end gain is
   * together the log of its frequency, and of what is rarer than any for a word that is not listed.
   */
  readonly gain: (node: number, to: number) => number;
  /** The same words and `words`. */
  readonly withWords: (words: readonly string[]) => Lexicon;
}

/** The words of a file, each as letters, in the order of these; made into a tree when it is first asked. */
interface Listed {
  /** All words' letters, one word after the other. */
  readonly letters: Uint8Array;
  /** Where each begins, and where the last ends. */
  readonly starts: Uint32Array;
  /** Natural logs of their frequencies. */
  readonly logs: Float32Array;
}

/**
 * `packed`: for each word, in order, how many letters it shares with the one before, the others, a zero, and its frequency; letter i + 1 is
 * `alphabet[i]`. Throws Error when the bytes are no such list.
 */
export function createLexicon(packed: Uint8Array, alphabet: readonly string[]): Lexicon {
  const letters = new Map(alphabet.map((character, at) => [character, at + 1]));
  return lexiconOf(
    () => unpack(packed, alphabet.length),
    (character) => letters.get(character === '’' ? JOINER : character.toLowerCase()) ?? -1,
    letters.get(JOINER) ?? -1,
  );
}

function lexiconOf(list: () => Listed, letterOf: Lexicon['letterOf'], joiner: number): Lexicon {
  let tree: Tree | null = null;
  // A page that reads English never needs the Polish words.
  const grown = (): Tree => {
    tree ??= growTree(list());
    return tree;
  };
  const next: Lexicon['next'] = (node, letter) => {
    if (letter < 0) return BETWEEN;
    const child = node === OUTSIDE ? 0 : findChild(grown(), node, letter);
    if (child !== 0) return child;
    return letter === joiner ? BETWEEN : OUTSIDE;
  };
  const gain: Lexicon['gain'] = (node, to) => {
    if (node === OUTSIDE) return 0;
    const { through, ending, outside } = grown();
    const paid = through[node]!;
    if (to > 0) return through[to]! - paid;
    if (to === OUTSIDE) return outside - paid;
    return node === BETWEEN ? 0 : ending[node]! - paid;
  };
  const withWords: Lexicon['withWords'] = (words) =>
    lexiconOf(
      () =>
        addWords(
          list(),
          words.map((word) => [...word].map(letterOf)),
        ),
      letterOf,
      joiner,
    );
  return { letterOf, next, gain, withWords };
}

function unpack(packed: Uint8Array, alphabet: number): Listed {
  let count = 0;
  let length = 0;
  for (let at = 0; at < packed.length; count++) {
    length += packed[at++]!;
    for (; packed[at] !== 0; at++) {
      if (at >= packed.length) throw new Error(`the list of words is cut short after ${count} words`);
      length++;
    }
    at += 2;
  }
  const letters = new Uint8Array(length);
  const starts = new Uint32Array(count + 1);
  const logs = new Float32Array(count);
  let at = 0;
  let end = 0;
  for (let word = 0; word < count; word++) {
    const before = word === 0 ? 0 : starts[word - 1]!;
    const shared = packed[at++]!;
    if (shared > end - before)
      throw new Error(
        `the list of words is damaged at word ${word}: expected at most ${end - before} shared letters, found ${shared}`,
      );
    starts[word] = end;
    letters.copyWithin(end, before, before + shared);
    end += shared;
    for (let letter = packed[at++]!; letter !== 0; letter = packed[at++]!) {
      if (letter > alphabet)
        throw new Error(
          `the list of words is damaged at word ${word}: expected letters up to ${alphabet}, found ${letter}`,
        );
      letters[end++] = letter;
    }
    logs[word] = -packed[at++]! * LOG_STEP;
  }
  starts[count] = end;
  return { letters, starts, logs };
}

/** Words with signs that no listed word has stay away: they would never be asked for. */
function addWords({ letters, starts, logs }: Listed, added: readonly (readonly number[])[]): Listed {
  const words = Array.from(logs, (log, i) => ({ log, letters: [...letters.subarray(starts[i]!, starts[i + 1]!)] }));
  for (const own of added)
    if (own.length > 0 && own.every((letter) => letter > 0)) words.push({ log: OWN_WORD, letters: [...own] });
  words.sort((a, b) => compare(a.letters, b.letters));
  // A listed word that is the user's own too counts once, as what is commoner.
  const once = words.filter(({ letters: own, log }, i) => {
    const twin = words[i + 1];
    if (twin === undefined || compare(own, twin.letters) !== 0) return true;
    words[i + 1] = { ...twin, log: Math.max(log, twin.log) };
    return false;
  });
  const ends = new Uint32Array(once.length + 1);
  for (const [i, { letters: own }] of once.entries()) ends[i + 1] = ends[i]! + own.length;
  return {
    letters: Uint8Array.from(once.flatMap(({ letters: own }) => own)),
    starts: ends,
    logs: Float32Array.from(once, ({ log }) => log),
  };
}

function compare(a: readonly number[], b: readonly number[]): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}

/** Node 0 is the empty prefix. */
interface Tree {
  /** Of each node its letter, its first child and how many there are. */
  readonly letter: Uint8Array;
  readonly first: Int32Array;
  readonly count: Uint8Array;
  /** Log probability that a word begins so, and that it is this very word. */
  readonly through: Float32Array;
  readonly ending: Float32Array;
  /** Log probability of a word that is not listed. */
  readonly outside: number;
}

/** `listed` in the order of its letters. Level by level: each node stands for a range of words that begin alike. */
function growTree({ letters, starts, logs }: Listed): Tree {
  const words = logs.length;
  // mass[i]: of all words before i.
  const mass = new Float64Array(words + 1);
  for (let i = 0; i < words; i++) mass[i + 1] = mass[i]! + Math.exp(logs[i]!);
  const whole = mass[words]!;
  const rarest = logs.reduce((least, log) => Math.min(least, log), 0);
  const outside = rarest - Math.log(whole) + RARER;
  const room = 1 + letters.length;
  const [from, to] = [new Uint32Array(room), new Uint32Array(room)];
  const letter = new Uint8Array(room);
  const first = new Int32Array(room);
  const count = new Uint8Array(room);
  const through = new Float32Array(room);
  const ending = new Float32Array(room);
  to[0] = words;
  let size = 1;
  for (let depth = 0, level = 0; level < size; depth++) {
    const end = size;
    for (let node = level; node < end; node++) {
      let word = from[node]!;
      through[node] = Math.log((mass[to[node]!]! - mass[word]!) / whole);
      ending[node] = outside;
      if (word < to[node]! && starts[word + 1]! - starts[word]! === depth) {
        // The same as a sum of logs, but for its last digit: an end gains nothing.
        ending[node] = Math.min(through[node]!, logs[word]! - Math.log(whole));
        word++;
      }
      first[node] = size;
      while (word < to[node]!) {
        const own = letters[starts[word]! + depth]!;
        letter[size] = own;
        from[size] = word;
        while (word < to[node]! && letters[starts[word]! + depth] === own) word++;
        to[size++] = word;
        count[node]!++;
      }
    }
    level = end;
  }
  return {
    letter: letter.slice(0, size),
    first: first.slice(0, size),
    count: count.slice(0, size),
    through: through.slice(0, size),
    ending: ending.slice(0, size),
    outside,
  };
}

/** The child of a node by `own`, or 0 (the empty prefix is no child). */
function findChild({ letter, first, count }: Tree, node: number, own: number): number {
  let at = first[node]!;
  let left = count[node]!;
  while (left > 1) {
    const half = left >> 1;
    if (letter[at + half]! <= own) at += half;
    left -= half;
  }
  return left === 1 && letter[at] === own ? at : 0;
}
