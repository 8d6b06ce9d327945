/**
 * The picture of one line that is read: its own ink only, dark on white, with margins. In: ink map and owners on the canvas raster. Out: a crop.
 * Covered places show their last known ink, because the ink map does.
 */
import type { CanvasImage } from './canvas-image.ts';

/** White around the ink, as a share of its height; and at least this many px. */
const MARGIN = 0.12;
const MIN_MARGIN_PX = 3;
/** Soft rims of strokes reach this far beyond the mask, mm; never across into a neighbour's ink. */
const RIM_MM = 0.35;

/** Inclusive bounds in raster px. */
export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const cropLine = (
  ink: CanvasImage,
  owner: Int32Array,
  line: number,
  bounds: Bounds,
): { crop: CanvasImage; origin: { x: number; y: number } } => {
  const margin = Math.max(MIN_MARGIN_PX, Math.round(MARGIN * (bounds.bottom - bounds.top + 1)));
  const left = Math.max(0, bounds.left - margin);
  const top = Math.max(0, bounds.top - margin);
  const right = Math.min(ink.width - 1, bounds.right + margin);
  const bottom = Math.min(ink.height - 1, bounds.bottom + margin);
  const width = right - left + 1;
  const height = bottom - top + 1;
  const data = new Uint8Array(width * height).fill(255);
  const rim = Math.max(1, Math.round(RIM_MM * ink.pxPerMm));
  for (let y = bounds.top; y <= bounds.bottom; y++)
    for (let x = bounds.left; x <= bounds.right; x++) {
      if (owner[y * ink.width + x] !== line) continue;
      for (let v = Math.max(top, y - rim); v <= Math.min(bottom, y + rim); v++)
        for (let u = Math.max(left, x - rim); u <= Math.min(right, x + rim); u++) {
          const i = v * ink.width + u;
          if (owner[i] === line || owner[i] === 0) data[(v - top) * width + (u - left)] = 255 - ink.data[i]!;
        }
    }
  return { crop: { width, height, data, pxPerMm: ink.pxPerMm }, origin: { x: left, y: top } };
};
