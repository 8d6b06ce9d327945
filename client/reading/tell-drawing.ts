/**
 * Text or drawing: whether what was decoded is writing at all. In: one decoded line and its ink. Out: null for text, else how sure.
 * The network is trained to say little about doodles; what it says of drawings is sparse and unsure, and their ink has large closed forms
 * and long straight strokes. A logistic regression weighs both (models/training/fit-drawing.ts; never fitted on what is reported).
 */
import type { Decoded } from './decode-ctc.ts';
import { DRAWING_WEIGHTS } from './drawing-weights.ts';
import { type MarkMeasures, measureMarks } from './measure-marks.ts';
import type { InkLine } from './recognise.ts';

/** Stand-ins where nothing was decoded: what an average unsure decoding has. */
const NO_MEAN = -1;
const NO_LANGUAGE = -4;

/** What was decoded, as the numbers that the first weights multiply, in order. */
export function saidFeatures({ features, opinion }: Decoded, width: number): number[] {
  const { length } = features;
  const hundreds = Math.max(1, width) / 100;
  return [
    Math.log(Math.max(0.2, opinion.said) / hundreds),
    Math.log((length + 0.5) / hundreds),
    length === 0 ? NO_MEAN : -Math.log1p(-features.mean),
    length === 0 ? NO_LANGUAGE : features.language,
    Math.log1p(length),
    length === 0 ? 1 : 0,
    Math.log(0.01 + opinion.doubt),
  ];
}

/** What the ink looks like, as the numbers that the other weights multiply, in order. */
export function inkFeatures(marks: MarkMeasures): number[] {
  const inked = Math.max(1, marks.columns);
  return [
    Math.log1p(marks.largestHole / 100),
    Math.log1p(marks.holes / inked),
    Math.log1p(marks.runAcross / 10),
    Math.log1p(marks.largestWidth / 48),
    Math.log((100 * (marks.pieces + 0.5)) / inked),
    Math.log(0.2 + marks.crossings),
    Math.log((marks.ink + 1) / inked),
  ];
}

/** Null for text; for a drawing, how sure that is (0.5 … 1). What says nothing is never text. */
export function tellDrawing(decoded: Decoded, line: InkLine): { readonly confidence: number } | null {
  const { bias, saidWeights, inkWeights, inkAtMost } = DRAWING_WEIGHTS;
  const said = bias + weigh(saidFeatures(decoded, line.width), saidWeights);
  const isSilent = decoded.features.length === 0;
  // Most lines are read too surely for any ink to make them a drawing: theirs is not measured.
  if (said + inkAtMost <= 0 && !isSilent) return null;
  const odds = said + weigh(inkFeatures(measureMarks(line)), inkWeights);
  return odds > 0 || isSilent ? { confidence: Math.max(0.5, 1 / (1 + Math.exp(-odds))) } : null;
}

const weigh = (features: readonly number[], weights: readonly number[]): number =>
  features.reduce((sum, value, i) => sum + value * weights[i]!, 0);
