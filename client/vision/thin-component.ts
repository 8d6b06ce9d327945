/**
 * The skeleton of one connected component: one pixel wide, in the middle of its strokes.
 * In: a small raster, nonzero = ink, with a border of zeros one px wide. Thinned in place. Method: Zhang and Suen, 1984, then corners
 * that are not needed for 8-connection are removed, so that every pixel's neighbours tell ends, lines and junctions apart.
 */
export const thinComponent = (raster: Uint8Array, width: number, height: number): void => {
  const around = [-width, -width + 1, 1, width + 1, width, width - 1, -1, -width - 1];
  let alive: number[] = [];
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) if (raster[y * width + x] !== 0) alive.push(y * width + x);
  for (let changed = true; changed; ) {
    changed = false;
    for (const phase of [0, 1] as const) {
      const doomed: number[] = [];
      for (const i of alive) {
        let bits = 0;
        for (let k = 0; k < 8; k++) if (raster[i + around[k]!] !== 0) bits |= 1 << k;
        if (REMOVABLE[phase]![bits] !== 0) doomed.push(i);
      }
      for (const i of doomed) raster[i] = 0;
      if (doomed.length > 0) {
        changed = true;
        alive = alive.filter((i) => raster[i] !== 0);
      }
    }
  }
  for (const i of alive) {
    let bits = 0;
    for (let k = 0; k < 8; k++) if (raster[i + around[k]!] !== 0) bits |= 1 << k;
    if (isSpareCorner(bits)) raster[i] = 0;
  }
};

/** Bits 0…7 are N, NE, E, SE, S, SW, W, NW. */
const has = (bits: number, k: number): boolean => (bits & (1 << k)) !== 0;

const isRemovable = (bits: number, phase: 0 | 1): boolean => {
  let count = 0;
  let rises = 0;
  for (let k = 0; k < 8; k++) {
    if (has(bits, k)) count++;
    if (!has(bits, k) && has(bits, (k + 1) % 8)) rises++;
  }
  if (count < 2 || count > 6 || rises !== 1) return false;
  const [n, e, s, w] = [has(bits, 0), has(bits, 2), has(bits, 4), has(bits, 6)];
  return phase === 0 ? !(n && e && s) && !(e && s && w) : !(n && e && w) && !(n && s && w);
};

const REMOVABLE: readonly Uint8Array[] = ([0, 1] as const).map((phase) =>
  Uint8Array.from({ length: 256 }, (_, bits) => (isRemovable(bits, phase) ? 1 : 0)),
);

/** An L corner whose two arms also touch diagonally: the line stays 8-connected without it. */
const isSpareCorner = (bits: number): boolean => {
  for (const [a, b, opposite] of [
    [0, 2, 5],
    [2, 4, 7],
    [4, 6, 1],
    [6, 0, 3],
  ] as const)
    if (
      has(bits, a) &&
      has(bits, b) &&
      !has(bits, opposite) &&
      !has(bits, (opposite + 7) % 8) &&
      !has(bits, (opposite + 1) % 8)
    )
      return true;
  return false;
};
