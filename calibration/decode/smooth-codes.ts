/**
 * Whole codes → sub-pixel codes. A stripe's code is the place it shows rounded to a whole px; over a neighbourhood the roundings differ, so a
 * homography fitted to the codes around a pixel recovers what rounding took, and codes read wrongly stand out from it. Uses nothing but the codes of
 * the pixel's own group within the window: no model of the whole plane, and no other group. Frame: camera px → projector px.
 */
import type { Size } from '../frames.ts';
import { columnAt, fitLocalHomography, rowAt, type WindowSamples } from './fit-local-homography.ts';

export interface SmoothSetting {
  /** Half the window's side, camera px. */
  readonly radiusPx: number;
  /** One homography serves the pixels of a cell of this side, camera px. */
  readonly cellPx: number;
  /** A window with fewer pixels of its group grows, up to MOST_GROWTH times: thin masks, partial light. */
  readonly leastSamples: number;
}

/** 36 px: at a corner of its group, where only a quarter of the window is its own, still a thousand roundings average to 0.05 px; a lens bends by less. */
export const DEFAULT_SMOOTHING: SmoothSetting = { radiusPx: 36, cellPx: 8, leastSamples: 400 };
const MOST_GROWTH = 6;
/** Samples that a fit uses at most; a larger window is thinned evenly. */
const MOST_SAMPLES = 4000;

/** Codes by camera px and what may be done with them. */
export interface CodeField {
  readonly size: Size;
  /** Column and row, right or wrong, wherever `group` is not 0. */
  readonly column: Int16Array;
  readonly row: Int16Array;
  /** 0: not asked for. Px of different numbers never see each other's codes. */
  readonly group: Uint8Array;
  /** How far each code is to be believed, ≥ 0; only ratios within a window matter. The square of the contrast is right: noise falls with it. */
  readonly weight: Float32Array;
}

/** By camera px; NaN where `group` is 0. */
export interface SmoothCodes {
  readonly column: Float32Array;
  readonly row: Float32Array;
}

/** Up to about a third of the codes in a window may be wrong by any amount. */
export const smoothCodes = (field: CodeField, setting: SmoothSetting = DEFAULT_SMOOTHING): SmoothCodes => {
  const { size, group } = field;
  const column = new Float32Array(group.length).fill(Number.NaN);
  const row = new Float32Array(group.length).fill(Number.NaN);
  const { cellPx } = setting;
  for (let top = 0; top < size.height; top += cellPx)
    for (let left = 0; left < size.width; left += cellPx)
      for (const g of groupsOf(field, left, top, cellPx)) {
        const cx = left + (cellPx - 1) / 2;
        const cy = top + (cellPx - 1) / 2;
        const { samples, radius } = gatherWindow(field, g, cx, cy, setting);
        const fit = fitLocalHomography(samples, radius);
        for (let y = top; y < Math.min(size.height, top + cellPx); y++)
          for (let x = left; x < Math.min(size.width, left + cellPx); x++) {
            const at = y * size.width + x;
            if (group[at] !== g) continue;
            column[at] = columnAt(fit, (x - cx) / radius, (y - cy) / radius);
            row[at] = rowAt(fit, (x - cx) / radius, (y - cy) / radius);
          }
      }
  return { column, row };
};

const groupsOf = ({ group, size }: CodeField, left: number, top: number, cellPx: number): Set<number> => {
  const found = new Set<number>();
  for (let y = top; y < Math.min(size.height, top + cellPx); y++)
    for (let x = left; x < Math.min(size.width, left + cellPx); x++) {
      const g = group[y * size.width + x]!;
      if (g !== 0) found.add(g);
    }
  return found;
};

/** The codes of a group round a point, offsets in window radii; the window grows until it holds enough. */
const gatherWindow = (
  { size, column, row, group, weight }: CodeField,
  g: number,
  cx: number,
  cy: number,
  { radiusPx, leastSamples }: SmoothSetting,
): { readonly samples: WindowSamples; readonly radius: number } => {
  for (let radius = radiusPx; ; radius *= 1.5) {
    const left = Math.max(0, Math.ceil(cx - radius));
    const right = Math.min(size.width - 1, Math.floor(cx + radius));
    const top = Math.max(0, Math.ceil(cy - radius));
    const bottom = Math.min(size.height - 1, Math.floor(cy + radius));
    let count = 0;
    let heaviest = 1e-12;
    for (let y = top; y <= bottom; y++)
      for (let at = y * size.width + left; at <= y * size.width + right; at++)
        if (group[at] === g) {
          count++;
          heaviest = Math.max(heaviest, weight[at]!);
        }
    if (count < leastSamples && radius * 1.5 <= radiusPx * MOST_GROWTH) continue;
    const every = Math.max(1, count / MOST_SAMPLES);
    const kept = Math.ceil(count / every) + 1;
    const samples = {
      count: 0,
      x: new Float64Array(kept),
      y: new Float64Array(kept),
      column: new Float64Array(kept),
      row: new Float64Array(kept),
      weight: new Float64Array(kept),
    };
    let seen = 0;
    for (let y = top; y <= bottom; y++)
      for (let x = left; x <= right; x++) {
        const at = y * size.width + x;
        if (group[at] !== g || seen++ < samples.count * every) continue;
        samples.x[samples.count] = (x - cx) / radius;
        samples.y[samples.count] = (y - cy) / radius;
        samples.weight[samples.count] = weight[at]! / heaviest;
        samples.column[samples.count] = column[at]!;
        samples.row[samples.count++] = row[at]!;
      }
    return { samples, radius };
  }
};
