/**
 * The figure that answers a committed line, made of the line's own strokes and its word: a rosette whose petals are rotated
 * copies of a few of its letters, which opens over the line and folds into a small seal beside it.
 * Seeded by the text; slant, curvature and x-height shape it. Frame: canvas mm in; petals in units of the rosette's radius.
 */
import type { SheetSize } from '../calibration/frames.ts';
import { type ColourPair, coloursOf } from './palette.ts';
import type { LightPath } from './resample-stroke.ts';
import type { SceneAnswer } from './scene-state.ts';
import { hashText, seededRandom } from './seeded-random.ts';

/** Radius of the seal at rest, mm: small enough to stay within reach of the line's own glow. */
export const SEAL_RADIUS_MM = 7;
/** White between the line's end and its seal, mm. */
const SEAL_GAP_MM = 3.5;
const SEAL_MARGIN_MM = 2;
/** A petal longer than this many times its height is a sentence, not a leaf. */
const PETAL_ASPECT = 2.6;
/** Points of one petal: fewer make no letter, more only cost. */
const PETAL_POINTS = 150;
/** Half a folded petal's width, in radii. */
const LEAF_WIDTH = 0.2;
/** Where petals begin, in radii: an empty heart keeps their crossing from glaring. */
const HEART = 0.1;
const OPEN_RADIUS_MM = { least: 16, most: 40 };

/** x, y pairs in petal units: x 0 … 1 from the heart outwards, y across. */
export interface PetalStroke {
  readonly points: Float32Array;
  /** Where each point goes when the rosette folds: the letters' flow without their detail, too fine for a seal. */
  readonly flow: Float32Array;
}

export interface Figure {
  readonly seed: number;
  readonly colours: ColourPair;
  readonly petal: readonly PetalStroke[];
  readonly petals: number;
  /** Where the rosette opens, and how far, mm. */
  readonly open: { readonly x: number; readonly y: number; readonly radius: number };
  /** Where it rests. */
  readonly seal: { readonly x: number; readonly y: number; readonly radius: number };
  /** Radians that a petal bends from heart to tip: slanted writing makes a whirl, upright writing a star. */
  readonly twist: number;
  /** Radians a second of slow turning while open. */
  readonly spin: number;
  /** mm between the ripples that leave the line. */
  readonly rippleMm: number;
}

export const designFigure = ({ line, strokes }: SceneAnswer, sheet: SheetSize): Figure => {
  const seed = seedOf(line.kind, line.text, strokes);
  const random = seededRandom(seed);
  const colours = coloursOf(seed);
  random();
  const box = boundsOf(strokes);
  const petal = petalOf(strokes, random());
  const petals = 7 + Math.floor(random() * 6);
  const way = random() < 0.5 ? -1 : 1;
  const slant = (line.style.slantDegrees * Math.PI) / 180;
  const height = Math.max(3, line.style.xHeightMm);
  const radius = Math.min(OPEN_RADIUS_MM.most, Math.max(OPEN_RADIUS_MM.least, box.width * 0.26));
  return {
    seed,
    colours,
    petal,
    petals,
    open: {
      x: box.x + box.width * (0.3 + 0.4 * random()),
      y: box.y + box.height / 2,
      radius,
    },
    seal: sealBeside(box, sheet),
    twist: way * (0.35 + slant * 0.9 + Math.min(0.8, line.style.curvature * 0.6)),
    spin: way * (0.05 + 0.05 * random()),
    rippleMm: Math.min(6, 2.6 + height * 0.25 + random()),
  };
};

/** A drawing has no word: its shape stands in for one, coarsely, so that a camera's jitter does not change it. */
const seedOf = (kind: string, text: string, strokes: readonly LightPath[]): number => {
  if (kind === 'text' && text.length > 0) return hashText(text);
  const box = boundsOf(strokes);
  return hashText(`${strokes.length} ${Math.round(box.width / 10)} ${Math.round(box.height / 10)}`);
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

/** The ink of one window of the line, as long as a leaf is, laid from the heart outwards. `where` 0 … 1 places the window. */
const petalOf = (strokes: readonly LightPath[], where: number): readonly PetalStroke[] => {
  const whole = boundsOf(strokes);
  const longest = Math.max(4, whole.height * PETAL_ASPECT);
  const from = whole.x + Math.max(0, whole.width - longest) * where;
  const leaf = strokes.flatMap(({ points }) => runsBetween(points, from, from + longest));
  const box = boundsOf(leaf.map((points) => ({ points })));
  const scale = 1 / Math.max(box.width, box.height * 0.9, 1);
  const total = leaf.reduce((sum, points) => sum + points.length / 2, 0);
  const stride = Math.max(1, Math.ceil(total / PETAL_POINTS));
  return leaf.map((points) => {
    const kept: number[] = [];
    const last = points.length / 2 - 1;
    for (let i = 0; i <= last; i += stride) {
      const at = last - i < stride ? last : i;
      kept.push(
        HEART + (1 - HEART) * (points[at * 2]! - box.x) * scale,
        (points[at * 2 + 1]! - box.y - box.height / 2) * scale,
      );
    }
    const laid = rounded(Float32Array.from(kept));
    return { points: laid, flow: flowOf(laid) };
  });
};

/** Letters in a rosette are ornament: three passes of a 1-2-1 filter leave their swing and take their scribble. */
const rounded = (points: Float32Array): Float32Array => {
  let from = points;
  for (let pass = 0; pass < 3; pass++) {
    const to = Float32Array.from(from);
    for (let i = 2; i < to.length - 2; i++) to[i] = (from[i - 2]! + 2 * from[i]! + from[i + 2]!) / 4;
    from = to;
  }
  return from;
};

/** A stroke's sweep: each point drawn most of the way to the leaf's outline, a lens from heart to tip, upper or lower side in turn. */
const flowOf = (points: Float32Array): Float32Array => {
  const flow = Float32Array.from(points);
  const count = points.length / 2;
  const mean = points.reduce((sum, v, i) => (i % 2 === 1 ? sum + v : sum), 0) / count;
  const side = mean >= 0 ? 1 : -1;
  for (let i = 0; i < count; i++) {
    const x = points[i * 2]!;
    const outline = side * LEAF_WIDTH * Math.sin(Math.PI * Math.min(1, Math.max(0, x)));
    flow[i * 2 + 1] = outline * 0.8 + points[i * 2 + 1]! * 0.2;
  }
  return flow;
};

/** The pieces of a polyline whose x lies between two values; pieces of one point are left out. */
const runsBetween = (points: Float32Array, left: number, right: number): Float32Array[] => {
  const runs: Float32Array[] = [];
  let start = -1;
  for (let i = 0; i <= points.length / 2; i++) {
    const inside = i < points.length / 2 && points[i * 2]! >= left && points[i * 2]! <= right;
    if (inside && start < 0) start = i;
    if (inside || start < 0) continue;
    if (i - start > 1) runs.push(points.slice(start * 2, i * 2));
    start = -1;
  }
  return runs;
};

/** After the line's last letter; below it where the sheet ends there. Always whole on the sheet. */
const sealBeside = (box: Bounds, sheet: SheetSize): Figure['seal'] => {
  const reach = SEAL_RADIUS_MM + SEAL_MARGIN_MM;
  const after = box.x + box.width + SEAL_GAP_MM + SEAL_RADIUS_MM;
  const fits = after <= sheet.widthMm - reach;
  const y = fits ? box.y + box.height / 2 : box.y + box.height + SEAL_GAP_MM + SEAL_RADIUS_MM;
  return {
    x: Math.max(reach, Math.min(sheet.widthMm - reach, after)),
    y: Math.max(reach, Math.min(sheet.heightMm - reach, y)),
    radius: SEAL_RADIUS_MM,
  };
};
