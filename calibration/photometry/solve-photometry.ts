/**
 * Flats as the camera saw them → photometry. Light adds, so each flat less the black one is (gain map) × (one number a channel); the numbers of
 * all colours together give the 3×3 mixing and each projector channel's response. What clipped the camera counts nowhere: a white that does is
 * carried on by the response's power law. Frame: canvas cells. Method: rank-one factors by alternating least squares with missing values, then
 * mixing and exponents by alternation, then the response's remaining shape from the grey steps.
 */
import { factorFlats } from './factor-flats.ts';
import { fitMixing } from './fit-mixing.ts';
import type { FlatCapture, FlatCells } from './gather-flat.ts';
import type { Photometry } from './photometry.ts';
import { predictFlat } from './predict-camera.ts';

export class PhotometryError extends Error {
  override readonly name = 'PhotometryError';
}

/** Exponents of a camera that says sRGB and does not quite do it. */
const EXPONENTS = [0.8, 0.85, 0.9, 0.95, 1.05, 1.1, 1.15, 1.2, 1.25] as const;
/** What is left of the flats, in units of what they are trusted to: below this the standard coding explains them. */
const EXPLAINED = 0.08;
/** Another exponent than 1 must explain the flats this much better: a camera that keeps to its standard is the rule. */
const EXPONENT_GAIN = 0.5;
/** A grey is told from black when it adds this share of what the camera's dark noise and 8 bits hide. */
const TELLABLE_LIGHT = 0.004;
const CLIPPED_SHARE = 0.005;

export interface SolvedPhotometry {
  readonly photometry: Photometry;
  /** RMS of what the model leaves of the flats it was fitted to, share of the camera's white; no proof, see heldOutRms. */
  readonly residualRms: number;
}

/**
 * `flats`: black, white, the three primaries and three grey steps at least; more steps and darker primaries help where white clips. `checks`: colours
 * kept back, for heldOutRms. `blackLevel`: see measure-black-level.ts. Throws PhotometryError when there is too little to solve from.
 */
export const solvePhotometry = (
  cells: FlatCells,
  flats: readonly FlatCapture[],
  checks: readonly FlatCapture[],
  blackLevel: number | null,
): SolvedPhotometry => {
  if (!flats.some(isBlack)) throw new PhotometryError('no picture of the black projector among the flats');
  if (flats.length < 5) throw new PhotometryError(`five flats or more are needed, got ${flats.length}`);
  const unseen = flats.findIndex((flat) => !isSeen(flat));
  if (unseen >= 0) throw new PhotometryError(`flat ${unseen + 1} shows nothing of the sheet`);
  const plain = solveWith(1, cells, flats, blackLevel);
  const others = plain.relative < EXPLAINED ? [] : EXPONENTS.map((e) => solveWith(e, cells, flats, blackLevel));
  const best = [plain, ...others].reduce((a, b) => (b.relative < a.relative ? b : a));
  const solved = best.relative < EXPONENT_GAIN * plain.relative ? best : plain;
  // Where nothing was compared there is no error either, and that is no proof.
  const heldOutRms = checks.some(isSeen) ? rmsOver(solved.photometry, checks) : null;
  return { photometry: { ...solved.photometry, heldOutRms }, residualRms: rmsOver(solved.photometry, flats) };
};

const isSeen = ({ count }: FlatCapture): boolean => count.some((pixels) => pixels > 0);

export const isBlack = ({ colour }: FlatCapture): boolean => colour.every((code) => code === 0);

const solveWith = (
  exponent: number,
  { grid, sheet }: FlatCells,
  flats: readonly FlatCapture[],
  blackLevel: number | null,
): { photometry: Photometry; relative: number } => {
  const bent = flats.map((flat) => ({ ...flat, light: flat.light.map((v) => v ** exponent) }));
  const { dark, gain, strengths } = factorFlats(bent, CLIPPED_SHARE);
  const { mixing, codes, light, relative } = fitMixing(
    bent.map(({ colour }) => colour),
    strengths,
  );
  const photometry: Photometry = {
    grid,
    sheet,
    cameraExponent: exponent,
    dark: rounded(dark, 5),
    gain: rounded(gain, 4),
    mixing: rounded(mixing, 6),
    response: {
      codes: rounded(codes, 4),
      light: light.map((l) => rounded(l, 6) as unknown as [number, number, number]),
    },
    blackLevel,
    usable: { darkest: 0, brightest: 1 },
    heldOutRms: null,
  };
  return { photometry: { ...photometry, usable: usableRange(photometry) }, relative };
};

/** Greys at 64 steps: the first that shows anywhere in any channel, and the last that clips none. */
const usableRange = (photometry: Photometry): Photometry['usable'] => {
  let darkest = 1;
  let brightest = 0;
  for (let step = 0; step <= 64; step++) {
    const code = step / 64;
    const predicted = predictFlat(photometry, [code, code, code]);
    let added = 0;
    let most = 0;
    for (let k = 0; k < predicted.length; k++) {
      added = Math.max(added, predicted[k]! - photometry.dark[k]!);
      most = Math.max(most, predicted[k]!);
    }
    if (added > TELLABLE_LIGHT) darkest = Math.min(darkest, code);
    if (most <= 1) brightest = code;
  }
  return { darkest, brightest };
};

/** Of all cells that were seen, one at least. */
const rmsOver = (photometry: Photometry, flats: readonly FlatCapture[]): number => {
  let sum = 0;
  let count = 0;
  for (const flat of flats) {
    const predicted = predictFlat(photometry, flat.colour);
    for (let k = 0; k < predicted.length; k++) {
      if (flat.count[Math.floor(k / 3)]! === 0) continue;
      sum += (Math.min(1, predicted[k]! ** (1 / photometry.cameraExponent)) - flat.light[k]!) ** 2;
      count++;
    }
  }
  return Math.sqrt(sum / count);
};

const rounded = (values: ArrayLike<number>, digits: number): number[] =>
  Array.from(values, (v) => Number(v.toFixed(digits)));
