/**
 * Logits of one line to text: alternatives, where each character stands, and what is known about their certainty.
 * The line's language is guessed first, beam search with that language's model finds the text, forced alignment finds its
 * characters. Frame: network frames.
 */
import { alignCharacters, characterEdges } from './align-characters.ts';
import { type ConfidenceFeatures, MAX_LEAD } from './calibrate-confidence.ts';
import { freeCase, pairCases } from './free-case.ts';
import type { LanguageModel } from './language-model.ts';
import { type LogProbabilities, logSoftmax } from './log-softmax.ts';
import { measureOpinion, type Opinion } from './measure-opinion.ts';
import type { LanguagePrior } from './pick-language.ts';
import type { Fusion } from './prefix-trie.ts';
import type { Logits } from './recognise.ts';
import { type Found, searchTexts } from './search-texts.ts';
import { spareBlushes } from './spare-blushes.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface DecoderSettings {
  /** Prefixes kept; 0 = the best class of each frame, no search, no language model. */
  readonly beam: number;
  /** Divides the logits before the softmax. */
  readonly temperature: number;
  readonly languageWeight: number;
  /** Exponent of a word's frequency, where the language model lists words; absent = 0, they are not asked. */
  readonly lexiconWeight?: number | undefined;
  /** Score for each character. */
  readonly bonus: number;
}

/** Where models/NAME.decoder.json does not say otherwise; that is fitted on training writers held out, never on val. */
export const DECODER_SETTINGS: DecoderSettings = { beam: 24, temperature: 1, languageWeight: 0.5, bonus: 1.4 };

export interface Decoder {
  /** The character of class i + 1. */
  readonly alphabet: readonly string[];
  readonly blank: number;
  readonly settings: DecoderSettings;
  /** One a language, by its name; empty = no language model. */
  readonly fusions: readonly Fusion[];
  /** The character of each class, '' for the blank, and the classes that differ in case only. */
  readonly characters: readonly string[];
  readonly casePairs: readonly (readonly [number, number])[];
  /** The user's own words, lower case; absent = none. */
  readonly own?: ReadonlySet<string>;
}

export interface DecodedCharacter {
  readonly character: string;
  /** Edges in frames. */
  readonly left: number;
  readonly right: number;
  /** Log probability by the network. */
  readonly log: number;
}

export interface Decoded {
  readonly text: string;
  /** Of the model that helped to read it, an ISO 639-1 code; null = none did. */
  readonly language: string | null;
  readonly characters: readonly DecodedCharacter[];
  /** Best first, the text itself included; scores in nats. */
  readonly alternatives: readonly { readonly text: string; readonly score: number }[];
  readonly features: ConfidenceFeatures;
  /** Of the network, whatever text was made of it. */
  readonly opinion: Opinion;
}

const MAX_ALTERNATIVES = 5;
/** One character in e^9 ≈ 8,000: rarer than any that people write on purpose. */
const LANGUAGE_FLOOR = -9;

/** `models`: one a language, none for reading without. */
export function createDecoder(
  alphabet: readonly string[],
  blank: number,
  models: readonly LanguageModel[],
  settings: DecoderSettings = DECODER_SETTINGS,
): Decoder {
  const characters = charactersOf(alphabet, blank);
  const fusions = models.map(
    (model): Fusion => ({
      model,
      symbols: Int16Array.from(characters, (character) => (character === '' ? -1 : model.symbolOf(character))),
      weight: settings.languageWeight,
      bonus: settings.bonus,
      floor: LANGUAGE_FLOOR,
      end: model.symbolOf(' '),
      vocabulary: null,
      lexicon: lexiconOf(model, characters, settings.lexiconWeight ?? 0),
    }),
  );
  return { alphabet, blank, settings, fusions, characters, casePairs: pairCases(characters) };
}

const lexiconOf = ({ lexicon }: LanguageModel, characters: readonly string[], weight: number): Fusion['lexicon'] => {
  if (lexicon === undefined || weight === 0) return null;
  const letters = Int16Array.from(characters, (character) => (character === '' ? -1 : lexicon.letterOf(character)));
  return { words: lexicon, letters, weight };
};

/** The same decoder with other words of the user's; null = none. */
export const withVocabulary = (decoder: Decoder, vocabulary: Vocabulary | null): Decoder => {
  const words = vocabulary && { words: vocabulary, characters: decoder.characters };
  return {
    ...decoder,
    own: new Set(vocabulary?.words.map((word) => word.toLowerCase())),
    fusions: decoder.fusions.map((fusion) => {
      const { lexicon, model } = fusion;
      if (lexicon === null) return { ...fusion, vocabulary: words };
      // A language's list of words is no reason against a word of the user's own.
      const listed = words === null ? model.lexicon! : model.lexicon!.withWords(words.words.words);
      return { ...fusion, vocabulary: words, lexicon: { ...lexicon, words: listed } };
    }),
  };
};

/** The text of one line. An empty line, or one of blanks, gives the empty text. `prior`: what its language may be. */
export function decodeCtc(logits: Logits, decoder: Decoder, prior?: LanguagePrior): Decoded {
  if (logits.classes !== decoder.alphabet.length + 1)
    throw new RangeError(`expected logits of ${decoder.alphabet.length + 1} classes, found ${logits.classes}`);
  return decodeLogs(logSoftmax(logits, decoder.settings.temperature), decoder, prior);
}

/** The same from log probabilities. */
export function decodeLogs(logs: LogProbabilities, decoder: Decoder, prior?: LanguagePrior): Decoded {
  const opened = openCase(logs, decoder);
  return describeReadings(opened, decoder, findTexts(opened, decoder, prior));
}

/** What a search begins with: the case of a writer of capitals is left to the language model, where there is one. */
export const openCase = (logs: LogProbabilities, decoder: Decoder): LogProbabilities => {
  const { blank, settings, fusions, characters, casePairs } = decoder;
  return fusions.length === 0 || settings.beam === 0 ? logs : freeCase(logs, blank, characters, casePairs);
};

/** What the line may say, best first. */
export const findTexts = (logs: LogProbabilities, decoder: Decoder, prior?: LanguagePrior): Found => {
  const { blank, fusions } = decoder;
  const settings = {
    blank,
    fusions,
    beam: decoder.settings.beam,
    textOf: (labels: readonly number[]) => textOf(labels, decoder),
  };
  return searchTexts(logs, settings, prior);
};

/** The best of some readings (or a decent one that is nearly as good) with everything that is known of it; `logs` tell where its characters stand. */
export function describeReadings(logs: LogProbabilities, decoder: Decoder, found: Found): Decoded {
  const { blank } = decoder;
  const { language, hypotheses } = spareBlushes(found, ({ labels }) => textOf(labels, decoder), decoder.own);
  const alternatives: { text: string; score: number }[] = [];
  for (const { labels, score } of hypotheses) {
    const text = textOf(trimSpaces(labels, decoder), decoder);
    if (!alternatives.some((known) => known.text === text)) alternatives.push({ text, score });
    if (alternatives.length === MAX_ALTERNATIVES) break;
  }
  const best = hypotheses[0]!;
  const labels = trimSpaces(best.labels, decoder);
  const aligned = alignCharacters(logs, labels, blank) ?? [];
  const edges = characterEdges(aligned, logs.frames);
  const characters = aligned.map(({ log }, i) => ({
    character: characterOf(labels[i]!, decoder),
    left: edges[i]!.left,
    right: edges[i]!.right,
    log,
  }));
  const certainties = characters.map(({ log }) => log);
  const length = labels.length;
  return {
    text: textOf(labels, decoder),
    language,
    characters,
    alternatives,
    features: {
      network: best.network,
      weakest: Math.min(0, ...certainties),
      mean: length === 0 ? 0 : certainties.reduce((sum, log) => sum + log, 0) / length,
      lead: alternatives.length < 2 ? MAX_LEAD : Math.min(MAX_LEAD, alternatives[0]!.score - alternatives[1]!.score),
      language: length === 0 ? 0 : best.language / length,
      length,
      share: 1 / alternatives.reduce((sum, { score }) => sum + Math.exp(score - alternatives[0]!.score), 0),
      edits: 0,
      before: 0.5,
    },
    opinion: measureOpinion(logs, blank),
  };
}

/** The character of each class, '' for the blank. */
const charactersOf = (alphabet: readonly string[], blank: number): string[] =>
  Array.from({ length: alphabet.length + 1 }, (_, c) => (c === blank ? '' : alphabet[classToIndex(c, blank)]!));
const classToIndex = (c: number, blank: number): number => (c > blank ? c - 1 : c);
const characterOf = (c: number, decoder: Decoder): string => decoder.alphabet[classToIndex(c, decoder.blank)]!;
const textOf = (labels: readonly number[], decoder: Decoder): string =>
  labels.map((c) => characterOf(c, decoder)).join('');

/** Without spaces at either end, and none doubled: they are not to be seen on paper. */
function trimSpaces(labels: readonly number[], decoder: Decoder): number[] {
  const kept: number[] = [];
  for (const c of labels) {
    const isSpace = characterOf(c, decoder) === ' ';
    if (isSpace && (kept.length === 0 || characterOf(kept.at(-1)!, decoder) === ' ')) continue;
    kept.push(c);
  }
  if (kept.length > 0 && characterOf(kept.at(-1)!, decoder) === ' ') kept.pop();
  return kept;
}
