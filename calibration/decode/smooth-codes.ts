/**
 * Whole codes → sub-pixel codes. A stripe's code is the place it shows rounded to a whole px; over a neighbourhood the roundings differ, so a
 * smooth surface fitted to the codes around a pixel recovers what rounding took, and codes read wrongly stand out from it. Surface: a quadratic,
 * which a homography is to third order over a window, fitted by reweighted least squares from a median start (Tukey). Uses nothing but the codes of
 * the pixel's own group within the window: no model of the whole plane, and no other group. Frame: camera px → projector px.
 */
import type { Size } from '../frames.ts';
import { solveCholesky } from '../solve/solve-linear.ts';
import { startPlane, type WindowSamples } from './start-plane.ts';

export interface SmoothSetting {
  /** Half the window's side, camera px. */
  readonly radiusPx: number;
  /** One surface serves the pixels of a cell of this side, camera px. */
  readonly cellPx: number;
  /** A window with fewer pixels of its group grows, up to MOST_GROWTH times: thin masks, partial light. */
  readonly leastSamples: number;
}

/** 24 px: some 2,000 roundings average to 0.02 px, and a lens bends by less than that over it. */
export const DEFAULT_SMOOTHING: SmoothSetting = { radiusPx: 24, cellPx: 8, leastSamples: 400 };
const MOST_GROWTH = 6;
/** Samples that a fit uses at most; a larger window is thinned evenly. */
const MOST_SAMPLES = 2400;
/** Standard deviation of rounding to whole codes. */
const ROUNDING = Math.sqrt(1 / 12);
/** What quadratic terms may add at the window's border, projector px: keeps them out of windows that cannot tell. */
const BEND = 0.5;
/** What a linear term may add there; a camera px never spans this many projector px per px of window. */
const SLOPE_PER_PX = 4;
/** Residuals beyond this many px have no say at last: ±0.5 is rounding, 1 more a bit read wrongly at a stripe's edge. */
const LAST_TUKEY = 2;
const PASSES = 5;

/**
 * By camera px, the smooth code; NaN where `group` is 0. `group`: px of different numbers never see each other's codes. `codes` holds a code (± any
 * share of wrong ones below about a third) wherever group is not 0.
 */
export const smoothCodes = (
  codes: Int16Array,
  size: Size,
  group: Uint8Array,
  setting: SmoothSetting = DEFAULT_SMOOTHING,
): Float32Array => {
  const smooth = new Float32Array(codes.length).fill(Number.NaN);
  const { cellPx } = setting;
  for (let top = 0; top < size.height; top += cellPx)
    for (let left = 0; left < size.width; left += cellPx)
      for (const g of groupsOf(group, size, left, top, cellPx)) {
        const cx = left + (cellPx - 1) / 2;
        const cy = top + (cellPx - 1) / 2;
        const window = gather(codes, size, group, g, cx, cy, setting);
        const surface = fitSurface(window.samples, window.radius);
        for (let y = top; y < Math.min(size.height, top + cellPx); y++)
          for (let x = left; x < Math.min(size.width, left + cellPx); x++)
            if (group[y * size.width + x] === g)
              smooth[y * size.width + x] = valueAt(surface, (x - cx) / window.radius, (y - cy) / window.radius);
      }
  return smooth;
};

const groupsOf = (group: Uint8Array, size: Size, left: number, top: number, cellPx: number): Set<number> => {
  const found = new Set<number>();
  for (let y = top; y < Math.min(size.height, top + cellPx); y++)
    for (let x = left; x < Math.min(size.width, left + cellPx); x++) {
      const g = group[y * size.width + x]!;
      if (g !== 0) found.add(g);
    }
  return found;
};

/** The codes of a group round a point, offsets in camera px; the window grows until it holds enough. */
const gather = (
  codes: Int16Array,
  size: Size,
  group: Uint8Array,
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
    for (let y = top; y <= bottom; y++)
      for (let x = left; x <= right; x++) if (group[y * size.width + x] === g) count++;
    if (count < leastSamples && radius * 1.5 <= radiusPx * MOST_GROWTH) continue;
    const every = Math.max(1, count / MOST_SAMPLES);
    const kept = Math.ceil(count / every);
    const samples = { count: 0, x: new Float64Array(kept), y: new Float64Array(kept), value: new Float64Array(kept) };
    let seen = 0;
    for (let y = top; y <= bottom; y++)
      for (let x = left; x <= right; x++) {
        const at = y * size.width + x;
        if (group[at] !== g) continue;
        if (seen++ < samples.count * every) continue;
        samples.x[samples.count] = (x - cx) / radius;
        samples.y[samples.count] = (y - cy) / radius;
        samples.value[samples.count++] = codes[at]!;
      }
    return { samples, radius };
  }
};

/** c0 + c1·x + c2·y + c3·x² + c4·xy + c5·y², x and y in window radii. */
type Surface = Float64Array;
const TERMS = 6;

const valueAt = (s: Surface, x: number, y: number): number =>
  s[0]! + x * (s[1]! + s[3]! * x + s[4]! * y) + y * (s[2]! + s[5]! * y);

const fitSurface = (samples: WindowSamples, radius: number): Surface => {
  const plane = startPlane(samples);
  let surface: Surface = Float64Array.from([plane.value, plane.slopeX, plane.slopeY, 0, 0, 0]);
  const precision = [
    0,
    (SLOPE_PER_PX * radius) ** -2,
    (SLOPE_PER_PX * radius) ** -2,
    BEND ** -2,
    BEND ** -2,
    BEND ** -2,
  ];
  let reach = Math.max(LAST_TUKEY, 4 * plane.spread);
  for (let pass = 0; pass < PASSES; pass++) {
    const next = fitOnce(samples, surface, reach, precision);
    if (next === null) break;
    surface = next;
    reach = Math.max(LAST_TUKEY, reach / 2);
  }
  return surface;
};

/** One reweighted step; null when the samples that agree do not determine a surface. */
const fitOnce = (
  { count, x, y, value }: WindowSamples,
  from: Surface,
  reach: number,
  precision: readonly number[],
): Surface | null => {
  const a = new Float64Array(TERMS * TERMS);
  const b = new Float64Array(TERMS);
  const row = new Float64Array(TERMS);
  for (let i = 0; i < count; i++) {
    const px = x[i]!;
    const py = y[i]!;
    const share = (value[i]! - valueAt(from, px, py)) / reach;
    const inside = 1 - share * share;
    if (inside <= 0) continue;
    const weight = inside * inside;
    row[0] = 1;
    row[1] = px;
    row[2] = py;
    row[3] = px * px;
    row[4] = px * py;
    row[5] = py * py;
    for (let r = 0; r < TERMS; r++) {
      const scaled = weight * row[r]!;
      for (let c = 0; c <= r; c++) a[r * TERMS + c]! += scaled * row[c]!;
      b[r]! += scaled * value[i]!;
    }
  }
  for (let r = 0; r < TERMS; r++) a[r * TERMS + r]! += ROUNDING * ROUNDING * precision[r]!;
  return solveCholesky(a, b, TERMS) ? b : null;
};
