/**
 * How much light a projector gives while it shows black, as a share of its white. Room light hides it everywhere but at the raster's border, where
 * it ends: the step there under black, over the step under white. In: pictures of both, and where the raster's border lies (camera px).
 */
import type { CameraPoint, Quad, Size } from '../frames.ts';
import { LINEAR_OF_CODE } from '../srgb.ts';

/** Places along each side at most, and how far apart the two looks lie: clear of blur, near enough that wall and room light are the same. */
const STATIONS = 40;
const REACH_PX = 6;
/** Half the side of the patch that is averaged along and across the border. */
const PATCH_PX = 2;
/** A white step below this is no border of light (linear). */
const LEAST_STEP = 0.02;
/** With fewer places in view nothing is said. */
const LEAST_PLACES = 24;
/** Standard errors above zero from which on a level is one. */
const SURE_ERRORS = 3;

/** The raster's sides in Quad order: 0 top, 1 right, 2 bottom, 3 left; and the share of each side's ends that is left out (pattern ids). */
export interface BorderParts {
  readonly sides: readonly number[];
  readonly inset: number;
}
const WHOLE_BORDER: BorderParts = { sides: [0, 1, 2, 3], inset: 0 };

/** `raster`: the projector's border in the camera picture; it may leave the picture. null: too little of it is in view,
 * or the step under black cannot be told from the wall's unevenness. */
export const measureBlackLevel = (
  size: Size,
  black: readonly Uint8Array[],
  white: readonly Uint8Array[],
  raster: Quad<'camera'>,
  { sides, inset }: BorderParts = WHOLE_BORDER,
): number | null => {
  const ratios: number[] = [];
  const middle = {
    x: raster.reduce((sum, p) => sum + p.x, 0) / 4,
    y: raster.reduce((sum, p) => sum + p.y, 0) / 4,
  };
  for (const side of sides) {
    const from = raster[side]!;
    const to = raster[(side + 1) % 4]!;
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    let normal = { x: -(to.y - from.y) / length, y: (to.x - from.x) / length };
    // Inward, whichever way round the camera sees the raster.
    if ((middle.x - from.x) * normal.x + (middle.y - from.y) * normal.y < 0) normal = { x: -normal.x, y: -normal.y };
    // Patches that share px share their noise, and count as fewer than they are.
    const stations = Math.min(STATIONS, Math.floor(((1 - 2 * inset) * length) / (2 * PATCH_PX + 1)));
    for (let station = 1; station <= stations; station++) {
      const t = inset + ((1 - 2 * inset) * station) / (stations + 1);
      const at = { x: from.x + t * (to.x - from.x), y: from.y + t * (to.y - from.y) };
      const inside = { x: at.x + REACH_PX * normal.x, y: at.y + REACH_PX * normal.y };
      const outside = { x: at.x - REACH_PX * normal.x, y: at.y - REACH_PX * normal.y };
      if (!isInside(size, inside) || !isInside(size, outside)) continue;
      const whiteStep = meanAt(size, white, inside) - meanAt(size, white, outside);
      if (whiteStep < LEAST_STEP) continue;
      ratios.push((meanAt(size, black, inside) - meanAt(size, black, outside)) / whiteStep);
    }
  }
  if (ratios.length < LEAST_PLACES) return null;
  const { mean, error } = midmeanOf(ratios);
  // A rough wall differs from place to place by more than a good projector's black gives: then nothing was measured.
  return mean < SURE_ERRORS * error ? null : Math.min(1, mean);
};

/**
 * Mean of the middle half (a frame on the wall or a cable makes steps of its own), and its standard error: from the values with the outer quarters
 * drawn in to the ends of that half, over the half's share (Tukey and McLaughlin 1963). The half's own spread would say less than half of it.
 */
const midmeanOf = (values: readonly number[]): { readonly mean: number; readonly error: number } => {
  const sorted = values.toSorted((a, b) => a - b);
  const cut = sorted.length >> 2;
  const kept = sorted.slice(cut, sorted.length - cut);
  const drawnIn = sorted.map((value) => Math.min(kept.at(-1)!, Math.max(kept[0]!, value)));
  const middle = drawnIn.reduce((sum, value) => sum + value, 0) / drawnIn.length;
  const variance = drawnIn.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (drawnIn.length - 1);
  return {
    mean: kept.reduce((sum, value) => sum + value, 0) / kept.length,
    error: (Math.sqrt(variance / sorted.length) * sorted.length) / kept.length,
  };
};

const isInside = ({ width, height }: Size, p: CameraPoint): boolean =>
  p.x >= PATCH_PX && p.y >= PATCH_PX && p.x < width - PATCH_PX - 1 && p.y < height - PATCH_PX - 1;

const meanAt = ({ width }: Size, pictures: readonly Uint8Array[], p: CameraPoint): number => {
  let sum = 0;
  let count = 0;
  const cx = Math.round(p.x);
  const cy = Math.round(p.y);
  for (const luma of pictures)
    for (let y = cy - PATCH_PX; y <= cy + PATCH_PX; y++)
      for (let x = cx - PATCH_PX; x <= cx + PATCH_PX; x++) {
        sum += LINEAR_OF_CODE[luma[y * width + x]!]!;
        count++;
      }
  return sum / count;
};
