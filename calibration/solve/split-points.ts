/**
 * Three parts of the paper's points, by tiles of the sheet: most to fit on, some to choose the model by, some to prove it on. The proof's points take
 * part in nothing before. Frame: canvas mm.
 */
import type { SheetSize } from '../frames.ts';

export type Part = 'fit' | 'choose' | 'prove';

/** Tiles along the sheet's longer side: gaps in what is fitted stay small against a bend, and are large against a stripe. */
const TILES = 30;

/** Side of a tile, mm. */
export const tileSide = (sheet: SheetSize): number => Math.max(sheet.widthMm, sheet.heightMm) / TILES;

/** One tile of five to prove, one to choose, three to fit; a knight's move apart, so that no row or column of tiles lacks a part. */
export const partOf = (sheet: SheetSize, xMm: number, yMm: number): Part => {
  const side = tileSide(sheet);
  const k = (((Math.floor(xMm / side) + 2 * Math.floor(yMm / side)) % 5) + 5) % 5;
  return k === 0 ? 'prove' : k === 1 ? 'choose' : 'fit';
};
