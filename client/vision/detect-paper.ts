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
import { type RefinedQuad, refineEdges } from './refine-edges.ts';

/** Below this level of the brightest twentieth nothing can be told: a covered lens or a dark room. */
const TOO_DARK_LEVEL = 28;
/** Least share of the outline on an edge. */
const MIN_CONFIDENCE = 0.35;
const MIN_SIDE_SUPPORT = 0.12;
/** Smallest sheet, as a share of the picture, that can be read at any camera resolution we accept. */
const MIN_SHEET_AREA = 0.06;
/** A step counts half at this share of the picture's range of grey, but never below what sensor noise makes. */
const CONTRAST_SHARE = 0.06;
const MIN_CONTRAST = 5;
/** Paper in shadow is still brighter than this share of the range from the darkest to the brightest pixels. */
const PAPER_LEVEL_SHARE = 0.15;
/** How far a bowed edge may leave the straight side, as a share of the quad's longer side. */
const BOW_SHARE = 0.045;

export const detectPaper = (cv: Cv, grey: GreyImage): PaperSighting => {
  const work = flattenWriting(cv, grey);
  const [dark, light] = percentiles(work, [0.02, 0.95]) as [number, number];
  if (light < TOO_DARK_LEVEL) return { kind: 'absent', reason: 'too-dark' };
  const contrast = Math.max(MIN_CONTRAST, CONTRAST_SHARE * (light - dark));
  const proposals = proposeQuads(work, findLines(work), contrast, dark + PAPER_LEVEL_SHARE * (light - dark));
  let best: { quad: Quad<'camera'>; confidence: number; rank: number } | null = null;
  for (const proposal of proposals) {
    const rough = refineEdges(work, proposal.quad, {
      reachPx: BOW_SHARE * longestSide(proposal.quad),
      blurPx: 2,
      contrast,
    });
    const support = meanSupport(rough);
    const rank = support * proposal.score;
    if (best && rank <= best.rank) continue;
    best = { quad: rough.quad, confidence: Math.min(...rough.support) < MIN_SIDE_SUPPORT ? 0 : support, rank };
  }
  if (!best || best.confidence < MIN_CONFIDENCE) return { kind: 'absent', reason: 'no-bright-quad' };
  if (quadArea(best.quad) < MIN_SHEET_AREA * work.width * work.height) return { kind: 'absent', reason: 'too-small' };
  const enlarged = best.quad.map((p) => ({
    x: (p.x + 0.5) / work.scale - 0.5,
    y: (p.y + 0.5) / work.scale - 0.5,
  })) as unknown as Quad<'camera'>;
  return { kind: 'found', quad: enlarged, confidence: best.confidence, source: 'detected' };
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
