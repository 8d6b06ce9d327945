/**
 * The figure that answers a committed line, made of the line's own strokes and its word: the writing lifts off, curls into a wreath
 * of rotated copies of itself, turns, and folds into a small round seal beside the line.
 * Seeded by the text; slant, curvature and x-height shape it. Frame: canvas mm; the writing in mm about its own middle.
 */
import type { SheetSize } from '../calibration/frames.ts';
import { lightScale } from './light-scale.ts';
import { type ColourPair, coloursOf } from './palette.ts';
import type { LightPath } from './resample-stroke.ts';
import type { SceneAnswer } from './scene-state.ts';
import { hashText, seededRandom } from './seeded-random.ts';

/** Radius of the seal at rest, mm on A4: small enough to stay within reach of the line's own glow. */
export const SEAL_RADIUS_MM = 6.5;
/** White between the line's end and its seal, mm on A4. */
const SEAL_GAP_MM = 4;
const SEAL_MARGIN_MM = 2;
/** A wreath smaller than this is a blot, one larger covers its neighbours, mm on A4. */
const WREATH_RADIUS_MM = { least: 23, most: 30 };

export interface Figure {
  readonly seed: number;
  readonly colours: ColourPair;
  /** The line's strokes, x from its left end, y from its middle downwards, mm. */
  readonly writing: readonly Float32Array[];
  readonly lengthMm: number;
  readonly heightMm: number;
  /** The line's own middle. */
  readonly middle: { readonly x: number; readonly y: number };
  /** Copies of the writing round the ring: each fills its share of the circle. */
  readonly copies: number;
  /** How much larger the writing is on the ring, so that its copies close the circle. */
  readonly enlarged: number;
  /** Rings, from the outside inwards: each smaller than the last, every other one a mirror image. */
  readonly rings: number;
  /** Where the wreath opens, and how far, mm. */
  readonly open: { readonly x: number; readonly y: number; readonly radius: number };
  /** Where it rests. */
  readonly seal: { readonly x: number; readonly y: number; readonly radius: number };
  /** −1 or 1: which way it turns. */
  readonly way: number;
  /** Radians a second of slow turning. */
  readonly spin: number;
  /** mm that the ink is carried off its path while it travels: lively hands drift farther. */
  readonly drift: number;
  /** Between the ripples that leave the line, mm on A4. */
  readonly ripple: number;
}

export const designFigure = ({ line, strokes }: SceneAnswer, sheet: SheetSize): Figure => {
  const scale = lightScale(sheet);
  const seed = seedOf(line.kind, line.text, strokes);
  const random = seededRandom(seed);
  const colours = coloursOf(seed);
  const way = random() < 0.5 ? -1 : 1;
  const box = boundsOf(strokes);
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const length = Math.max(6 * scale, box.width * 1.06);
  const { least, most } = WREATH_RADIUS_MM;
  const radius = Math.max(least * scale, Math.min(most * scale, length / (2 * Math.PI)));
  const copies = Math.max(1, Math.round((2 * Math.PI * radius) / length));
  const { slantDegrees, curvature, xHeightMm } = line.style;
  return {
    seed,
    colours,
    writing: strokes.map(({ points }) => points.map((v, i) => (i % 2 === 0 ? v - box.x : v - middle.y))),
    lengthMm: length,
    heightMm: Math.max(1, box.height),
    middle,
    copies,
    enlarged: (2 * Math.PI * radius) / (length * copies),
    rings: copies > 3 ? 2 : 3,
    open: { ...keptOnSheet(middle, radius + box.height * 0.6, sheet), radius },
    seal: sealBeside(box, sheet, scale),
    way,
    spin: way * (0.045 + 0.03 * random() + Math.abs(slantDegrees) * 0.0006),
    drift: Math.min(7, 3 + curvature * scale * 3 + random()) * scale,
    ripple: Math.min(5, 2.8 + (Math.max(0, xHeightMm) / scale) * 0.2 + random() * 0.6),
  };
};

/** A drawing has no word: its shape stands in for one, coarsely, so that a camera's jitter does not change it. */
const seedOf = (kind: string, text: string, strokes: readonly LightPath[]): number => {
  if (kind === 'text' && text.length > 0) return hashText(text);
  const box = boundsOf(strokes);
  return hashText(`${Math.round(box.width / 10)} ${Math.round(box.height / 10)}`);
};

export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const boundsOf = (strokes: readonly Pick<LightPath, 'points'>[]): Bounds => {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { points } of strokes)
    for (let i = 0; i < points.length; i += 2) {
      left = Math.min(left, points[i]!);
      right = Math.max(right, points[i]!);
      top = Math.min(top, points[i + 1]!);
      bottom = Math.max(bottom, points[i + 1]!);
    }
  return left > right
    ? { x: 0, y: 0, width: 0, height: 0 }
    : { x: left, y: top, width: right - left, height: bottom - top };
};

/** The point nearest to `p` at which a disc lies on the sheet, as far as one fits. */
const keptOnSheet = (p: { readonly x: number; readonly y: number }, reach: number, sheet: SheetSize) => {
  const kept = (v: number, size: number): number =>
    2 * reach > size ? size / 2 : Math.max(reach, Math.min(size - reach, v));
  return { x: kept(p.x, sheet.widthMm), y: kept(p.y, sheet.heightMm) };
};

/** After the line's last letter; below it where the sheet ends there. Always whole on the sheet. */
const sealBeside = (box: Bounds, sheet: SheetSize, scale: number): Figure['seal'] => {
  const radius = SEAL_RADIUS_MM * scale;
  const reach = radius + SEAL_MARGIN_MM * scale;
  const after = box.x + box.width + SEAL_GAP_MM * scale + radius;
  const fits = after <= sheet.widthMm - reach;
  const y = fits ? box.y + box.height / 2 : box.y + box.height + SEAL_GAP_MM * scale + radius;
  return { ...keptOnSheet({ x: after, y }, reach, sheet), radius };
};
