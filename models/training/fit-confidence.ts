/**
 * Fits the confidence curve of client/reading/calibrate-confidence.ts: a logistic regression of "the whole line is right"
 * on the decoding's features (Newton's method, ridge), then isotonic regression (pool adjacent violators) of what it says.
 * All lines have to be by writers whom the network does not know: fitted on its teachers' hands, it boasts before strangers.
 */
import {
  type ConfidenceCurve,
  type ConfidenceFeatures,
  calibrateConfidence,
  featureVector,
} from '../../client/reading/calibrate-confidence.ts';
import { type Judged, scoreConfidence } from '../../tests/evaluate/confidence-score.ts';
import { dot, fitLogistic, sigmoid } from './fit-logistic.ts';

export interface JudgedFeatures {
  /** What was written: the same line under several cameras is one witness, not several. */
  readonly truth: string;
  readonly features: ConfidenceFeatures;
  readonly right: boolean;
}

/** Strength of the pull towards zero weights: some hundred lines fit seven numbers, and no more. */
const RIDGE = 1;
/** Steps of the monotone curve before any are pooled, and the least lines in each: fewer would follow the noise. */
const STEPS = 10;
const LEAST_LINES = 30;
/** How many lines the regression's own word counts as in each step: a step of ninety lines is off by five in a hundred by chance alone. */
const TRUSTS = [1, 10, 30, 100, 300, 1000];

/** The curve whose trust in the regression fares best on lines left out of the fit. */
export function fitConfidence(judged: readonly JudgedFeatures[]): ConfidenceCurve {
  const losses = TRUSTS.map((trust) => logLoss(leaveOut(judged, (part) => fitCurve(part, trust))));
  return fitCurve(judged, TRUSTS[losses.indexOf(Math.min(...losses))]!);
}

function fitCurve(judged: readonly JudgedFeatures[], trust: number): ConfidenceCurve {
  const rows = judged.map(({ features }) => [1, ...featureVector(features)]);
  const weights = fitLogistic(
    rows,
    judged.map(({ right }) => (right ? 1 : 0)),
    RIDGE,
  );
  const scored = rows
    .map((row, i) => ({ said: sigmoid(dot(row, weights)), right: judged[i]!.right }))
    .sort((x, y) => x.said - y.said);
  return { bias: round(weights[0]!), weights: weights.slice(1).map(round), knots: poolAdjacent(scored, trust) };
}

/** Parts that are left out of the fit in turn. */
const FOLDS = 5;

/** How good the confidence is on lines that did not shape it: each fifth is judged by a curve of the others. */
export const crossValidate = (judged: readonly JudgedFeatures[]): ReturnType<typeof scoreConfidence> =>
  scoreConfidence(leaveOut(judged, fitConfidence));

/** Lines of one text are left out together: a curve that has seen one of them knows the others. */
function leaveOut(
  judged: readonly JudgedFeatures[],
  curveOf: (part: readonly JudgedFeatures[]) => ConfidenceCurve,
): Judged[] {
  const order = new Map([...new Set(judged.map(({ truth }) => truth))].map((truth, i) => [truth, i % FOLDS]));
  return Array.from({ length: FOLDS }, (_, fold) => {
    const curve = curveOf(judged.filter(({ truth }) => order.get(truth) !== fold));
    return judged
      .filter(({ truth }) => order.get(truth) === fold)
      .map(({ features, right }) => ({ confidence: calibrateConfidence(features, curve), right }));
  }).flat();
}

/** Mean of −log of the probability that was given to what is true; nothing is given less than a thousandth. */
const logLoss = (judged: readonly Judged[]): number =>
  judged.reduce(
    (sum, { confidence, right }) => sum - Math.log(Math.max(1e-3, right ? confidence : 1 - confidence)),
    0,
  ) / Math.max(1, judged.length);

/** Rising steps of equal mass, pooled where they would fall, as knots at the steps' mean; what was said counts as `trust` lines in each. */
function poolAdjacent(scored: readonly { said: number; right: boolean }[], trust: number): [number, number][] {
  const steps = Math.max(1, Math.min(STEPS, Math.floor(scored.length / LEAST_LINES)));
  const pools: { count: number; right: number; said: number }[] = [];
  for (let step = 0; step < steps; step++) {
    const part = scored.slice(
      Math.floor((step * scored.length) / steps),
      Math.floor(((step + 1) * scored.length) / steps),
    );
    pools.push({
      count: part.length,
      right: part.filter(({ right }) => right).length,
      said: part.reduce((sum, { said }) => sum + said, 0),
    });
    while (pools.length > 1) {
      const b = pools.at(-1)!;
      const a = pools.at(-2)!;
      if (a.right / a.count < b.right / b.count) break;
      pools.splice(-2, 2, { count: a.count + b.count, right: a.right + b.right, said: a.said + b.said });
    }
  }
  const knots = pools.map(({ count, right, said }): [number, number] => [
    round(said / Math.max(1, count)),
    round((right + (trust * said) / Math.max(1, count)) / (count + trust)),
  ]);
  const rising = knots.filter(([x, y], i) => i === 0 || (x > knots[i - 1]![0] && y >= knots[i - 1]![1]));
  return rising.length >= 2
    ? rising
    : [
        [0, rising[0]?.[1] ?? 0],
        [1, rising[0]?.[1] ?? 1],
      ];
}

const round = (x: number): number => Number(x.toFixed(4));
