/**
 * RGBA → I420 as cameras deliver it: full-range BT.709 luma, chroma of each 2×2 block. In: RGBA bytes of a picture with even sides;
 * out: Y, then U, then V planes in one buffer. A camera page then reads grey for nothing.
 */
import type { Size } from '../../calibration/frames.ts';

export const i420Length = ({ width, height }: Size): number => width * height + 2 * (width >> 1) * (height >> 1);

export const encodeI420 = (rgba: Uint8ClampedArray, { width, height }: Size, out: Uint8Array): void => {
  const uAt = width * height;
  const vAt = uAt + (width >> 1) * (height >> 1);
  for (let y = 0; y < height; y += 2) {
    let a = y * width * 4;
    let b = a + width * 4;
    let top = y * width;
    let low = top + width;
    let c = (y >> 1) * (width >> 1);
    for (let x = 0; x < width; x += 2, a += 8, b += 8, top += 2, low += 2, c++) {
      // 16-bit fixed point of 0.2126, 0.7152, 0.0722.
      out[top] = (13933 * rgba[a]! + 46871 * rgba[a + 1]! + 4732 * rgba[a + 2]! + 32768) >> 16;
      out[top + 1] = (13933 * rgba[a + 4]! + 46871 * rgba[a + 5]! + 4732 * rgba[a + 6]! + 32768) >> 16;
      out[low] = (13933 * rgba[b]! + 46871 * rgba[b + 1]! + 4732 * rgba[b + 2]! + 32768) >> 16;
      out[low + 1] = (13933 * rgba[b + 4]! + 46871 * rgba[b + 5]! + 4732 * rgba[b + 6]! + 32768) >> 16;
      const red = rgba[a]! + rgba[b + 4]!;
      const green = rgba[a + 1]! + rgba[b + 5]!;
      const blue = rgba[a + 2]! + rgba[b + 6]!;
      const luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      // Two of the block's four pixels are enough for chroma; halves of (B − Y) / 1.8556 and (R − Y) / 1.5748.
      out[uAt + c] = 128.5 + (blue - luma) * 0.26946;
      out[vAt + c] = 128.5 + (red - luma) * 0.3175;
    }
  }
};
