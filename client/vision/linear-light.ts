/**
 * Between bytes as cameras code them and linear light. Light adds and paper multiplies only in linear light, so every stage
 * that predicts or divides goes through these tables. Coding: sRGB (IEC 61966-2-1), which webcams follow closely enough.
 */
const decode = (byte: number): number => {
  const c = byte / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
};

/** Linear light 0…1 of each byte. */
export const LINEAR_OF_BYTE: Float32Array = Float32Array.from({ length: 256 }, (_, byte) => decode(byte));

const STEPS = 4096;
/** Byte of linear light, index = linear × (STEPS − 1). */
const BYTE_OF_STEP: Uint8Array = Uint8Array.from({ length: STEPS }, (_, i) => {
  const l = i / (STEPS - 1);
  const c = l <= 0.0031308 ? l * 12.92 : 1.055 * l ** (1 / 2.4) - 0.055;
  return Math.round(c * 255);
});

/** Byte for linear light; clamped to 0…1. */
export const byteOfLinear = (linear: number): number =>
  BYTE_OF_STEP[linear <= 0 ? 0 : linear >= 1 ? STEPS - 1 : (linear * (STEPS - 1) + 0.5) | 0]!;

/** Rec. 709 luminance, linear 0…1, of sRGB bytes. */
export const luminanceOfRgb = (r: number, g: number, b: number): number =>
  0.2126 * LINEAR_OF_BYTE[r]! + 0.7152 * LINEAR_OF_BYTE[g]! + 0.0722 * LINEAR_OF_BYTE[b]!;
