/**
 * Finds the sheet in one frame without markers, as the dominant bright quadrilateral: writing is closed over, directed lines are found,
 * the best four are chosen by the steps along their outline, and its edges are followed at full resolution. In and out: camera px.
 * The camera sees the wall upright, so topLeft is the corner nearest the picture's top-left.
 */
import type { Quad } from '../../calibration/frames.ts';
import type { Cv } from './cv.ts';
import { findLines } from './find-lines.ts';
import { flattenWriting } from './flatten-writing.ts';
import type { GreyImage } from './grey-image.ts';
import type { PaperSighting } from './paper.ts';
import { proposeQuads, quadArea } from './propose-quads.ts';
import { type QuadCurves, type RefinedQuad, refineEdges } from './refine-edges.ts';

/** Below this level of the brightest twentieth nothing can be told: a covered lens or a dark room. */
const TOO_DARK_LEVEL = 28;
/** Least share of the outline on an edge. */
const MIN_CONFIDENCE = 0.35;
const MIN_SIDE_SUPPORT = 0.12;
/** How far the full picture's edge may lie from where the work picture has it, work px. */
const SHARPEN_REACH_PX = 2.5;
/** Smallest sheet, as a share of the picture, that can be read at any camera resolution we accept. */
const MIN_SHEET_AREA = 0.06;
/** Paper in shadow is still brighter than this share of the range from the darkest to the brightest pixels. */
const PAPER_LEVEL_SHARE = 0.15;
/** How far a bowed edge may leave the straight side, as a share of the quad's longer side. */
const BOW_SHARE = 0.045;

export const detectPaper = (cv: Cv, grey: GreyImage): PaperSighting => {
  const work = flattenWriting(cv, grey);
  const [dark, light] = percentiles(work, [0.02, 0.95]) as [number, number];
  if (light < TOO_DARK_LEVEL) return { kind: 'absent', reason: 'too-dark' };
  const proposals = proposeQuads(work, findLines(work), dark + PAPER_LEVEL_SHARE * (light - dark));
  let best: { proposal: Quad<'camera'>; rough: RefinedQuad; support: number; rank: number } | null = null;
  for (const { quad: proposal, score } of proposals) {
    const rough = refineEdges(work, proposal, { reachPx: BOW_SHARE * longestSide(proposal), blurPx: 2 });
    const support = meanSupport(rough);
    if (!best || support * score > best.rank) best = { proposal, rough, support, rank: support * score };
  }
  if (!best || best.support < MIN_CONFIDENCE || Math.min(...best.rough.support) < MIN_SIDE_SUPPORT)
    return { kind: 'absent', reason: 'no-bright-quad' };
  if (quadArea(best.rough.quad) < MIN_SHEET_AREA * work.width * work.height)
    return { kind: 'absent', reason: 'too-small' };
  // Once more along the same curves in the full picture, where an edge is a px or two wide.
  const enlarge = 1 / work.scale;
  const sharp = refineEdges(
    grey,
    best.proposal.map((p) => ({
      // Border to border, so that sides on the frame's border stay on it.
      x: (p.x * (grey.width - 1)) / (work.width - 1),
      y: (p.y * (grey.height - 1)) / (work.height - 1),
    })) as unknown as Quad<'camera'>,
    {
      reachPx: SHARPEN_REACH_PX * enlarge,
      blurPx: Math.max(2, 0.6 * enlarge),
      around: best.rough.curves.map((curve) => curve.map((c) => c * enlarge)) as unknown as QuadCurves,
    },
  );
  return { kind: 'found', quad: sharp.quad, confidence: best.support, source: 'detected' };
};

const longestSide = (quad: Quad<'camera'>): number =>
  Math.max(...quad.map((p, at) => Math.hypot(quad[(at + 1) % 4]!.x - p.x, quad[(at + 1) % 4]!.y - p.y)));

const meanSupport = (refined: RefinedQuad): number => refined.support.reduce((sum, value) => sum + value, 0) / 4;

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
