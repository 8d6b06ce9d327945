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

/** What speaks for and against a drawing, as the numbers that the weights multiply, in order. */
export function drawingFeatures(decoded: Decoded, width: number, marks: MarkMeasures): number[] {
  const { features, opinion } = decoded;
  const { length } = features;
  const hundreds = Math.max(1, width) / 100;
  const inked = Math.max(1, marks.columns);
  return [
    Math.log(Math.max(0.2, opinion.said) / hundreds),
    Math.log((length + 0.5) / hundreds),
    length === 0 ? NO_MEAN : -Math.log1p(-features.mean),
    length === 0 ? NO_LANGUAGE : features.language,
    Math.log1p(length),
    length === 0 ? 1 : 0,
    Math.log(0.01 + opinion.doubt),
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
  const odds = drawingFeatures(decoded, line.width, measureMarks(line)).reduce(
    (sum, value, i) => sum + value * (DRAWING_WEIGHTS.weights[i] ?? 0),
    DRAWING_WEIGHTS.bias,
  );
  const confidence = 1 / (1 + Math.exp(-odds));
  return odds > 0 || decoded.features.length === 0 ? { confidence: Math.max(0.5, confidence) } : null;
}
