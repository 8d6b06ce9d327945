/**
 * Which blocks of the camera's picture the projector lights, and which of those lie on the paper. In: the coarse map, the paper's corners, and what is
 * kept dark; out: block numbers. Frames: camera px, projector px.
 */
import type { CameraPoint, Quad, Size } from '../frames.ts';
import { idStripHeight } from '../patterns/pattern-id.ts';
import { type CoarseRaster, rasterOfCamera } from './coarse-raster.ts';
import { BLOCK_PX, blockMiddle, gridOf } from './light-grid.ts';

export interface LitBlocks {
  /** Well inside the raster, clear of the id's strips. */
  readonly lit: readonly number[];
  /** All blocks on the paper, lit or not, but for what masks keep dark; empty when no paper is known. */
  readonly paper: readonly number[];
  /** Share of those whose middle lies within the raster, strips and all; 1 when no paper is known. */
  readonly paperInRaster: number;
}

export const findLitBlocks = (
  coarse: CoarseRaster,
  camera: Size,
  projector: Size,
  paper: Quad<'camera'> | null,
  isKeptDark: (p: CameraPoint) => boolean = () => false,
): LitBlocks => {
  const grid = gridOf(camera);
  const lit: number[] = [];
  const onPaper: number[] = [];
  let reached = 0;
  const strip = idStripHeight(projector);
  for (let block = 0; block < grid.columns * grid.rows; block++) {
    const middle = blockMiddle(grid, block);
    if (isKeptDark(middle)) continue;
    const p = rasterOfCamera(coarse, middle);
    const next = rasterOfCamera(coarse, { x: middle.x + BLOCK_PX, y: middle.y });
    // A block's reach in the raster, and some px that the coarse map may be off.
    const margin = Math.hypot(next.x - p.x, next.y - p.y) + 0.012 * projector.width;
    if (
      p.x > margin &&
      p.y > strip + margin &&
      p.x < projector.width - margin &&
      p.y < projector.height - strip - margin
    )
      lit.push(block);
    if (paper === null || !isInside(paper, middle)) continue;
    onPaper.push(block);
    if (p.x > 0 && p.y > 0 && p.x < projector.width && p.y < projector.height) reached++;
  }
  return { lit, paper: onPaper, paperInRaster: onPaper.length === 0 ? 1 : reached / onPaper.length };
};

/** Of the blocks on the paper, or of all that are lit where none is known, the share that may be finer than what is told. */
const FINER_SHARE = 0.05;

/** Projector px that a camera px spans, across or down, where it spans most but for a few blocks; 0 when nothing is lit. */
export const spanOf = (coarse: CoarseRaster, camera: Size, { lit, paper }: LitBlocks): number => {
  const grid = gridOf(camera);
  const spans = (paper.length > 0 ? paper : lit).flatMap((block) => {
    const { x, y } = blockMiddle(grid, block);
    const p = rasterOfCamera(coarse, { x, y });
    return [rasterOfCamera(coarse, { x: x + 1, y }), rasterOfCamera(coarse, { x, y: y + 1 })].map((q) =>
      Math.hypot(q.x - p.x, q.y - p.y),
    );
  });
  return spans.sort((a, b) => a - b)[Math.floor((1 - FINER_SHARE) * spans.length)] ?? 0;
};

/** All four sides have the point on the same hand. */
const isInside = (quad: Quad<'camera'>, p: { x: number; y: number }): boolean => {
  let left = 0;
  for (let i = 0; i < 4; i++) {
    const a = quad[i]!;
    const b = quad[(i + 1) % 4]!;
    const cross = (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
    // Half a block inside: a block on the edge is paper and wall.
    if (Math.abs(cross) < (BLOCK_PX * Math.hypot(b.x - a.x, b.y - a.y)) / Math.SQRT2) return false;
    if (cross > 0) left++;
  }
  return left === 0 || left === 4;
};
