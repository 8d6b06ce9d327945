/**
 * Drawings that stand within a line of text say nothing: where a group of ink is surely no writing, the network's frames become blank before
 * they are decoded. In: a normalised line and its logits. Out: the same, or a copy with silent stretches. Frame: network frames.
 * A word that vanished would hurt more than a scribble that is read, so only what is beyond doubt is silenced; a line that is all
 * drawing is left as it is, for tell-drawing.ts to judge.
 */
import { CLUSTER_WEIGHTS } from './drawing-weights.ts';
import { type MarkMeasures, measureMarks } from './measure-marks.ts';
import { measureOpinionOfLogits, type Opinion } from './measure-opinion.ts';
import type { InkLine, Logits } from './recognise.ts';
import { type Cluster, splitClusters } from './split-clusters.ts';

/** Narrower groups are letters, dashes and dots that stand alone. */
const LEAST_WIDTH = 24;
/** The blank's logit in a silent frame, all others being 0: e^-30 is never decoded, and outweighed by no second opinion. */
const SILENT = 30;

/** What the network's opinion of a group of ink says of a drawing, as the numbers that the first weights multiply, in order. */
export const opinionFeatures = (opinion: Opinion, width: number): number[] => [
  Math.log((100 * Math.max(0.2, opinion.said)) / Math.max(1, width)),
  Math.log(0.01 + opinion.doubt),
];

/** What its ink says, as the numbers that the other weights multiply, in order. */
export function markFeatures(marks: MarkMeasures, width: number): number[] {
  const inked = Math.max(1, marks.columns);
  return [
    Math.log1p(marks.largestHole / 100),
    Math.log1p(marks.holes / inked),
    Math.log1p(marks.runAcross / 10),
    Math.log1p(marks.largestWidth / 48),
    marks.largestHeight / 48,
    Math.log((100 * (marks.pieces + 0.5)) / inked),
    Math.log(0.2 + marks.crossings),
    Math.log((marks.ink + 1) / inked),
    Math.log(Math.max(1, width)),
  ];
}

/** The frames of a group of ink: [from, to). */
export const framesOf = ({ from, to }: Cluster, frames: number, stride: number): readonly [number, number] => [
  Math.max(0, Math.floor(from / stride)),
  Math.min(frames, Math.ceil(to / stride)),
];

/** `stride`: ink columns a frame. */
export function silenceDrawings(line: InkLine, logits: Logits, blank: number, stride: number): Logits {
  const clusters = splitClusters(line);
  if (clusters.length < 2) return logits;
  const drawn = clusters.filter((cluster) => isDrawing(cluster, line, logits, blank, stride));
  if (drawn.length === 0 || drawn.length === clusters.length) return logits;
  const data = logits.data.slice();
  for (const cluster of drawn) {
    const [from, to] = framesOf(cluster, logits.frames, stride);
    data.fill(0, from * logits.classes, to * logits.classes);
    for (let t = from; t < to; t++) data[t * logits.classes + blank] = SILENT;
  }
  return { ...logits, data };
}

const isDrawing = (cluster: Cluster, line: InkLine, logits: Logits, blank: number, stride: number): boolean => {
  const width = cluster.to - cluster.from;
  if (width < LEAST_WIDTH) return false;
  const opinion = measureOpinionOfLogits(logits, blank, ...framesOf(cluster, logits.frames, stride));
  const { bias, opinionWeights, markWeights, marksAtMost, sure } = CLUSTER_WEIGHTS;
  const odds = bias + weigh(opinionFeatures(opinion, width), opinionWeights);
  // Most words are read too surely for any ink to make them a drawing: theirs is not measured.
  if (odds + marksAtMost <= sure) return false;
  return odds + weigh(markFeatures(measureMarks(line, cluster.from, cluster.to), width), markWeights) > sure;
};

const weigh = (features: readonly number[], weights: readonly number[]): number =>
  features.reduce((sum, value, i) => sum + value * weights[i]!, 0);
