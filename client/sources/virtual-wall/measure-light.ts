/**
 * How much of the projector's light falls on ink and how much beside it. In: ink rasters and the truth of a frame; out: mean luminance
 * of the light, 0 = none … 1 = the projector's full white, over the sheet's places near ink and far from it. Distances in canvas mm.
 */
import type { SheetSize } from '../../../calibration/frames.ts';
import { canvasPoint } from '../../../calibration/frames.ts';
import type { InkLayer, Truth } from './world.ts';

export interface LitShares {
  /** Within ON_INK_MM of ink; 0 when there is none. */
  readonly onInk: number;
  /** Farther than ELSEWHERE_MM from ink. */
  readonly elsewhere: number;
}

const ON_INK_MM = 3;
const ELSEWHERE_MM = 15;
/** Finer than a pixel of the projector on the wall. */
const GRID_MM = 1;
/** Coverage from which on the paper counts as inked. */
const INKED = 110;

export const measureLight = (sheet: SheetSize, truth: Truth): LitShares => {
  const columns = Math.floor(sheet.widthMm / GRID_MM);
  const rows = Math.floor(sheet.heightMm / GRID_MM);
  const away = distanceToInk(truth.inks, columns, rows);
  let onSum = 0;
  let on = 0;
  let offSum = 0;
  let off = 0;
  for (let row = 0, i = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, i++) {
      const near = away[i]! <= ON_INK_MM;
      if (!near && away[i]! <= ELSEWHERE_MM) continue;
      const light = truth.projectorLightAt(canvasPoint((column + 0.5) * GRID_MM, (row + 0.5) * GRID_MM));
      if (near) {
        onSum += light;
        on++;
      } else {
        offSum += light;
        off++;
      }
    }
  return { onInk: on === 0 ? 0 : onSum / on, elsewhere: off === 0 ? 0 : offSum / off };
};

/** mm to the nearest ink of each cell, by a chamfer of 1 and √2 in two sweeps (Borgefors 1986): at most 8 % too long. */
const distanceToInk = (inks: readonly InkLayer[], columns: number, rows: number): Float32Array => {
  const away = new Float32Array(columns * rows).fill(Number.POSITIVE_INFINITY);
  for (const ink of inks)
    for (let y = 0, i = 0; y < ink.height; y++)
      for (let x = 0; x < ink.width; x++, i++)
        if (ink.coverage[i]! >= INKED) {
          const column = Math.min(columns - 1, Math.floor((x + 0.5) / ink.pxPerMm / GRID_MM));
          const row = Math.min(rows - 1, Math.floor((y + 0.5) / ink.pxPerMm / GRID_MM));
          away[row * columns + column] = 0;
        }
  const straight = GRID_MM;
  const diagonal = GRID_MM * Math.SQRT2;
  const relax = (i: number, j: number, step: number): void => {
    if (away[j]! + step < away[i]!) away[i] = away[j]! + step;
  };
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const i = row * columns + column;
      if (column > 0) relax(i, i - 1, straight);
      if (row === 0) continue;
      relax(i, i - columns, straight);
      if (column > 0) relax(i, i - columns - 1, diagonal);
      if (column < columns - 1) relax(i, i - columns + 1, diagonal);
    }
  for (let row = rows - 1; row >= 0; row--)
    for (let column = columns - 1; column >= 0; column--) {
      const i = row * columns + column;
      if (column < columns - 1) relax(i, i + 1, straight);
      if (row === rows - 1) continue;
      relax(i, i + columns, straight);
      if (column > 0) relax(i, i + columns - 1, diagonal);
      if (column < columns - 1) relax(i, i + columns + 1, diagonal);
    }
  return away;
};
