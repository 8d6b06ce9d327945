/** Masks added, named, taken away: by what changes, so that the record in force and the one on trial keep each their own. Pure. Frame: canvas mm. */
import type { CanvasMask } from '../record.ts';

export type MaskChange =
  | { readonly kind: 'add'; readonly mask: CanvasMask }
  | { readonly kind: 'remove'; readonly mask: CanvasMask }
  | { readonly kind: 'rename'; readonly mask: CanvasMask; readonly name: string };

/** A record holds no more. */
export const MOST_MASKS = 32;

/** mm: masks are drawn in tenths; one that was carried into another sheet's millimetres and back is off by a rounding. */
const SAME_MM = 0.05;

const isSame = (a: CanvasMask, b: CanvasMask): boolean =>
  a.name === b.name &&
  a.polygon.length === b.polygon.length &&
  a.polygon.every((p, i) => Math.hypot(p.x - b.polygon[i]!.x, p.y - b.polygon[i]!.y) < SAME_MM);

/** One mask too many is not added: the first one may be an exit sign. */
export const changeMasks = (masks: readonly CanvasMask[], change: MaskChange): CanvasMask[] => {
  switch (change.kind) {
    case 'add':
      return masks.length < MOST_MASKS ? [...masks, change.mask] : [...masks];
    case 'remove':
      return masks.filter((mask) => !isSame(mask, change.mask));
    case 'rename':
      return masks.map((mask) => (isSame(mask, change.mask) ? { ...mask, name: change.name } : mask));
  }
};
