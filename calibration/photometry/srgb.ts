/** sRGB's coding (IEC 61966-2-1) between codes 0 … 1 and linear light 0 … 1. */
export const linearOfSrgb = (code: number): number =>
  code <= 0.04045 ? code / 12.92 : ((code + 0.055) / 1.055) ** 2.4;

export const srgbOfLinear = (linear: number): number =>
  linear <= 0 ? 0 : linear >= 1 ? 1 : linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;

/** Linear light of each byte. */
export const LINEAR_OF_SRGB_BYTE: Float32Array = Float32Array.from({ length: 256 }, (_, byte) =>
  linearOfSrgb(byte / 255),
);
