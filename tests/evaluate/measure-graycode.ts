/**
 * How well Gray-code captures of one plane are decoded: every lit pixel counts, and accuracy is held out (64 px tiles in a chequered pattern; a
 * homography fitted on one colour, errors on the other). Codes are repaired and refined from their neighbourhood, and a pixel's neighbourhood is
 * of its own colour only: nothing measured on one colour ever touches the other. Frame: camera px → projector px.
 */
import { type BitPair, decodeGrayCode } from '../../calibration/decode/decode-gray-code.ts';
import { type CodeField, smoothCodes } from '../../calibration/decode/smooth-codes.ts';
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
/** Farther from its neighbourhood a code is wrong, not rounded: rounding is ±0.5, a last bit at a stripe's edge ±1. */
const REPAIR_BEYOND_PX = 2;
const FITTED = 1;
const HELD_OUT = 2;

/** `inside`: 1 for px of the mask. Throws DegeneratePointsError when too little is lit to fit. */
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
  const column = refine({ size, group, weight, codes: codesOf(captures.columns, group) }, projectorSize.width);
  const row = refine({ size, group, weight, codes: codesOf(captures.rows, group) }, projectorSize.height);
  let decoded = 0;
  let repaired = 0;
  for (let i = 0; i < group.length; i++) {
    if (group[i] === 0) continue;
    if (column.whole[i]! >= 0 && row.whole[i]! >= 0) decoded++;
    if (column.whole[i] !== column.read[i] || row.whole[i] !== row.read[i]) repaired++;
  }
  const heldOut = (of: 'read' | 'whole' | 'smooth'): HeldOut =>
    measureHeldOut(
      pairsOf(size, group, FITTED, column[of], row[of]),
      pairsOf(size, group, HELD_OUT, column[of], row[of]),
      random,
    );
  const whole = heldOut('whole');
  const smooth = heldOut('smooth');
  return {
    litPixels,
    decodedFraction: decoded / litPixels,
    heldOutRmsPx: whole.rms,
    heldOutP95Px: whole.p95,
    heldOutRmsSubpixelPx: smooth.rms,
    heldOutP95SubpixelPx: smooth.p95,
    heldOutRmsUnrepairedPx: heldOut('read').rms,
    repairedPixels: repaired,
    fittedPixels: smooth.fitted,
    heldOutPixels: smooth.points,
    cameraToProjector: smooth.homography,
  };
};

interface RefinedCodes {
  readonly read: Int16Array;
  readonly whole: Int16Array;
  readonly smooth: Float32Array;
}

/** No bit is held in doubt: every lit pixel gets the code that it shows. */
const codesOf = (pairs: readonly BitPair[], group: Uint8Array): Int16Array => decodeGrayCode(pairs, group, 0).code;

const refine = (field: CodeField, length: number): RefinedCodes => {
  const { codes, group } = field;
  const smooth = smoothCodes(field);
  const whole = codes.slice();
  for (let i = 0; i < codes.length; i++)
    if (group[i] !== 0 && Math.abs(codes[i]! - smooth[i]!) > REPAIR_BEYOND_PX)
      whole[i] = Math.min(length - 1, Math.max(0, Math.round(smooth[i]!)));
  return { read: codes, whole, smooth };
};

interface Pairs {
  readonly camera: Float64Array;
  readonly projector: Float64Array;
}

const pairsOf = (
  size: Size,
  group: Uint8Array,
  of: number,
  column: Int16Array | Float32Array,
  row: Int16Array | Float32Array,
): Pairs => {
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
