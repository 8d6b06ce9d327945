/**
 * The number that every pattern carries, so that a stale picture is never decoded: strips along the raster's top and bottom edge, each with four
 * copies of it, so that one copy in view is enough. A copy is 16 columns: 12 bits, most significant first, and 4 check bits. A column is two square
 * blocks one above the other, white over black for 1, black over white for 0: only neighbours are compared, so that neither a paper's edge nor a
 * lamp nearby needs a threshold. Blocks are raster width / 64 across. Frame: projector px. Geometry is never taken from these strips.
 */
import { type ProjectorPoint, projectorPoint, type Size } from '../frames.ts';

const BITS = 12;
const CHECK_BITS = 4;
const COLUMNS = BITS + CHECK_BITS;
const COPIES = 4;
/** Columns across the raster. */
export const ID_COLUMNS = COLUMNS * COPIES;
/** Blocks of a column whose levels differ by less are not told apart from noise; same unit as what `sample` returns, 0 … 255. */
const LEAST_CONTRAST = 5;

/** Height of each strip, px: two blocks. Rows 0 … h−1 and the last h rows carry the id, not the pattern. */
export const idStripHeight = (size: Size): number => 2 * Math.floor(size.width / ID_COLUMNS);

/** x⁴ + x + 1 over the 12 bits; begun with ones and inverted, so that neither all white nor all black passes. */
const checkOf = (id: number): number => {
  let rest = 0b1111;
  for (let bit = BITS - 1; bit >= 0; bit--) {
    const top = (rest >> 3) ^ ((id >> bit) & 1);
    rest = ((rest << 1) & 0b1111) ^ (top === 1 ? 0b0011 : 0);
  }
  return rest ^ 0b1010;
};

/**
 * Over the word as it is drawn: without it a copy that is read one column off would pass too, as the check of a shifted word is the word's shifted
 * check. It also gives runs of equal bits some edges.
 */
const SCRAMBLE = 0b1010_0110_1100_0101;

/** What the blocks of a copy spell. */
const wordOf = (patternId: number): number => ((patternId << CHECK_BITS) | checkOf(patternId)) ^ SCRAMBLE;

/** Draws both strips over RGBA bytes of a raster. Id 0 is no pattern: nothing is drawn. */
export const drawPatternId = (rgba: Uint8ClampedArray, size: Size, patternId: number): void => {
  if (patternId === 0) return;
  const word = wordOf(patternId);
  const height = idStripHeight(size);
  const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, size.width * size.height);
  const row = new Uint32Array(size.width);
  for (const isUpper of [true, false]) {
    for (let x = 0; x < size.width; x++) {
      const column = Math.floor((x * ID_COLUMNS) / size.width) % COLUMNS;
      const bit = (word >> (COLUMNS - 1 - column)) & 1;
      row[x] = (bit === 1) === isUpper ? 0xffffffff : 0xff000000;
    }
    for (const top of [0, size.height - height]) {
      const from = isUpper ? top : top + height / 2;
      for (let y = from; y < from + height / 2; y++) pixels.set(row, y * size.width);
    }
  }
};

/** Centre of a block, projector px. */
const blockCentre = (size: Size, column: number, isBottom: boolean, isUpper: boolean): ProjectorPoint => {
  const height = idStripHeight(size);
  const top = isBottom ? size.height - height : 0;
  return projectorPoint(((column + 0.5) * size.width) / ID_COLUMNS - 0.5, top + height * (isUpper ? 0.25 : 0.75) - 0.5);
};

/**
 * The id in a camera picture. `sample` gives the light that the camera sees where the raster has a point, 0 … 255 (best a mean over a few px), or
 * null where it sees none. Null when no copy can be read, or two contradict each other.
 */
export const readPatternId = (size: Size, sample: (p: ProjectorPoint) => number | null): number | null => {
  let found: number | null = null;
  for (const isBottom of [false, true])
    for (let copy = 0; copy < COPIES; copy++) {
      const id = readCopy(size, copy, isBottom, sample);
      if (id === null) continue;
      if (found !== null && found !== id) return null;
      found = id;
    }
  return found;
};

/** A contrast of so much counts half: on dark plaster as on paper, blocks that are met squarely tell from blocks that are missed. */
const HALF_CONTRAST = 10;

/**
 * How well a picture agrees with carrying an id, −1 … 1 each: mean over the blocks in view, and over all blocks, those out of view counting nothing.
 * Highest where `sample` meets the blocks' middles: tells which of several maps of the raster is the right one.
 */
export const agreementWithId = (
  size: Size,
  patternId: number,
  sample: (p: ProjectorPoint) => number | null,
): { readonly inView: number; readonly ofAll: number } => {
  const word = wordOf(patternId);
  let sum = 0;
  let seen = 0;
  for (const isBottom of [false, true])
    for (let column = 0; column < ID_COLUMNS; column++) {
      const upper = sample(blockCentre(size, column, isBottom, true));
      const lower = sample(blockCentre(size, column, isBottom, false));
      if (upper === null || lower === null) continue;
      seen++;
      const sign = ((word >> (COLUMNS - 1 - (column % COLUMNS))) & 1) === 1 ? 1 : -1;
      sum += (sign * (upper - lower)) / (Math.abs(upper - lower) + HALF_CONTRAST);
    }
  return { inView: sum / Math.max(1, seen), ofAll: sum / (2 * ID_COLUMNS) };
};

const readCopy = (
  size: Size,
  copy: number,
  isBottom: boolean,
  sample: (p: ProjectorPoint) => number | null,
): number | null => {
  let word = 0;
  for (let column = 0; column < COLUMNS; column++) {
    const upper = sample(blockCentre(size, copy * COLUMNS + column, isBottom, true));
    const lower = sample(blockCentre(size, copy * COLUMNS + column, isBottom, false));
    if (upper === null || lower === null || Math.abs(upper - lower) < LEAST_CONTRAST) return null;
    word = (word << 1) | (upper > lower ? 1 : 0);
  }
  const plain = word ^ SCRAMBLE;
  const id = plain >> CHECK_BITS;
  return checkOf(id) === (plain & 0b1111) && id !== 0 ? id : null;
};
