/**
 * A character n-gram language model with backoff, read from one compact binary file (models/training/language_model_build.py
 * makes it). The n-grams are a trie in breadth-first order, three bytes a node: symbol, quantised log probability, number of
 * children; contexts carry a fourth, their backoff weight. Longest-suffix links (Aho and Corasick, 1975) are found at load.
 * A state is the trie node of the longest known context.
 */

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
  readonly models: readonly { readonly name: string; readonly nodes: number; readonly contexts: number }[];
}

/**
 * Parses a language model file: "INKLM1\n", header length (uint32, little-endian), JSON header, then for each model its
 * symbols, log probabilities, child counts (a byte a node) and backoffs (a byte a context). Throws Error with what was
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
  return header.models.map(({ name, nodes, contexts }) => {
    const size = 3 * nodes + contexts;
    if (at + size > bytes.length)
      throw new Error(`the language model ${name} is cut short: expected ${at + size} bytes, found ${bytes.length}`);
    const model = buildModel(name, header, symbolOf, bytes.subarray(at, at + size), nodes);
    at += size;
    return model;
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
  const labels = bytes.subarray(0, nodes);
  const logs = bytes.subarray(nodes, 2 * nodes);
  const counts = bytes.subarray(2 * nodes, 3 * nodes);
  const backoffs = bytes.subarray(3 * nodes);
  const firstChild = new Uint32Array(nodes + 1);
  const backoff = new Float32Array(nodes);
  let next = 1;
  let context = 0;
  for (let n = 0; n < nodes; n++) {
    firstChild[n] = next;
    next += counts[n]!;
    if (counts[n]! > 0) backoff[n] = header.backoffOffset - backoffs[context++]! * header.backoffStep;
  }
  firstChild[nodes] = next;
  if (next !== nodes)
    throw new Error(`the language model ${name} is damaged: its children number ${next}, its nodes ${nodes}`);

  /** The child of `node` by `symbol`, or 0 (the root is no child). */
  const child = (node: number, symbol: number): number => {
    let low = firstChild[node]!;
    let high = firstChild[node + 1]! - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const label = labels[middle]!;
      if (label === symbol) return middle;
      if (label < symbol) low = middle + 1;
      else high = middle - 1;
    }
    return 0;
  };
  const suffix = new Uint32Array(nodes);
  /** The longest context that is a suffix of `node`'s context and `symbol`; the root where there is none. */
  const follow = (node: number, symbol: number): number => {
    for (let n = node; ; n = suffix[n]!) {
      const next = child(n, symbol);
      if (next !== 0 && counts[next]! > 0) return next;
      if (n === 0) return 0;
    }
  };
  // Breadth first: a node's suffix is shorter than the node, so its own links are there already.
  for (let n = 0; n < nodes; n++)
    for (let c = firstChild[n]!; c < firstChild[n + 1]!; c++)
      if (n !== 0 && counts[c]! > 0) suffix[c] = follow(suffix[n]!, labels[c]!);
  const backedOff = (state: number, symbol: number): number => {
    let penalty = 0;
    for (let n = state; ; n = suffix[n]!) {
      const found = child(n, symbol);
      if (found !== 0) return penalty - logs[found]! * header.logStep;
      if (n === 0) return penalty + UNKNOWN_LOG_PROBABILITY;
      penalty += backoff[n]!;
    }
  };
  // The readings of one line ask the same again and again, and whoever scores a symbol goes on with it: the last answer in each of many places.
  const asked = new Int32Array(REMEMBERED).fill(-1);
  const scores = new Float64Array(REMEMBERED);
  const states = new Uint32Array(REMEMBERED);
  /** Where the answers for `symbol` after `state` are remembered. */
  const answer = (state: number, symbol: number): number => {
    const question = state * 256 + symbol;
    const place = (question ^ (question >>> 13)) & (REMEMBERED - 1);
    if (asked[place] !== question) {
      scores[place] = backedOff(state, symbol);
      states[place] = follow(state, symbol);
      asked[place] = question;
    }
    return place;
  };
  const advance = (state: number, symbol: number): number => (symbol < 0 ? 0 : states[answer(state, symbol)]!);
  return {
    name,
    start: advance(0, symbolOf(' ')),
    symbolOf,
    score: (state, symbol) => (symbol < 0 ? UNKNOWN_LOG_PROBABILITY : scores[answer(state, symbol)]!),
    advance,
  };
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
