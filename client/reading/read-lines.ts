/**
 * Reads line crops: normalise → recognise → silence drawings within lines → decode → confidence → text or drawing.
 * In: grey crops in source px (dark ink on brighter paper). Out: one LineReading a crop, edges in px of that crop.
 */
import type { GreyImage } from '../vision/grey-image.ts';
import { type ConfidenceCurve, calibrateConfidence } from './calibrate-confidence.ts';
import type { SecondOpinion } from './cascade.ts';
import { type Decoded, type Decoder, decodeLogs } from './decode-ctc.ts';
import { type LogProbabilities, logSoftmax } from './log-softmax.ts';
import { type NormalisedLine, normaliseLine, toSourcePoint } from './normalise-line.ts';
import type { LanguagePrior } from './pick-language.ts';
import type { LineReading } from './reading.ts';
import { type Logits, type Network, recognise } from './recognise.ts';
import { silenceDrawings } from './silence-drawings.ts';
import { tellDrawing } from './tell-drawing.ts';

/** Everything that reading needs; workers/load-model.ts makes one. */
export interface Reader {
  /** Name in models/manifest.json. */
  readonly model: string;
  readonly network: Network;
  readonly decoder: Decoder;
  readonly curve: ConfidenceCurve;
  /** How doubtful lines are read again; null = they are not. */
  readonly second: SecondOpinion | null;
}

/** ms of the two halves of reading, for the panel's stages "read" and "decode". */
export interface ReadTimings {
  readonly read: number;
  readonly decode: number;
}

/** What else is known of line `index`, joined to what the network says of it now: pool-posteriors.ts for ink that was read before. */
export type Recall = (index: number, line: NormalisedLine, logs: LogProbabilities) => LogProbabilities;

/** Readings in the order of `crops`. `now` is a monotonic clock in ms; `prior`: the languages that they may be in. */
export async function readLines(
  reader: Reader,
  crops: readonly GreyImage[],
  now: () => number,
  prior?: LanguagePrior,
  recall?: Recall,
): Promise<{ readings: LineReading[]; lines: NormalisedLine[]; logits: Logits[]; timings: ReadTimings }> {
  const started = now();
  const lines = crops.map((crop) => normaliseLine(crop));
  const { network, decoder } = reader;
  const said = await recognise(network, lines);
  const logits = lines.map((line, i) => silenceDrawings(line, said[i]!, decoder.blank, network.stride));
  const recognised = now();
  const readings = lines.map((line, i) => {
    const logs = logSoftmax(logits[i]!, decoder.settings.temperature);
    return toReading(reader, line, decodeLogs(recall?.(i, line, logs) ?? logs, decoder, prior));
  });
  return { readings, lines, logits, timings: { read: recognised - started, decode: now() - recognised } };
}

/** One decoded line with edges in source px and a calibrated confidence. */
export function toReading(
  { network: { stride }, curve }: { readonly network: Pick<Network, 'stride'>; readonly curve: ConfidenceCurve },
  line: NormalisedLine,
  decoded: Decoded,
): LineReading {
  const drawing = tellDrawing(decoded, line);
  if (drawing !== null)
    return { kind: 'drawing', text: '', confidence: drawing.confidence, alternatives: [], characters: [] };
  const confidence = calibrateConfidence(decoded.features, curve);
  const best = decoded.alternatives[0]!.score;
  let left = 1 - confidence;
  const alternatives = decoded.alternatives.map(({ text, score }, i) => {
    if (i === 0) return { text, probability: confidence };
    const probability = Math.min(left, confidence * Math.exp(score - best));
    left -= probability;
    return { text, probability };
  });
  const characters = decoded.characters.map(({ character, left: from, right: to }) => ({
    character,
    left: toSourcePoint(line.toSource, from * stride - 0.5).x,
    right: toSourcePoint(line.toSource, to * stride - 0.5).x,
  }));
  return { kind: 'text', text: decoded.text, confidence, alternatives, characters, language: decoded.language };
}
