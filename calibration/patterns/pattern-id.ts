/**
 * The number that every pattern carries, so that a stale picture is never decoded: a strip of 32 square blocks along the raster's top edge and
 * one along its bottom edge. Top, left to right: guard (white, black), 12 bits most significant first, two guards, the same 12 bits inverted,
 * guard. Bottom: the inverted copy comes first. Blocks are raster width / 32 across: 30 camera px or more where the raster fills half a
 * 1920 px picture. Frame: projector px. Geometry is never taken from these strips.
 */
import { type ProjectorPoint, projectorPoint, type Size } from '../frames.ts';

export const ID_BLOCKS = 32;
const BITS = 12;
/** Blocks whose level is known: even ones white, odd ones black. */
const GUARDS = [0, 1, 14, 15, 16, 17, 30, 31] as const;
const FIRST_COPY = 2;
const SECOND_COPY = 18;
/** A guard pair whose levels differ by less cannot be told from noise; same unit as what `sample` returns, 0 … 255. */
const LEAST_CONTRAST = 8;

/** Height of each strip, px. Rows 0 … h−1 and the last h rows carry the id, not the pattern. */
export const idStripHeight = (size: Size): number => Math.floor(size.width / ID_BLOCKS);

/** White (1) or black (0) by block, left to right. */
const blocksOf = (patternId: number, inverseFirst: boolean): Uint8Array => {
  const blocks = new Uint8Array(ID_BLOCKS);
  for (const guard of GUARDS) blocks[guard] = guard % 2 === 0 ? 1 : 0;
  for (let bit = 0; bit < BITS; bit++) {
    const value = (patternId >> (BITS - 1 - bit)) & 1;
    blocks[FIRST_COPY + bit] = inverseFirst ? 1 - value : value;
    blocks[SECOND_COPY + bit] = inverseFirst ? value : 1 - value;
  }
  return blocks;
};

/** Draws both strips over RGBA bytes of a raster. Id 0 is no pattern: nothing is drawn. */
export const drawPatternId = (rgba: Uint8ClampedArray, size: Size, patternId: number): void => {
  if (patternId === 0) return;
  const height = idStripHeight(size);
  const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, size.width * size.height);
  for (const bottom of [false, true]) {
    const blocks = blocksOf(patternId, bottom);
    const top = bottom ? size.height - height : 0;
    for (let x = 0; x < size.width; x++) {
      const white = blocks[Math.min(ID_BLOCKS - 1, Math.floor((x * ID_BLOCKS) / size.width))] === 1;
      for (let y = top; y < top + height; y++) pixels[y * size.width + x] = white ? 0xffffffff : 0xff000000;
    }
  }
};

/** Centre of a block, projector px. */
const blockCentre = (size: Size, block: number, bottom: boolean): ProjectorPoint => {
  const half = idStripHeight(size) / 2;
  return projectorPoint(((block + 0.5) * size.width) / ID_BLOCKS - 0.5, (bottom ? size.height - half : half) - 0.5);
};

/**
 * The id in a camera picture. `sample` gives the light that the camera sees where the raster has a point, 0 … 255 (best a mean over a few px), or
 * null where it sees none. Null when neither strip can be read, or the two contradict each other.
 */
export const readPatternId = (size: Size, sample: (p: ProjectorPoint) => number | null): number | null => {
  const ids = [readStrip(size, false, sample), readStrip(size, true, sample)].filter((id) => id !== null);
  return ids.length > 0 && ids.every((id) => id === ids[0]) ? ids[0]! : null;
};

const readStrip = (size: Size, bottom: boolean, sample: (p: ProjectorPoint) => number | null): number | null => {
  const levels: number[] = [];
  for (let block = 0; block < ID_BLOCKS; block++) {
    const level = sample(blockCentre(size, block, bottom));
    if (level === null) return null;
    levels.push(level);
  }
  let id = 0;
  for (let bit = 0; bit < BITS; bit++) {
    const first = bitAt(levels, FIRST_COPY + bit);
    const second = bitAt(levels, SECOND_COPY + bit);
    if (first === null || second === null || first === second) return null;
    id = (id << 1) | (bottom ? second : first);
  }
  return id;
};

/** Against the threshold between the guards on both sides, interpolated; null where their contrast is too low. */
const bitAt = (levels: readonly number[], block: number): 0 | 1 | null => {
  const [from, to] = block < ID_BLOCKS / 2 ? [0, 14] : [16, 30];
  const share = (block - from) / (to - from);
  const white = levels[from]! + (levels[to]! - levels[from]!) * share;
  const black = levels[from + 1]! + (levels[to + 1]! - levels[from + 1]!) * share;
  if (white - black < LEAST_CONTRAST) return null;
  return levels[block]! > (white + black) / 2 ? 1 : 0;
};
