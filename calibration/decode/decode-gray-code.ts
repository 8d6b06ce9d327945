/**
 * Gray-code stripes → the projector column or row that lights each camera px. A bit is 1 where the pattern is brighter than its inverse, so that
 * neither the paper's tone nor ambient light needs a threshold. Frame: camera px → projector px, whole numbers (or stripes, where bits were left out).
 */
import { numberOfGray } from '../patterns/gray-code.ts';

/** Luma of one bit's two captures, rows from the top. */
export interface BitPair {
  readonly pattern: Uint8Array;
  readonly inverse: Uint8Array;
}

export interface AxisCodes {
  /** By camera px; −1 where nothing was asked for. With the lowest k bits left out it counts stripes of 2^k px. */
  readonly code: Int16Array;
  /** Bits of the Gray code whose captures differed too little to be sure, bit 0 = the last pair. */
  readonly doubt: Uint16Array;
}

/**
 * `pairs` most significant bit first, at most 15. `mask`: px with 0 are left out. `doubtBelow`: difference of pattern and inverse, 0 … 255, below
 * which a bit is in doubt.
 */
export const decodeGrayCode = (pairs: readonly BitPair[], mask: Uint8Array, doubtBelow: number): AxisCodes => {
  const code = new Int16Array(mask.length);
  const doubt = new Uint16Array(mask.length);
  pairs.forEach(({ pattern, inverse }, index) => {
    const bit = pairs.length - 1 - index;
    for (let i = 0; i < mask.length; i++) {
      const difference = pattern[i]! - inverse[i]!;
      if (difference > 0) code[i]! |= 1 << bit;
      if (difference < doubtBelow && difference > -doubtBelow) doubt[i]! |= 1 << bit;
    }
  });
  for (let i = 0; i < mask.length; i++) code[i] = mask[i] === 0 ? -1 : numberOfGray(code[i]!);
  return { code, doubt };
};
