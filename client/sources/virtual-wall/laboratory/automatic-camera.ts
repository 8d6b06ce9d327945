/**
 * Exposure and white balance that nobody locked: they follow the mean of the last picture, each with a time constant. A value in, a value out.
 */
import type { AutomaticCamera, Rgb } from './laboratory.ts';

export interface AutomaticState {
  /** Factor on the set exposure. */
  readonly gain: number;
  /** Factors on the set white balance; green stays 1. */
  readonly balance: Rgb;
}

export const LOCKED: AutomaticState = { gain: 1, balance: [1, 1, 1] };

/** Real cameras stop there. */
const LEAST_GAIN = 0.15;
const MOST_GAIN = 6;

/** `mean`: of the picture just taken, linear sensor light, RGB, with `state` in force. `elapsedMs`: until the next one. */
export const followPicture = (
  automatic: AutomaticCamera,
  state: AutomaticState,
  mean: Rgb,
  elapsedMs: number,
): AutomaticState => {
  const level = 0.2126 * mean[0] + 0.7152 * mean[1] + 0.0722 * mean[2];
  const gain = state.gain * (automatic.targetMean / Math.max(1e-4, level)) ** share(elapsedMs, automatic.exposureMs);
  const step = share(elapsedMs, automatic.whiteBalanceMs);
  const towards = (c: number): number => state.balance[c]! * (mean[1] / Math.max(1e-4, mean[c]!)) ** step;
  return { gain: Math.min(MOST_GAIN, Math.max(LEAST_GAIN, gain)), balance: [towards(0), 1, towards(2)] };
};

const share = (elapsedMs: number, constantMs: number): number =>
  Number.isFinite(constantMs) ? 1 - Math.exp(-elapsedMs / Math.max(1, constantMs)) : 0;
