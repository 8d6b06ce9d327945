/**
 * The sides of a box that somebody drew around the writing: no letters.
 */
import type { Plane } from './plane.ts';
import { RULE_DIMMED } from './rule-dimmed.ts';

/** Erases the sides of a box around the writing: columns near either end that are inked almost from top to bottom. */
export function eraseBoxSides(ink: Plane, visible: Plane): void {
  const { width: w, height: h, data } = ink;
  const reach = Math.min(Math.floor(w / 4), Math.round(h * 0.5));
  for (let x = 0; x < w; x++) {
    if (x === reach) x = Math.max(x, w - reach);
    let inked = 0;
    for (let y = 0; y < h; y++) {
      const i = y * w + x;
      if (data[i]! > 0.3 || (x > 0 && data[i - 1]! > 0.3) || (x < w - 1 && data[i + 1]! > 0.3)) inked++;
    }
    if (inked >= 0.92 * h)
      for (let y = 0; y < h; y++)
        for (let q = Math.max(0, x - 1); q <= Math.min(w - 1, x + 1); q++) {
          data[y * w + q] = 0;
          visible.data[y * w + q]! *= RULE_DIMMED;
        }
  }
}
