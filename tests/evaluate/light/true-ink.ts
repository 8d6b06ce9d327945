/**
 * True ink as vision should see it: vision's canvas is the homography of four corners, the truth goes through the lens. A place that vision names is
 * taken back to the camera px that it came from, and from there through the true lens to the true sheet. Frames: canvas mm both, camera px between.
 */
import type { CanvasPoint } from '../../../calibration/frames.ts';
import { applyHomography, type Homography } from '../../../calibration/homography.ts';
import type { InkLayer, World } from '../../../client/sources/virtual-wall/world.ts';
import { canvasPointOf } from '../../../client/sources/virtual-wall/world-maps.ts';

/** Where on the true sheet vision's canvas point lies. */
export const trueCanvasPoint = (
  world: World,
  canvasToCamera: Homography<'canvas', 'camera'>,
  seen: CanvasPoint,
): CanvasPoint => canvasPointOf(world.camera, applyHomography(canvasToCamera, seen));

/** mm to the nearest ink of each cell of 1 mm, at most 8 % too long (chamfer, Borgefors 1986); Infinity where there is no ink at all. */
export interface InkDistance {
  readonly columns: number;
  readonly rows: number;
  readonly mm: Float32Array;
}

export const measureInkDistance = (ink: InkLayer, inked: number): InkDistance => {
  const columns = Math.ceil(ink.width / ink.pxPerMm);
  const rows = Math.ceil(ink.height / ink.pxPerMm);
  const mm = new Float32Array(columns * rows).fill(Number.POSITIVE_INFINITY);
  for (let y = 0, i = 0; y < ink.height; y++)
    for (let x = 0; x < ink.width; x++, i++)
      if (ink.coverage[i]! >= inked) mm[Math.floor(y / ink.pxPerMm) * columns + Math.floor(x / ink.pxPerMm)] = 0;
  const relax = (i: number, j: number, step: number): void => {
    if (mm[j]! + step < mm[i]!) mm[i] = mm[j]! + step;
  };
  for (let row = 0; row < rows; row++)
    for (let column = 0, i = row * columns; column < columns; column++, i++) {
      if (column > 0) relax(i, i - 1, 1);
      if (row === 0) continue;
      relax(i, i - columns, 1);
      if (column > 0) relax(i, i - columns - 1, Math.SQRT2);
      if (column < columns - 1) relax(i, i - columns + 1, Math.SQRT2);
    }
  for (let row = rows - 1; row >= 0; row--)
    for (let column = columns - 1, i = row * columns + column; column >= 0; column--, i--) {
      if (column < columns - 1) relax(i, i + 1, 1);
      if (row === rows - 1) continue;
      relax(i, i + columns, 1);
      if (column < columns - 1) relax(i, i + columns + 1, Math.SQRT2);
      if (column > 0) relax(i, i + columns - 1, Math.SQRT2);
    }
  return { columns, rows, mm };
};

/** Infinity off the sheet. */
export const distanceAt = ({ columns, rows, mm }: InkDistance, p: CanvasPoint): number => {
  const column = Math.floor(p.x);
  const row = Math.floor(p.y);
  return column < 0 || row < 0 || column >= columns || row >= rows
    ? Number.POSITIVE_INFINITY
    : mm[row * columns + column]!;
};
