/**
 * Which four lines are the sheet: every combination of a left, top, right and bottom line is scored by how much of its outline
 * lies on a step from dark to bright, and by its area. In: work px. Out: quads in work px, best first.
 */
import type { CameraPoint, Quad } from '../../calibration/frames.ts';
import type { DirectedLine, Side } from './find-lines.ts';
import type { GreyImage } from './grey-image.ts';
import { BOW_PX, type SupportedLine, supportBetween, supportBorder, supportEdge } from './measure-support.ts';

/** A corner this far outside, as a share of the picture's diagonal, is no sheet's. */
const MAX_OUTSIDE = 0.2;
/** Smallest quad that is looked at, as a share of the picture: smaller than can be read, so that people can be told. */
const MIN_AREA = 0.015;
/** Opposite sides of a sheet seen by a camera in front of it differ by less than this. */
const MAX_SIDE_RATIO = 2.2;
/** Shortest side, px. */
const MIN_SIDE_PX = 8;
/** Prefers the sheet to a box or a lit patch on it, unless that is far better outlined. */
const AREA_POWER = 0.35;
const KEPT = 4;
const NEIGHBOURS = [
  ['left', 'top'],
  ['top', 'right'],
  ['right', 'bottom'],
  ['bottom', 'left'],
] as const;

export interface QuadProposal {
  readonly quad: Quad<'camera'>;
  readonly score: number;
}

/** `dark`: level below which nothing at the frame's border passes for paper. */
export const proposeQuads = (
  picture: GreyImage,
  lines: Readonly<Record<Side, readonly DirectedLine[]>>,
  dark: number,
): QuadProposal[] => {
  const { width, height } = picture;
  const diagonal = Math.hypot(width, height);
  const reach = Math.ceil(diagonal * (1 + MAX_OUTSIDE));
  const border: Record<Side, DirectedLine> = {
    left: { nx: 1, ny: 0, rho: 0, votes: 0 },
    top: { nx: 0, ny: 1, rho: 0, votes: 0 },
    right: { nx: -1, ny: 0, rho: -(width - 1), votes: 0 },
    bottom: { nx: 0, ny: -1, rho: -(height - 1), votes: 0 },
  };
  const supported = (side: Side): SupportedLine[] => [
    ...lines[side].map((line) => supportEdge(picture, line, reach)),
    supportBorder(picture, border[side], reach, dark),
  ];
  const [left, top, right, bottom] = NEIGHBOURS.map(([side]) => supported(side)) as [
    SupportedLine[],
    SupportedLine[],
    SupportedLine[],
    SupportedLine[],
  ];
  const outside = MAX_OUTSIDE * diagonal;
  const cornersOf = (from: readonly SupportedLine[], to: readonly SupportedLine[]): (CameraPoint | null)[][] =>
    from.map((a) =>
      to.map((b) => {
        const p = intersect(a, b);
        const isNear =
          p !== null && p.x > -outside && p.y > -outside && p.x < width + outside && p.y < height + outside;
        return isNear ? p : null;
      }),
    );
  const [leftTop, topRight, rightBottom, bottomLeft] = [
    cornersOf(left, top),
    cornersOf(top, right),
    cornersOf(right, bottom),
    cornersOf(bottom, left),
  ];
  const found: QuadProposal[] = [];
  for (let l = 0; l < left.length; l++)
    for (let t = 0; t < top.length; t++) {
      const tl = leftTop![l]![t];
      if (!tl) continue;
      for (let b = 0; b < bottom.length; b++) {
        const bl = bottomLeft![b]![l];
        if (!bl || bl.y - tl.y < MIN_SIDE_PX) continue;
        const leftSupport = supportBetween(left[l]!, bl, tl);
        const leftLength = distance(bl, tl);
        for (let r = 0; r < right.length; r++) {
          const tr = topRight![t]![r];
          const br = rightBottom![r]![b];
          if (!tr || !br || tr.x - tl.x < MIN_SIDE_PX || br.x - bl.x < MIN_SIDE_PX || br.y - tr.y < MIN_SIDE_PX)
            continue;
          const topLength = distance(tl, tr);
          const rightLength = distance(tr, br);
          const bottomLength = distance(br, bl);
          if (ratio(leftLength, rightLength) > MAX_SIDE_RATIO || ratio(topLength, bottomLength) > MAX_SIDE_RATIO)
            continue;
          const quad = [tl, tr, br, bl] as const;
          const area = quadArea(quad) / (width * height);
          if (area < MIN_AREA) continue;
          const topSupport = supportBetween(top[t]!, tl, tr);
          const rightSupport = supportBetween(right[r]!, tr, br);
          const bottomSupport = supportBetween(bottom[b]!, br, bl);
          const outlined =
            leftSupport * leftLength +
            topSupport * topLength +
            rightSupport * rightLength +
            bottomSupport * bottomLength;
          const mean = outlined / (leftLength + topLength + rightLength + bottomLength);
          const worst = Math.min(leftSupport, topSupport, rightSupport, bottomSupport);
          found.push({ quad, score: mean * mean * Math.sqrt(worst) * Math.min(area, 1) ** AREA_POWER });
        }
      }
    }
  return bestDistinct(found);
};

const bestDistinct = (found: readonly QuadProposal[]): QuadProposal[] => {
  const sorted = found.toSorted((a, b) => b.score - a.score);
  const kept: QuadProposal[] = [];
  for (const proposal of sorted) {
    if (kept.length === KEPT) break;
    const isSame = (other: QuadProposal): boolean =>
      proposal.quad.every((corner, at) => distance(corner, other.quad[at]!) < 2 * BOW_PX);
    if (!kept.some(isSame)) kept.push(proposal);
  }
  return kept;
};

/** Area in square px of a quad whose sides do not cross. */
export const quadArea = ([a, b, c, d]: Quad<'camera'>): number =>
  Math.abs((c.x - a.x) * (d.y - b.y) - (d.x - b.x) * (c.y - a.y)) / 2;

const distance = (a: CameraPoint, b: CameraPoint): number => Math.sqrt((a.x - b.x) ** 2 + (a.y - b.y) ** 2);
const ratio = (a: number, b: number): number => Math.max(a, b) / Math.min(a, b);

const intersect = (a: DirectedLine, b: DirectedLine): CameraPoint | null => {
  const determinant = a.nx * b.ny - a.ny * b.nx;
  // Sine of the angle between them: sides of a sheet never meet this flat.
  if (Math.abs(determinant) < 0.3) return null;
  return {
    x: (a.rho * b.ny - a.ny * b.rho) / determinant,
    y: (a.nx * b.rho - a.rho * b.nx) / determinant,
  };
};
