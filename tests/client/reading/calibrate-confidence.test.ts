import { describe, expect, it } from 'vitest';
import {
  type ConfidenceFeatures,
  calibrateConfidence,
  UNFITTED_CURVE,
} from '../../../client/reading/calibrate-confidence.ts';

const sure: ConfidenceFeatures = {
  network: -0.1,
  weakest: -0.01,
  mean: -0.005,
  lead: 8,
  language: -1.5,
  length: 12,
  share: 0.99,
  edits: 0,
  before: 0.9,
};

describe('the confidence of a reading', () => {
  it('is high where everything speaks for it, and falls with the network’s doubt', () => {
    const confidence = calibrateConfidence(sure, UNFITTED_CURVE);
    expect(confidence).toBeGreaterThan(0.9);
    expect(calibrateConfidence({ ...sure, network: -6, weakest: -2 }, UNFITTED_CURVE)).toBeLessThan(confidence / 2);
  });

  it('is none where nothing could be measured: both networks ruled out all that either said', () => {
    const nothing = { ...sure, network: Number.NEGATIVE_INFINITY, lead: Number.NaN, share: Number.NaN };
    expect(calibrateConfidence(nothing, UNFITTED_CURVE)).toBe(0);
  });
});
