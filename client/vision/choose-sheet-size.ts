/**
 * The sheet's size in mm when nobody has set it, and the canvas raster's scale. In: quad in camera px. Out: mm, px per mm.
 * The aspect of a rectangle seen in perspective follows Zhang and He, "Whiteboard scanning and image enhancement" (2007);
 * where the view is too frontal for it, the mean lengths of opposite sides are as good.
 */
import type { CameraPoint, Quad, SheetSize, Size } from '../../calibration/frames.ts';
import { canvasToCameraOf } from './rectify.ts';

const A4_LONG_MM = 297;
const A4_SHORT_MM = 210;
/** Aspect within this factor of √2 counts as A-series: page edges are rarely measured better when a corner curls. */
const A_SERIES_TOLERANCE = 1.13;
/** Largest canvas raster: rectifying, ink and strokes all cost by the pixel. */
const MAX_RASTER_PX = 1_600_000;
/** What the camera did not see cannot be had by a finer raster, only paid for: a wall-sized sheet has less than 1 px a mm, and broad pens. */
const MIN_PX_PER_MM = 0.5;
const MAX_PX_PER_MM = 12;
/** Relative shortening of a far side below which noise of a px or two decides the focal length. */
const MIN_CONVERGENCE = 0.05;

const distance = (a: CameraPoint, b: CameraPoint): number => Math.hypot(a.x - b.x, a.y - b.y);

/** A4, upright or lying, for A-series shapes; any other sheet keeps its aspect with A4's area. `camera` is the picture's size. */
export const chooseSheetSize = (quad: Quad<'camera'>, camera: Size): SheetSize => {
  const aspect = aspectOf(quad, camera);
  const shape = aspect >= 1 ? aspect : 1 / aspect;
  const isASeries = Math.max(shape / Math.SQRT2, Math.SQRT2 / shape) < A_SERIES_TOLERANCE;
  if (isASeries)
    return aspect >= 1
      ? { widthMm: A4_LONG_MM, heightMm: A4_SHORT_MM }
      : { widthMm: A4_SHORT_MM, heightMm: A4_LONG_MM };
  const widthMm = Math.round(Math.sqrt(A4_LONG_MM * A4_SHORT_MM * aspect));
  return { widthMm, heightMm: Math.round((A4_LONG_MM * A4_SHORT_MM) / widthMm) };
};

/** px per mm that keeps what the camera saw at the sheet's centre (the finer of both directions), within a raster of 1.6 MP. */
export const chooseScale = (quad: Quad<'camera'>, sheet: SheetSize): number => {
  const [a, b, c, d, e, f, g, h, i] = canvasToCameraOf(quad, sheet) as readonly number[] as number[];
  const x = sheet.widthMm / 2;
  const y = sheet.heightMm / 2;
  const w = g! * x + h! * y + i!;
  const u = (a! * x + b! * y + c!) / w;
  const v = (d! * x + e! * y + f!) / w;
  const alongX = Math.hypot(a! - g! * u, d! - g! * v) / Math.abs(w);
  const alongY = Math.hypot(b! - h! * u, e! - h! * v) / Math.abs(w);
  const limit = Math.sqrt(MAX_RASTER_PX / (sheet.widthMm * sheet.heightMm));
  const scale = Math.min(Math.max(alongX, alongY, MIN_PX_PER_MM), MAX_PX_PER_MM, limit);
  // Whole fiftieths, so that a sheet that is held still keeps its raster.
  return Math.round(scale * 50) / 50;
};

/** width / height of the sheet. Perspective needs a principal point: the picture's centre. */
const aspectOf = (quad: Quad<'camera'>, camera: Size): number => {
  const [tl, tr, br, bl] = quad;
  const frontal = (distance(tl, tr) + distance(bl, br)) / (distance(tl, bl) + distance(tr, br));
  const cx = camera.width / 2;
  const cy = camera.height / 2;
  const homogeneous = (p: CameraPoint): [number, number, number] => [p.x - cx, p.y - cy, 1];
  const [m1, m2, m3, m4] = [homogeneous(tl), homogeneous(tr), homogeneous(bl), homogeneous(br)];
  const k2 = dot(cross(m1, m4), m3) / dot(cross(m2, m4), m3);
  const k3 = dot(cross(m1, m4), m2) / dot(cross(m3, m4), m2);
  const n2 = m2.map((value, at) => k2 * value - m1[at]!);
  const n3 = m3.map((value, at) => k3 * value - m1[at]!);
  // Focal length from the orthogonality of the sides; only trusted where both sides converge enough to show it.
  const focalSquared = -(n2[0]! * n3[0]! + n2[1]! * n3[1]!) / (n2[2]! * n3[2]!);
  const diagonal = Math.hypot(camera.width, camera.height);
  const isPlausible = focalSquared > (0.4 * diagonal) ** 2 && focalSquared < (4 * diagonal) ** 2;
  if (!isPlausible || Math.min(Math.abs(n2[2]!), Math.abs(n3[2]!)) < MIN_CONVERGENCE) return frontal;
  const across = (n2[0]! ** 2 + n2[1]! ** 2) / focalSquared + n2[2]! ** 2;
  const down = (n3[0]! ** 2 + n3[1]! ** 2) / focalSquared + n3[2]! ** 2;
  return Math.sqrt(across / down);
};

type Vector = readonly [number, number, number];
const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
