/** Paints coded patches into a projector's RGBA picture as the projector page draws them: a dark box, then the lit cells. */
import { PATCH_BITS, PATCH_LEVEL, type PatchPlace, patchCells } from '../../../calibration/latency/patch-code.ts';
import type { ProjectorFrame } from '../../../client/sources/virtual-wall/world.ts';

export const paintPatches = ({ size, data }: ProjectorFrame, places: readonly PatchPlace[], code: number): void => {
  const fill = (x0: number, y0: number, x1: number, y1: number, level: number): void => {
    for (let y = Math.max(0, y0); y < Math.min(size.height, y1); y++)
      for (let x = Math.max(0, x0); x < Math.min(size.width, x1); x++)
        data.fill(level, 4 * (y * size.width + x), 4 * (y * size.width + x) + 3);
  };
  for (const place of places) {
    const rim = place.cell >> 1;
    fill(place.x - rim, place.y - rim, place.x + PATCH_BITS * place.cell + rim, place.y + 2 * place.cell + rim, 0);
    for (const { x, y, size: side, lit } of patchCells(place, code))
      if (lit) fill(x, y, x + side, y + side, Math.round(255 * PATCH_LEVEL));
  }
};
