/**
 * How well Gray-code captures of one plane are decoded: every lit pixel counts, and accuracy is held out (64 px tiles in a chequered pattern; a
 * homography fitted on one colour, errors on the other). Codes are repaired and refined from their neighbourhood, and a pixel's neighbourhood is
 * of its own colour only: nothing measured on one colour ever touches the other. Frame: camera px → projector px.
 */
import { type BitPair, decodeGrayCode } from '../../calibration/decode/decode-gray-code.ts';
import { smoothCodes } from '../../calibration/decode/smooth-codes.ts';
import type { Size } from '../../calibration/frames.ts';
import { applyHomography, type Homography } from '../../calibration/homography.ts';
import { fitRobustHomography } from '../../calibration/solve/fit-robust-homography.ts';

export interface GrayCodeCaptures {
  readonly size: Size;
  readonly projectorSize: Size;
  /** Most significant bit first. */
  readonly columns: readonly BitPair[];
  readonly rows: readonly BitPair[];
  readonly white: Uint8Array;
  readonly black: Uint8Array;
}

export interface GrayCodeFigures {
  readonly litPixels: number;
  readonly decodedFraction: number;
  readonly heldOutRmsPx: number;
  readonly heldOutP95Px: number;
  readonly heldOutRmsSubpixelPx: number;
  readonly heldOutP95SubpixelPx: number;
  /** Whole codes as read, none repaired. */
  readonly heldOutRmsUnrepairedPx: number;
  readonly repairedPixels: number;
  readonly fittedPixels: number;
  readonly heldOutPixels: number;
  /** From the refined codes of the fitted colour: the one whose heldOutRmsSubpixelPx is given. */
  readonly cameraToProjector: Homography<'camera', 'projector'>;
}

/** The definitions. */
const LIT_ABOVE = 20;
const TILE_PX = 64;
const RANSAC_PX = 2;
/** Farther from its neighbourhood a code is wrong, not rounded: rounding is ±0.5, and light at a stripe's edge may go to either side. */
const REPAIR_BEYOND_PX = 1.25;
const FITTED = 1;
const HELD_OUT = 2;

/** `inside`: 1 for px of the mask. Throws when too little is lit to fit or to hold out. */
export const measureGrayCode = (
  captures: GrayCodeCaptures,
  inside: Uint8Array,
  random: () => number,
): GrayCodeFigures => {
  const { size, projectorSize } = captures;
  const group = new Uint8Array(inside.length);
  const weight = new Float32Array(inside.length);
  let litPixels = 0;
  for (let y = 0, i = 0; y < size.height; y++)
    for (let x = 0; x < size.width; x++, i++) {
      const contrast = captures.white[i]! - captures.black[i]!;
      if (inside[i] === 0 || contrast <= LIT_ABOVE) continue;
      litPixels++;
      weight[i] = contrast * contrast;
      group[i] = (Math.floor(x / TILE_PX) + Math.floor(y / TILE_PX)) % 2 === 0 ? FITTED : HELD_OUT;
    }
  if (!group.includes(FITTED) || !group.includes(HELD_OUT))
    throw new Error(
      `${litPixels} lit pixels inside the mask (white exceeds black by more than ${LIT_ABOVE}), on one colour of the ${TILE_PX} px ` +
        'chequer or none: nothing can be held out. Is the mask that of these captures, and white before black?',
    );
  const read = { column: codesOf(captures.columns, group), row: codesOf(captures.rows, group) };
  const smooth = smoothCodes({ size, group, weight, ...read });
  const whole = {
    column: repair(read.column, smooth.column, group, projectorSize.width),
    row: repair(read.row, smooth.row, group, projectorSize.height),
  };
  let decoded = 0;
  let repaired = 0;
  for (let i = 0; i < group.length; i++) {
    if (group[i] === 0) continue;
    if (whole.column[i]! >= 0 && whole.row[i]! >= 0) decoded++;
    if (whole.column[i] !== read.column[i] || whole.row[i] !== read.row[i]) repaired++;
  }
  const heldOut = (codes: Codes): HeldOut =>
    measureHeldOut(pairsOf(size, group, FITTED, codes), pairsOf(size, group, HELD_OUT, codes), random);
  const ofWhole = heldOut(whole);
  const ofSmooth = heldOut(smooth);
  return {
    litPixels,
    decodedFraction: decoded / litPixels,
    heldOutRmsPx: ofWhole.rms,
    heldOutP95Px: ofWhole.p95,
    heldOutRmsSubpixelPx: ofSmooth.rms,
    heldOutP95SubpixelPx: ofSmooth.p95,
    heldOutRmsUnrepairedPx: heldOut(read).rms,
    repairedPixels: repaired,
    fittedPixels: ofSmooth.fitted,
    heldOutPixels: ofSmooth.points,
    cameraToProjector: ofSmooth.homography,
  };
};

interface Codes {
  readonly column: Int16Array | Float32Array;
  readonly row: Int16Array | Float32Array;
}

/** No bit is held in doubt: every lit pixel gets the code that it shows. */
const codesOf = (pairs: readonly BitPair[], group: Uint8Array): Int16Array => decodeGrayCode(pairs, group, 0).code;

/** Whole codes, those that contradict their neighbourhood replaced by what it says. */
const repair = (read: Int16Array, smooth: Float32Array, group: Uint8Array, length: number): Int16Array =>
  read.map((code, i) =>
    group[i] !== 0 && Math.abs(code - smooth[i]!) > REPAIR_BEYOND_PX
      ? Math.min(length - 1, Math.max(0, Math.round(smooth[i]!)))
      : code,
  );

interface Pairs {
  readonly camera: Float64Array;
  readonly projector: Float64Array;
}

const pairsOf = (size: Size, group: Uint8Array, of: number, { column, row }: Codes): Pairs => {
  const camera: number[] = [];
  const projector: number[] = [];
  for (let i = 0; i < group.length; i++) {
    if (group[i] !== of) continue;
    camera.push(i % size.width, Math.floor(i / size.width));
    projector.push(column[i]!, row[i]!);
  }
  return { camera: Float64Array.from(camera), projector: Float64Array.from(projector) };
};

interface HeldOut {
  readonly homography: Homography<'camera', 'projector'>;
  readonly rms: number;
  readonly p95: number;
  readonly fitted: number;
  readonly points: number;
}

const measureHeldOut = (fitted: Pairs, other: Pairs, random: () => number): HeldOut => {
  const { homography } = fitRobustHomography<'camera', 'projector'>(fitted.camera, fitted.projector, RANSAC_PX, random);
  const errors = new Float64Array(other.camera.length / 2);
  for (let i = 0; i < errors.length; i++) {
    const p = applyHomography(homography, { x: other.camera[2 * i]!, y: other.camera[2 * i + 1]! });
    errors[i] = Math.hypot(p.x - other.projector[2 * i]!, p.y - other.projector[2 * i + 1]!);
  }
  const rms = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
  const p95 = errors.toSorted()[Math.ceil(0.95 * errors.length) - 1] ?? Number.NaN;
  return { homography, rms, p95, fitted: fitted.camera.length / 2, points: errors.length };
};
