/**
 * Between bytes as cameras code them and linear light. Light adds and paper multiplies only in linear light, so every stage
 * that predicts or divides goes through these tables. Coding: sRGB (IEC 61966-2-1), which webcams follow closely enough.
 */
import { LINEAR_OF_CODE, srgbOfLinear } from '../../calibration/srgb.ts';

const STEPS = 4096;
/** Byte of linear light, index = linear × (STEPS − 1). */
const BYTE_OF_STEP: Uint8Array = Uint8Array.from({ length: STEPS }, (_, i) =>
  Math.round(srgbOfLinear(i / (STEPS - 1)) * 255),
);

/** Byte for linear light; clamped to 0…1. */
export const byteOfLinear = (linear: number): number =>
  BYTE_OF_STEP[linear <= 0 ? 0 : linear >= 1 ? STEPS - 1 : (linear * (STEPS - 1) + 0.5) | 0]!;

/** Rec. 709 luminance, linear 0…1, of sRGB bytes. */
export const luminanceOfRgb = (r: number, g: number, b: number): number =>
  0.2126 * LINEAR_OF_CODE[r]! + 0.7152 * LINEAR_OF_CODE[g]! + 0.0722 * LINEAR_OF_CODE[b]!;
