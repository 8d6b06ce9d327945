/**
 * A character n-gram language model with backoff, read from one compact binary file (models/training/language_model_build.py
 * makes it). The n-grams are a trie in breadth-first order, three bytes a node: symbol, quantised log probability, number of
 * children; contexts carry a fourth, their backoff weight. Longest-suffix links (Aho and Corasick, 1975) are found at load.
 * A state is the trie node of the longest known context.
 */

import { createLexicon, type Lexicon } from './lexicon.ts';

/** What the decoder asks of a language model; states are small integers, symbols are indices given by `symbolOf`. */
export interface LanguageModel {
  readonly name: string;
  /** The state at the start of a line. */
  readonly start: number;
  /** The symbol of a character, or −1 for one that the model has never seen. */
  readonly symbolOf: (character: string) => number;
  /** Natural log probability of `symbol` after `state`; an unknown symbol gets a small constant. */
  readonly score: (state: number, symbol: number) => number;
  readonly advance: (state: number, symbol: number) => number;
  /** The language's words by frequency; absent = none are listed. */
  readonly lexicon?: Lexicon | undefined;
}

/** A character outside the model's symbols: about one in 3,000, so that rare signs cost something but stay readable. */
const UNKNOWN_LOG_PROBABILITY = -8;
/** A power of two; a line asks some thousand questions. */
const REMEMBERED = 8192;
const MAGIC = 'INKLM1\n';

interface Header {
  readonly symbols: readonly string[];
  readonly logStep: number;
  readonly backoffStep: number;
  readonly backoffOffset: number;
  /** The letters of listed words; absent where no model lists any. */
  readonly letters?: readonly string[];
  readonly models: readonly {
    readonly name: string;
    readonly nodes: number;
    readonly contexts: number;
    /** Bytes of its listed words; absent = none. */
    readonly lexicon?: number;
  }[];
}

/**
 * Parses a language model file: "INKLM1\n", header length (uint32, little-endian), JSON header, then for each model its
 * symbols, log probabilities, child counts (a byte a node), backoffs (a byte a context) and words (lexicon.ts). Throws Error with what was
 * expected and found when the bytes are not such a file.
 */
export function parseLanguageModels(bytes: Uint8Array): LanguageModel[] {
  const magic = String.fromCharCode(...bytes.subarray(0, MAGIC.length));
  if (magic !== MAGIC)
    throw new Error(`not a language model: expected it to begin with INKLM1, found ${JSON.stringify(magic)}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = view.getUint32(MAGIC.length, true);
  let at = MAGIC.length + 4 + headerLength;
  const header = parseHeader(bytes.subarray(MAGIC.length + 4, at));
  const symbols = new Map(header.symbols.map((symbol, index) => [symbol, index]));
  // One function for all: who asks several models need ask for a text's symbols only once.
  const symbolOf = (character: string): number => symbols.get(FOLDED.get(character) ?? character) ?? -1;
  return header.models.map(({ name, nodes, contexts, lexicon: listed = 0 }) => {
    const size = 3 * nodes + contexts + listed;
    if (at + size > bytes.length)
      throw new Error(`the language model ${name} is cut short: expected ${at + size} bytes, found ${bytes.length}`);
    const model = buildModel(name, header, symbolOf, bytes.subarray(at, at + size - listed), nodes);
    at += size;
    if (listed === 0) return model;
    return { ...model, lexicon: createLexicon(bytes.subarray(at - listed, at), header.letters ?? []) };
  });
}

function parseHeader(json: Uint8Array): Header {
  let text = '';
  for (const byte of json) text += String.fromCharCode(byte);
  const header: unknown = JSON.parse(text);
  if (
    typeof header !== 'object' ||
    header === null ||
    !('symbols' in header && Array.isArray(header.symbols)) ||
    !('models' in header && Array.isArray(header.models)) ||
    !('logStep' in header && 'backoffStep' in header && 'backoffOffset' in header)
  )
    throw new Error('the language model’s header lacks symbols, models or steps');
  return header as Header;
}

function buildModel(
  name: string,
  header: Header,
  symbolOf: LanguageModel['symbolOf'],
  bytes: Uint8Array,
  nodes: number,
): LanguageModel {
  const { children, contexts } = unpackTrie(name, bytes, nodes);
  const backoffs = Float32Array.from({ length: 256 }, (_, step) => header.backoffOffset - step * header.backoffStep);
  linkSuffixes(children, contexts);
  // The readings of one line ask the same again and again, and whoever scores a symbol goes on with it: the last answer in each of many
  // places. Of place p, the question and the state that it leads to are entries 4 · p and 4 · p + 1, the score lies behind them.
  const answers = new Int32Array(4 * REMEMBERED).fill(-1);
  const scores = new Float64Array(answers.buffer);
  /** Where the answers for `symbol` after `state` are remembered. */
  const answer = (state: number, symbol: number): number => {
    const question = state * 256 + symbol;
    const place = (question ^ (question >>> 13)) & (REMEMBERED - 1);
    if (answers[4 * place] === question) return place;
    let penalty = 0;
    let score = Number.NaN;
    let next = 0;
    for (let n = state; ; n = contexts[4 * n + SUFFIX]!) {
      const found = findChild(children, contexts, n, symbol);
      if (found !== 0) {
        const child = children[found]!;
        // The longest context that has the symbol gives its score, the longest that goes on with it is the next state.
        if (Number.isNaN(score)) score = penalty - ((child >> 8) & 255) * header.logStep;
        if (child >> 16 !== 0) {
          next = found;
          break;
        }
      }
      if (n === 0) break;
      penalty += backoffs[contexts[4 * n + COUNT]! >> 8]!;
    }
    answers[4 * place] = question;
    answers[4 * place + 1] = next;
    scores[2 * place + 1] = Number.isNaN(score) ? penalty + UNKNOWN_LOG_PROBABILITY : score;
    return place;
  };
  const advance = (state: number, symbol: number): number => (symbol < 0 ? 0 : answers[4 * answer(state, symbol) + 1]!);
  return {
    name,
    start: advance(0, symbolOf(' ')),
    symbolOf,
    score: (state, symbol) => (symbol < 0 ? UNKNOWN_LOG_PROBABILITY : scores[2 * answer(state, symbol) + 1]!),
    advance,
  };
}

/** A model's nodes, laid out so that one question touches little memory. */
interface Trie {
  /** Of each node, its symbol, 256 · its quantised log probability, and 65,536 where it is a context. */
  readonly children: Int32Array;
  /** Of each context, the four entries below. */
  readonly contexts: Int32Array;
}
const FIRST = 0;
/** The number of children, and 256 · the quantised backoff. */
const COUNT = 1;
/** The context without its first symbol. */
const SUFFIX = 2;
/** Which symbols its children may have, by their last five bits: most contexts have few, and are not searched in vain. */
const SYMBOLS = 3;

/** The children's suffixes are still missing. Throws Error when the children do not number as many as the nodes. */
function unpackTrie(name: string, bytes: Uint8Array, nodes: number): Trie {
  const logs = nodes;
  const counts = 2 * nodes;
  let last = nodes - 1;
  while (last > 0 && bytes[counts + last] === 0) last--;
  const children = new Int32Array(nodes);
  const contexts = new Int32Array(4 * (last + 1));
  let next = 1;
  let backoffs = 3 * nodes;
  for (let n = 0; n < nodes; n++) {
    const count = bytes[counts + n]!;
    children[n] = bytes[n]! | (bytes[logs + n]! << 8) | (count > 0 ? 1 << 16 : 0);
    if (count === 0) continue;
    contexts[4 * n + FIRST] = next;
    contexts[4 * n + COUNT] = count | (bytes[backoffs++]! << 8);
    let symbols = 0;
    for (const end = next + count; next < end; next++) symbols |= 1 << bytes[next]!;
    contexts[4 * n + SYMBOLS] = symbols;
  }
  if (next !== nodes)
    throw new Error(`the language model ${name} is damaged: its children number ${next}, its nodes ${nodes}`);
  return { children, contexts };
}

/** Breadth first: a node's suffix is shorter than the node, so its own links are there already. */
function linkSuffixes(children: Int32Array, contexts: Int32Array): void {
  for (let n = 1; 4 * n < contexts.length; n++) {
    const first = contexts[4 * n + FIRST]!;
    for (let c = first; c < first + (contexts[4 * n + COUNT]! & 255); c++) {
      if (children[c]! >> 16 === 0) continue;
      const symbol = children[c]! & 255;
      // The longest context that is a suffix of this one.
      for (let s = contexts[4 * n + SUFFIX]!; ; s = contexts[4 * s + SUFFIX]!) {
        const found = findChild(children, contexts, s, symbol);
        if (found !== 0 && children[found]! >> 16 !== 0) {
          contexts[4 * c + SUFFIX] = found;
          break;
        }
        if (s === 0) break;
      }
    }
  }
}

/** The child of a context by `symbol`, or 0 (the root is no child). Halves are chosen without a branch: none could be foretold. */
function findChild(children: Int32Array, contexts: Int32Array, context: number, symbol: number): number {
  if ((contexts[4 * context + SYMBOLS]! & (1 << symbol)) === 0) return 0;
  let at = contexts[4 * context + FIRST]!;
  let count = contexts[4 * context + COUNT]! & 255;
  while (count > 1) {
    const half = count >> 1;
    at += half & (((children[at + half]! & 255) - symbol - 1) >> 31);
    count -= half;
  }
  return (children[at]! & 255) === symbol ? at : 0;
}

/** Typographic variants that the model counts as one. */
const FOLDED = new Map([
  ['’', "'"],
  ['‘', "'"],
  ['“', '"'],
  ['”', '"'],
  ['„', '"'],
  ['«', '"'],
  ['»', '"'],
  ['—', '–'],
]);
