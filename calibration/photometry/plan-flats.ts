/**
 * The flat colours from which photometry is solved, as the projector shows them (code / 255 of each channel). The primaries come twice: where full
 * code clips the camera, the darker one tells the mixing.
 */
import type { Rgb } from './photometry.ts';

const grey = (code: number): Rgb => [code, code, code];

export const PHOTOMETRY_FLATS: readonly Rgb[] = [
  grey(0),
  grey(1),
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
  [0.6, 0, 0],
  [0, 0.6, 0],
  [0, 0, 0.6],
  grey(0.85),
  grey(0.7),
  grey(0.5),
  grey(0.3),
];

/** Kept back from solving: the error on it is the photometry's proof. */
export const PHOTOMETRY_CHECKS: readonly Rgb[] = [[0.8, 0.5, 0.3]];
