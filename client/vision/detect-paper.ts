/**
 * Finds the sheet in one frame without markers, as the dominant bright quadrilateral: writing is closed over, directed lines are found,
 * the best four are chosen by the steps along their outline, and its edges are followed at full resolution. In and out: camera px.
 * The camera sees the wall upright, so topLeft is the corner nearest the picture's top-left.
 */
import type { CameraPoint, Quad } from '../../calibration/frames.ts';
import type { Cv } from './cv.ts';
import { findLines } from './find-lines.ts';
import { flattenWriting } from './flatten-writing.ts';
import type { GreyImage } from './grey-image.ts';
import type { PaperSighting } from './paper.ts';
import { proposeQuads, quadArea } from './propose-quads.ts';
import { type RefinedQuad, refineEdges } from './refine-edges.ts';

/** Below this level of the brightest twentieth nothing can be told: a covered lens or a dark room. */
const TOO_DARK_LEVEL = 28;
/**
 * Least mean support of the sides that are in view, and of each. Measured on synthetic rooms: sheets have 0.56 and more (a white desk, a
 * hand over a corner), carpets, tiles, wood and shadows on bare walls 0.47 and less. A side on the frame's border proves nothing, so the others must.
 */
const MIN_SUPPORT = 0.51;
/** A small quad outlined this well is a sheet that is too far away, not a knot in the wood. */
const SURE_SUPPORT = 0.66;
const BORDER_SUPPORT_EXTRA = 0.08;
const MIN_SIDE_SUPPORT = 0.25;
/** Corners may lie outside the frame by this share of it. */
const MAX_OUTSIDE = 0.3;
/** How far the full picture's edge may lie from where the work picture has it, work px. */
const SHARPEN_REACH_PX = 2.5;
/** Smallest sheet, as a share of the picture, that can be read at any camera resolution we accept. */
const MIN_SHEET_AREA = 0.06;
/** Paper in shadow is still brighter than this share of the range from the darkest to the brightest pixels. */
const PAPER_LEVEL_SHARE = 0.15;
/** What a side on the frame's border adds to the confidence. */
const BORDER_CONFIDENCE = 0.5;
/** How far a bowed edge may leave the straight side, as a share of the quad's longer side. */
const BOW_SHARE = 0.045;

/** Corners may lie outside the frame where the sheet leaves it; an absence says why. About 12 ms of one core at 960×540. */
export const detectPaper = (cv: Cv, grey: GreyImage): PaperSighting => {
  const work = flattenWriting(cv, grey);
  const [dark, light] = percentiles(work, [0.02, 0.95]) as [number, number];
  if (light < TOO_DARK_LEVEL) return { kind: 'absent', reason: 'too-dark' };
  const proposals = proposeQuads(work, findLines(work), dark + PAPER_LEVEL_SHARE * (light - dark));
  let best: { proposal: Quad<'camera'>; rough: RefinedQuad; rank: number } | null = null;
  let tooSmall = false;
  for (const { quad: proposal, score } of proposals) {
    const rough = refineEdges(work, proposal, { reachPx: BOW_SHARE * longestSide(proposal), blurPx: 2 });
    if (!isSheet(rough, work)) continue;
    if (quadArea(rough.quad) < MIN_SHEET_AREA * work.width * work.height) {
      tooSmall ||= meanSupport(rough) >= SURE_SUPPORT;
      continue;
    }
    const rank = score * meanSupport(rough);
    if (!best || rank > best.rank) best = { proposal, rough, rank };
  }
  if (!best) return { kind: 'absent', reason: tooSmall ? 'too-small' : 'no-bright-quad' };
  // Once more along the same curves in the full picture, where an edge is a px or two wide.
  const enlarge = 1 / work.scale;
  // Border to border, so that sides on the frame's border stay on it.
  const toFull = (quad: Quad<'camera'>): Quad<'camera'> =>
    mapQuad(quad, ({ x, y }) => ({
      x: (x * (grey.width - 1)) / (work.width - 1),
      y: (y * (grey.height - 1)) / (work.height - 1),
    }));
  const [top, right, bottom, left] = best.rough.curves;
  const enlarged = (curve: readonly number[]): number[] => curve.map((c) => c * enlarge);
  const sharp = refineEdges(
    grey,
    toFull(best.proposal),
    { reachPx: SHARPEN_REACH_PX * enlarge, blurPx: Math.max(2, 0.6 * enlarge) },
    [enlarged(top), enlarged(right), enlarged(bottom), enlarged(left)],
  );
  // The full picture decides where the edges are; if it disagrees about what is there, the coarse view was better.
  const quad = isSheet(sharp, grey) ? sharp.quad : toFull(best.rough.quad);
  return { kind: 'found', quad, confidence: meanSupport(best.rough), source: 'detected' };
};

/** Enough of every side lies on a smooth edge, and the more so the fewer sides are in view. */
const isSheet = ({ quad, support }: RefinedQuad, picture: GreyImage): boolean => {
  const seen = support.filter((value) => value !== null);
  const mean = seen.reduce((sum, value) => sum + value, 0) / seen.length;
  const needed = MIN_SUPPORT + BORDER_SUPPORT_EXTRA * (4 - seen.length);
  if (seen.length === 0 || mean < needed || Math.min(...seen) < MIN_SIDE_SUPPORT) return false;
  const [a, b, c, d] = quad;
  const isNear = (p: CameraPoint): boolean =>
    Math.abs(p.x / picture.width - 0.5) < 0.5 + MAX_OUTSIDE && Math.abs(p.y / picture.height - 0.5) < 0.5 + MAX_OUTSIDE;
  return quad.every(isNear) && a.x < b.x && d.x < c.x && a.y < d.y && b.y < c.y;
};

const mapQuad = ([a, b, c, d]: Quad<'camera'>, map: (p: CameraPoint) => CameraPoint): Quad<'camera'> => [
  map(a),
  map(b),
  map(c),
  map(d),
];

const longestSide = (quad: Quad<'camera'>): number =>
  Math.max(...quad.map((p, at) => Math.hypot(quad[(at + 1) % 4]!.x - p.x, quad[(at + 1) % 4]!.y - p.y)));

/** Mean over the four sides; a side on the frame's border counts half. */
const meanSupport = (refined: RefinedQuad): number =>
  refined.support.reduce<number>((sum, value) => sum + (value ?? BORDER_CONFIDENCE), 0) / 4;

/** Grey levels below which the given shares of all pixels lie. */
const percentiles = (picture: GreyImage, shares: readonly number[]): number[] => {
  const histogram = new Uint32Array(256);
  for (const level of picture.data) histogram[level]!++;
  return shares.map((share) => {
    let left = share * picture.data.length;
    for (let level = 0; level < 256; level++) {
      left -= histogram[level]!;
      if (left <= 0) return level;
    }
    return 255;
  });
};
