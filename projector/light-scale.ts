/**
 * How large light is on this sheet. A wall of paper is written on with larger letters, seen from farther away and lit with larger
 * pixels than a sheet on a desk, so widths, reaches and speeds of light grow with the sheet. Frame: canvas mm.
 */
import type { SheetSize } from '../calibration/frames.ts';

/** Diagonal of A4, mm: the sheet on which light was designed. */
const DESIGN_DIAGONAL_MM = Math.hypot(297, 210);
/** A note is still read at arm's length, and a façade is more than one wall. */
const SCALE = { least: 0.6, most: 8 };

/** 1 on A4, 2.6 on a wall of 800 × 500 mm. `null`: no sheet is known yet. */
export const lightScale = (sheet: SheetSize | null): number =>
  sheet === null
    ? 1
    : Math.max(SCALE.least, Math.min(SCALE.most, Math.hypot(sheet.widthMm, sheet.heightMm) / DESIGN_DIAGONAL_MM));
