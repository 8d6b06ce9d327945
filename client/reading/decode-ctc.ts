/**
 * Logits of one line to text: alternatives, where each character stands, and what is known about their certainty.
 * Beam search with a language model finds the text, forced alignment finds its characters. Frame: network frames.
 */
import { alignCharacters, characterEdges } from './align-characters.ts';
import { type ConfidenceFeatures, MAX_LEAD } from './calibrate-confidence.ts';
import type { LanguageModel } from './language-model.ts';
import { logSoftmax } from './log-softmax.ts';
import { type Fusion, greedyLabels, type Hypothesis, prefixBeam } from './prefix-beam.ts';
import type { Logits } from './recognise.ts';

export interface DecoderSettings {
  /** Prefixes kept; 0 = the best class of each frame, no search, no language model. */
  readonly beam: number;
  /** Divides the logits before the softmax. */
  readonly temperature: number;
  readonly languageWeight: number;
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
  readonly fusion: Fusion | null;
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
  readonly characters: readonly DecodedCharacter[];
  /** Best first, the text itself included; scores in nats. */
  readonly alternatives: readonly { readonly text: string; readonly score: number }[];
  readonly features: ConfidenceFeatures;
}

/** Classes less probable than e^-7 ≈ 0.001 in a frame are not tried: 2–3 a frame remain. */
const CLASS_FLOOR = -7;
const MAX_ALTERNATIVES = 5;
/** One character in e^9 ≈ 8,000: rarer than any that people write on purpose. */
const LANGUAGE_FLOOR = -9;

export function createDecoder(
  alphabet: readonly string[],
  blank: number,
  model: LanguageModel | null,
  settings: DecoderSettings = DECODER_SETTINGS,
): Decoder {
  const symbols = Int16Array.from({ length: alphabet.length + 1 }, (_, c) =>
    c === blank || model === null ? -1 : model.symbolOf(alphabet[classToIndex(c, blank)]!),
  );
  const fusion =
    model === null
      ? null
      : {
          model,
          symbols,
          weight: settings.languageWeight,
          bonus: settings.bonus,
          floor: LANGUAGE_FLOOR,
          end: model.symbolOf(' '),
        };
  return { alphabet, blank, settings, fusion };
}

/** The text of one line. An empty line, or one of blanks, gives the empty text. */
export function decodeCtc(logits: Logits, decoder: Decoder): Decoded {
  const { blank, settings } = decoder;
  if (logits.classes !== decoder.alphabet.length + 1)
    throw new RangeError(`expected logits of ${decoder.alphabet.length + 1} classes, found ${logits.classes}`);
  const logs = logSoftmax(logits, settings.temperature);
  const hypotheses: readonly Hypothesis[] =
    settings.beam > 0
      ? prefixBeam(logs, { blank, beam: settings.beam, floor: CLASS_FLOOR, fusion: decoder.fusion })
      : [{ labels: greedyLabels(logs, blank), network: 0, language: 0, score: 0 }];
  const alternatives: { text: string; score: number }[] = [];
  for (const { labels, score } of hypotheses) {
    const text = textOf(trimSpaces(labels, decoder), decoder);
    if (alternatives.length < MAX_ALTERNATIVES && !alternatives.some((known) => known.text === text))
      alternatives.push({ text, score });
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
    characters,
    alternatives,
    features: {
      network: best.network,
      weakest: Math.min(0, ...certainties),
      mean: length === 0 ? 0 : certainties.reduce((sum, log) => sum + log, 0) / length,
      lead: alternatives.length < 2 ? MAX_LEAD : Math.min(MAX_LEAD, alternatives[0]!.score - alternatives[1]!.score),
      language: length === 0 ? 0 : best.language / length,
      length,
    },
  };
}

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
