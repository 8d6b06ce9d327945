/** Does a quad lie flat, unfolded and with an area? Frame: any. */
import type { FrameName, Quad } from './frames.ts';

/** Turns the same way at every corner, by more than `flat` (px² of the two sides' cross product); false where a coordinate is not finite. */
export const isConvex = <F extends FrameName>(corners: Quad<F>, flat = 0): boolean => {
  const turns = corners.map((b, i) => {
    const a = corners[(i + 3) % 4]!;
    const c = corners[(i + 1) % 4]!;
    return (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x);
  });
  return turns.every((t) => t > flat) || turns.every((t) => t < -flat);
};
