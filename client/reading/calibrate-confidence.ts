/**
 * How probable it is that a decoded line has no error at all: a logistic of a few measurements of the decoding, then a
 * monotone curve, both fitted on writers that training never saw (models/training/fit-confidence.ts writes the numbers).
 */

/** What the decoding says about its own certainty; logs are natural. */
export interface ConfidenceFeatures {
  /** Log probability of the text by the network. */
  readonly network: number;
  /** The least log probability of any of its characters. */
  readonly weakest: number;
  /** Mean log probability of its characters. */
  readonly mean: number;
  /** Score ahead of the second reading, at most MAX_LEAD. */
  readonly lead: number;
  /** Mean log probability of a character by the language model. */
  readonly language: number;
  /** Characters. */
  readonly length: number;
  /** Share of the text among all readings that the search kept, by their scores: 0 … 1. */
  readonly share: number;
  /** Edits from the fast network's text to this one, where a second network has read the line too; 0 without. */
  readonly edits: number;
  /** The fast network's own confidence, 0 … 1, where a second one has read the line too; a half without. */
  readonly before: number;
}

export const MAX_LEAD = 12;
/** Shares are not believed beyond this: e^-12. */
const LEAST_SHARE = 6e-6;
const logOdds = (share: number): number => Math.log(Math.max(LEAST_SHARE, share) / Math.max(LEAST_SHARE, 1 - share));

export interface ConfidenceCurve {
  readonly bias: number;
  readonly weights: readonly number[];
  /** Logistic output → probability, both rising; straight between the knots. */
  readonly knots: readonly (readonly [number, number])[];
}

/** The features as the numbers that `weights` multiply, in order. */
export function featureVector(f: ConfidenceFeatures): number[] {
  return [
    Math.log1p(Math.max(0, -f.network)),
    Math.log1p(Math.max(0, -f.weakest)),
    Math.log1p(Math.max(0, -f.mean)),
    Math.log1p(Math.min(MAX_LEAD, Math.max(0, f.lead))),
    f.language,
    Math.log1p(f.length),
    logOdds(f.share),
    Math.log1p(f.edits),
    logOdds(f.before),
  ];
}

/** Until a curve is fitted: a line whose text has probability p by the network is right about as often. */
export const UNFITTED_CURVE: ConfidenceCurve = {
  bias: 2.2,
  weights: [-1.6, -1, 0, 0.6, 0, 0, 0, 0, 0],
  knots: [
    [0, 0],
    [1, 1],
  ],
};

/** 0 … 1. */
export function calibrateConfidence(features: ConfidenceFeatures, curve: ConfidenceCurve): number {
  const z = featureVector(features).reduce((sum, value, i) => sum + value * (curve.weights[i] ?? 0), curve.bias);
  // Where both networks rule out all that either says, nothing can be measured: that is no certainty.
  return Number.isNaN(z) ? 0 : interpolate(1 / (1 + Math.exp(-z)), curve.knots);
}

function interpolate(x: number, knots: ConfidenceCurve['knots']): number {
  const after = knots.findIndex(([at]) => at >= x);
  if (after === -1) return knots.at(-1)?.[1] ?? x;
  if (after === 0) return knots[0]![1];
  const [x0, y0] = knots[after - 1]!;
  const [x1, y1] = knots[after]!;
  return x1 === x0 ? y1 : y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}
