/**
 * The patches that the projector shows for a moment while the reference is learnt or the calibration repaired: those of the corners, and a grid over all of the
 * light, so that turn, scale and perspective of the light can be told. Frame: projector px. Ids: corner patches have their corner's, the grid's follow.
 */
import type { SheetSize, Size } from '../frames.ts';
import type { Homography } from '../homography.ts';
import { PATCH_BITS, type PatchPlace, patchCellPx } from './patch-code.ts';
import { placePatches } from './place-patches.ts';

const COLUMNS = 4;
const ROWS = 3;
/** Shares of the raster's sides that the grid keeps from its border. */
const INSET = 0.16;

export const repairPatches = (
  canvasToProjector: Homography<'canvas', 'projector'>,
  size: Size,
  sheet: SheetSize,
): readonly { readonly id: number; readonly place: PatchPlace }[] => {
  const cell = patchCellPx(size);
  const grid = Array.from({ length: COLUMNS * ROWS }, (_, i) => {
    const u = INSET + ((1 - 2 * INSET) * (i % COLUMNS)) / (COLUMNS - 1);
    const v = INSET + ((1 - 2 * INSET) * Math.floor(i / COLUMNS)) / (ROWS - 1);
    return {
      id: 4 + i,
      place: {
        x: Math.round(u * size.width - (PATCH_BITS * cell) / 2),
        y: Math.round(v * size.height - cell),
        cell,
      },
    };
  });
  return [...placePatches(canvasToProjector, size, sheet).map((place) => ({ id: place.corner, place })), ...grid];
};
