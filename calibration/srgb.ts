/**
 * Between codes as cameras and projectors take them and linear light, in which lights add: sRGB (IEC 61966-2-1), which both follow closely enough
 * for patterns; photometry measures how closely.
 */

/** Linear light → sRGB code 0 … 1; clamped to 0 … 1. */
export const srgbOfLinear = (linear: number): number =>
  linear <= 0 ? 0 : linear >= 1 ? 1 : linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;

/** sRGB code 0 … 1 → linear light 0 … 1. */
export const linearOfSrgb = (code: number): number =>
  code <= 0.04045 ? code / 12.92 : ((code + 0.055) / 1.055) ** 2.4;

/** Linear light 0 … 1 of each byte. */
export const LINEAR_OF_CODE: Float32Array = Float32Array.from({ length: 256 }, (_, byte) => linearOfSrgb(byte / 255));
