/**
 * The reflected binary (Gray) code of raster columns and rows: neighbours differ in one bit, so that a stripe edge seen wrongly costs one px,
 * not half the raster (Inokuchi, Sato, Matsuda, "Range imaging system for 3-D object recognition", 1984). Frame: projector px, whole numbers.
 */

/** Whole number ≥ 0 → its Gray code. */
export const grayOf = (n: number): number => n ^ (n >> 1);

/** Gray code of at most 16 bits → the number it stands for. */
export const numberOfGray = (gray: number): number => {
  let n = gray;
  n ^= n >> 8;
  n ^= n >> 4;
  n ^= n >> 2;
  return n ^ (n >> 1);
};

/** How many bits tell `length` columns or rows apart: 10 for 1024 and for 768, 11 for 1080 and 1920. */
export const bitsFor = (length: number): number => Math.max(1, Math.ceil(Math.log2(length)));
