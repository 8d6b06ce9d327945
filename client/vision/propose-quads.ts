/**
 * Which four lines are the sheet: every combination of a left, top, right and bottom line is scored by how much of its outline
 * lies on a step from dark to bright, and by its area. In: work px. Out: quads in work px, best first.
 */
import type { CameraPoint, Quad } from '../../calibration/frames.ts';
import type { DirectedLine, Side } from './find-lines.ts';
import { SIDES } from './find-lines.ts';
import type { GreyImage } from './grey-image.ts';
import { stepSupport } from './step-support.ts';

/** Bowed edges leave the straight line by this much and still count. */
const BOW_PX = 4;
/** Distance of the two samples whose difference is the step. */
const STEP_REACH_PX = 2;
/** Where "farther outside" is looked at, and how much of the support hangs on it. */
const FAR_PX = 11;
const FAR_SHARE = 0.5;
/** Support of an outline that runs outside the frame: neither for nor against. */
const UNSEEN_SUPPORT = 0.4;
/** Support of the frame's border as a side, where what lies inside is bright: the sheet may run on outside, but a real edge is better. */
const BORDER_SUPPORT = 0.32;
/** A sheet that runs on outside is as bright at the border as this far inside, but for shading. */
const BORDER_DEPTH_PX = 16;
const BORDER_EVENNESS = 0.85;
/** A corner this far outside, as a share of the picture's diagonal, is no sheet's. */
const MAX_OUTSIDE = 0.2;
/** Smallest sheet, as a share of the picture. */
export const MIN_AREA = 0.04;
/** Opposite sides of a sheet seen by a camera in front of it differ by less than this. */
const MAX_SIDE_RATIO = 2.2;
const KEPT = 4;

export interface QuadProposal {
  readonly quad: Quad<'camera'>;
  readonly score: number;
}

interface MeasuredLine extends DirectedLine {
  /** Prefix sums of support from t = −reach, a px a step. */
  readonly support: Float32Array;
}

/** `dark`: level below which nothing at the border passes for paper. */
export const proposeQuads = (
  picture: GreyImage,
  lines: Readonly<Record<Side, readonly DirectedLine[]>>,
  dark: number,
): QuadProposal[] => {
  const { width, height } = picture;
  const reach = Math.ceil(Math.hypot(width, height) * (1 + MAX_OUTSIDE));
  const border: Record<Side, DirectedLine> = {
    left: { nx: 1, ny: 0, rho: 0, votes: 0 },
    top: { nx: 0, ny: 1, rho: 0, votes: 0 },
    right: { nx: -1, ny: 0, rho: -(width - 1), votes: 0 },
    bottom: { nx: 0, ny: -1, rho: -(height - 1), votes: 0 },
  };
  const measured = Object.fromEntries(
    SIDES.map((side) => [
      side,
      [
        ...lines[side].map((line) => ({ ...line, support: edgeSupport(picture, line, reach) })),
        { ...border[side], support: borderSupport(picture, border[side], reach, dark) },
      ],
    ]),
  ) as Record<Side, MeasuredLine[]>;

  const outside = MAX_OUTSIDE * Math.hypot(width, height);
  const isNear = (p: CameraPoint): boolean =>
    p.x > -outside && p.y > -outside && p.x < width + outside && p.y < height + outside;
  const found: QuadProposal[] = [];
  for (const left of measured.left)
    for (const top of measured.top) {
      const tl = intersect(left, top);
      if (!tl || !isNear(tl)) continue;
      for (const right of measured.right) {
        const tr = intersect(top, right);
        if (!tr || !isNear(tr) || tr.x - tl.x < 8) continue;
        for (const bottom of measured.bottom) {
          const br = intersect(right, bottom);
          const bl = intersect(bottom, left);
          if (!br || !bl || !isNear(br) || !isNear(bl) || bl.y - tl.y < 8 || br.y - tr.y < 8 || br.x - bl.x < 8)
            continue;
          const area = quadArea([tl, tr, br, bl]) / (width * height);
          if (area < MIN_AREA) continue;
          const lengths = [distance(bl, tl), distance(tl, tr), distance(tr, br), distance(br, bl)] as const;
          if (ratio(lengths[0], lengths[2]) > MAX_SIDE_RATIO || ratio(lengths[1], lengths[3]) > MAX_SIDE_RATIO)
            continue;
          const supports = [
            supportBetween(left, bl, tl, reach),
            supportBetween(top, tl, tr, reach),
            supportBetween(right, tr, br, reach),
            supportBetween(bottom, br, bl, reach),
          ] as const;
          const perimeter = lengths[0] + lengths[1] + lengths[2] + lengths[3];
          const mean = supports.reduce((sum, support, side) => sum + support * lengths[side]!, 0) / perimeter;
          const worst = Math.min(...supports);
          // The square root of the area prefers the sheet to a box or a lit patch on it, unless that is far better outlined.
          const score = mean * mean * Math.sqrt(Math.max(0, worst)) * Math.min(area, 1) ** 0.35;
          found.push({ quad: [tl, tr, br, bl], score });
        }
      }
    }
  found.sort((a, b) => b.score - a.score);
  const kept: QuadProposal[] = [];
  for (const proposal of found) {
    if (kept.length === KEPT) break;
    const isSame = (other: QuadProposal): boolean =>
      proposal.quad.every((corner, at) => distance(corner, other.quad[at]!) < 2 * BOW_PX);
    if (!kept.some(isSame)) kept.push(proposal);
  }
  return kept;
};

/** Twice the signed area is the sum of cross products. */
export const quadArea = (quad: Quad<'camera'>): number =>
  Math.abs(
    quad.reduce((sum, p, at) => {
      const q = quad[(at + 1) % 4]!;
      return sum + p.x * q.y - q.x * p.y;
    }, 0),
  ) / 2;

const distance = (a: CameraPoint, b: CameraPoint): number => Math.hypot(a.x - b.x, a.y - b.y);
const ratio = (a: number, b: number): number => Math.max(a, b) / Math.min(a, b);

const intersect = (a: DirectedLine, b: DirectedLine): CameraPoint | null => {
  const determinant = a.nx * b.ny - a.ny * b.nx;
  if (Math.abs(determinant) < 0.3) return null;
  return {
    x: (a.rho * b.ny - a.ny * b.rho) / determinant,
    y: (a.nx * b.rho - a.rho * b.nx) / determinant,
  };
};

const along = (line: DirectedLine, p: CameraPoint): number => -p.x * line.ny + p.y * line.nx;

/** Mean support of a line between two of its points. */
const supportBetween = (line: MeasuredLine, a: CameraPoint, b: CameraPoint, reach: number): number => {
  const from = Math.round(Math.min(along(line, a), along(line, b)) + reach);
  const to = Math.round(Math.max(along(line, a), along(line, b)) + reach);
  const last = line.support.length - 1;
  const low = Math.min(Math.max(from, 0), last);
  const high = Math.min(Math.max(to, 0), last);
  return high > low ? (line.support[high]! - line.support[low]!) / (high - low) : 0;
};

const prefixSums = (reach: number, supportAt: (t: number) => number): Float32Array => {
  const sums = new Float32Array(2 * reach + 1);
  for (let index = 1; index < sums.length; index++) sums[index] = sums[index - 1]! + supportAt(index - 1 - reach);
  return sums;
};

/** A real edge: brighter inside than just outside, and than farther outside too (a line of writing has paper on both sides). */
const edgeSupport = (picture: GreyImage, line: DirectedLine, reach: number): Float32Array => {
  const { width, height, data } = picture;
  const profile = new Int16Array(2 * (BOW_PX + STEP_REACH_PX) + 1);
  const levelAt = (x: number, y: number): number => {
    const column = Math.min(width - 1, Math.max(0, Math.round(x)));
    const row = Math.min(height - 1, Math.max(0, Math.round(y)));
    return data[row * width + column]!;
  };
  return prefixSums(reach, (t) => {
    const x = line.nx * line.rho - line.ny * t;
    const y = line.ny * line.rho + line.nx * t;
    if (x < 0 || y < 0 || x > width - 1 || y > height - 1) return UNSEEN_SUPPORT;
    for (let k = 0; k < profile.length; k++) {
      const offset = k - BOW_PX - STEP_REACH_PX;
      profile[k] = levelAt(x + line.nx * offset, y + line.ny * offset);
    }
    let best = 0;
    let inside = 0;
    for (let k = 2 * STEP_REACH_PX; k < profile.length; k++) {
      const step = profile[k]! - profile[k - 2 * STEP_REACH_PX]!;
      if (step <= best) continue;
      best = step;
      inside = profile[k]!;
    }
    if (best === 0) return 0;
    const farther = Math.max(0, inside - levelAt(x - line.nx * FAR_PX, y - line.ny * FAR_PX));
    return stepSupport(best, inside) * (1 - FAR_SHARE + FAR_SHARE * stepSupport(farther, inside));
  });
};

const borderSupport = (picture: GreyImage, line: DirectedLine, reach: number, dark: number): Float32Array => {
  const { width, height, data } = picture;
  return prefixSums(reach, (t) => {
    const x = Math.round(line.nx * line.rho - line.ny * t);
    const y = Math.round(line.ny * line.rho + line.nx * t);
    if (x < 0 || y < 0 || x > width - 1 || y > height - 1) return 0;
    const level = data[y * width + x]!;
    const deepX = Math.min(width - 1, Math.max(0, Math.round(x + line.nx * BORDER_DEPTH_PX)));
    const deepY = Math.min(height - 1, Math.max(0, Math.round(y + line.ny * BORDER_DEPTH_PX)));
    return level > dark && level >= BORDER_EVENNESS * data[deepY * width + deepX]! ? BORDER_SUPPORT : 0;
  });
};
