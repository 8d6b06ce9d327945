/**
 * Corners placed by hand: which corner a hand is near, where it may go, and when four corners make a sheet.
 * Frame: camera px in and out.
 */
import type { CameraPoint, Quad, Size } from '../../calibration/frames.ts';

export type CornerIndex = 0 | 1 | 2 | 3;
export const CORNER_NAMES = ['top left', 'top right', 'bottom right', 'bottom left'] as const;

/** A sheet may leave the picture by this share of its width or height and still be pointed at. */
const OUTSIDE_SHARE = 0.2;
/** Smaller than this share of the picture, nothing written on it could be read. */
const LEAST_AREA_SHARE = 0.01;
/** Corners placed on a fresh picture: inset by this share, so that all four can be grabbed. */
const FRESH_INSET = 0.15;
/** px a press of an arrow key: plain, with Shift, with Alt. The projector page's corners move by the same keys. */
const STEP = 1;
const WIDE_STEP = 10;
const FINE_STEP = 0.1;

/** The quad with one corner elsewhere, kept within reach of the picture. */
export const moveCorner = (quad: Quad<'camera'>, corner: CornerIndex, to: CameraPoint, size: Size): Quad<'camera'> => {
  const moved: CameraPoint = {
    x: clamp(to.x, -OUTSIDE_SHARE * size.width, (1 + OUTSIDE_SHARE) * size.width - 1),
    y: clamp(to.y, -OUTSIDE_SHARE * size.height, (1 + OUTSIDE_SHARE) * size.height - 1),
  };
  const at = (index: CornerIndex): CameraPoint => (index === corner ? moved : quad[index]);
  return [at(0), at(1), at(2), at(3)];
};

/** One press of an arrow key; null when the key is no arrow. */
export const nudgeCorner = (
  quad: Quad<'camera'>,
  corner: CornerIndex,
  key: string,
  held: { readonly shift: boolean; readonly alt: boolean },
  size: Size,
): Quad<'camera'> | null => {
  const [dx, dy] = ARROWS[key] ?? [0, 0];
  if (dx === 0 && dy === 0) return null;
  const step = held.alt ? FINE_STEP : held.shift ? WIDE_STEP : STEP;
  // Rounded to the fine step, so that ten presses make a whole pixel and not 0.9999.
  const to = { x: tidy(quad[corner].x + dx * step), y: tidy(quad[corner].y + dy * step) };
  return moveCorner(quad, corner, to, size);
};

const ARROWS: Record<string, readonly [number, number] | undefined> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Four corners that can be a sheet seen from in front: convex, clockwise as seen, and not tiny. */
export const isUsableQuad = (quad: Quad<'camera'>, size: Size): boolean => {
  for (let i = 0; i < 4; i++) {
    const a = quad[i]!;
    const b = quad[(i + 1) % 4]!;
    const c = quad[(i + 2) % 4]!;
    if (!((b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x) > 0)) return false;
  }
  return quadArea(quad) >= LEAST_AREA_SHARE * size.width * size.height;
};

/** Where hand-placed corners start when no paper was found. */
export const freshQuad = (size: Size): Quad<'camera'> => {
  const left = Math.round(size.width * FRESH_INSET);
  const top = Math.round(size.height * FRESH_INSET);
  const right = size.width - 1 - left;
  const bottom = size.height - 1 - top;
  return [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ];
};

/** Corners remembered for a picture of another size of the same shape; null when the shapes differ. */
export const rescaleQuad = (quad: Quad<'camera'>, from: Size, to: Size): Quad<'camera'> | null => {
  const scale = to.width / from.width;
  if (Math.abs(from.height * scale - to.height) > 1) return null;
  // Pixel centres lie at integers, so the picture's edge is at −0.5.
  const map = (p: CameraPoint): CameraPoint => ({ x: (p.x + 0.5) * scale - 0.5, y: (p.y + 0.5) * scale - 0.5 });
  return [map(quad[0]), map(quad[1]), map(quad[2]), map(quad[3])];
};

const quadArea = (quad: Quad<'camera'>): number => {
  let twice = 0;
  for (let i = 0; i < 4; i++) {
    const a = quad[i]!;
    const b = quad[(i + 1) % 4]!;
    twice += a.x * b.y - b.x * a.y;
  }
  return Math.abs(twice) / 2;
};

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
const tidy = (value: number): number => Math.round(value / FINE_STEP) / Math.round(1 / FINE_STEP);
