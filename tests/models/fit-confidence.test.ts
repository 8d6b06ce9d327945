import { describe, expect, it } from 'vitest';
import { type ConfidenceFeatures, calibrateConfidence } from '../../client/reading/calibrate-confidence.ts';
import { fitConfidence, type JudgedFeatures } from '../../models/training/fit-confidence.ts';
import { seeded } from '../client/reading/make-logits.ts';
import { scoreConfidence } from '../evaluate/confidence-score.ts';

/** Lines that are right as often as a hidden rule on two features says. */
function simulate(seed: number, count: number): JudgedFeatures[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, line) => {
    const network = -8 * random();
    const features: ConfidenceFeatures = {
      network,
      weakest: -3 * random(),
      mean: network / 20,
      lead: 12 * random(),
      language: -1 - 2 * random(),
      length: 5 + Math.floor(40 * random()),
      share: 0.1 + 0.9 * random(),
      edits: 0,
      before: 0.5,
    };
    const truth = 1 / (1 + Math.exp(-(2.5 - 2.6 * Math.log1p(-features.network) + 0.25 * features.lead)));
    return { truth: `line ${line}`, features, right: random() < truth };
  });
}

describe('fitting the confidence', () => {
  it('promises what comes true on lines it was not fitted on', () => {
    const curve = fitConfidence(simulate(1, 800));
    const unseen = simulate(2, 3000).map(({ features, right }) => ({
      confidence: calibrateConfidence(features, curve),
      right,
    }));
    const { ece, auroc } = scoreConfidence(unseen);
    expect(ece).toBeLessThan(0.05);
    expect(auroc).toBeGreaterThan(0.75);
  });

  it('gives a curve that only rises, within 0 and 1', () => {
    const { knots } = fitConfidence(simulate(3, 300));
    knots.forEach(([x, y], i) => {
      expect(y).toBeGreaterThanOrEqual(i > 0 ? knots[i - 1]![1] : 0);
      expect(y).toBeLessThanOrEqual(1);
      if (i > 0) expect(x).toBeGreaterThan(knots[i - 1]![0]);
    });
  });

  it('stays sensible when every line was right', () => {
    const curve = fitConfidence(simulate(4, 60).map((line) => ({ ...line, right: true })));
    for (const { features } of simulate(5, 20)) {
      const confidence = calibrateConfidence(features, curve);
      expect(confidence).toBeGreaterThan(0.8);
      expect(confidence).toBeLessThanOrEqual(1);
    }
  });
});
