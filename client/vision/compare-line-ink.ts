/**
 * Whether a line's ink has changed: strokes' rims flicker by a pixel with the camera's noise, which is no change.
 * In: two footprints, raster px. A footprint is the set of a line's ink pixels on its bounding box.
 */
export interface Footprint {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** 1 = ink. */
  readonly data: Uint8Array;
}

/** Pixels of either that have no ink of the other within one px. */
export const countChanged = (a: Footprint, b: Footprint): number => lonely(a, b) + lonely(b, a);

const lonely = (of: Footprint, among: Footprint): number => {
  let count = 0;
  for (let y = 0; y < of.height; y++)
    for (let x = 0; x < of.width; x++) {
      if (of.data[y * of.width + x] === 0) continue;
      if (!hasInkNear(among, x + of.left - among.left, y + of.top - among.top)) count++;
    }
  return count;
};

const hasInkNear = (f: Footprint, x: number, y: number): boolean => {
  for (let v = Math.max(0, y - 1); v <= Math.min(f.height - 1, y + 1); v++)
    for (let u = Math.max(0, x - 1); u <= Math.min(f.width - 1, x + 1); u++)
      if (f.data[v * f.width + u] !== 0) return true;
  return false;
};
