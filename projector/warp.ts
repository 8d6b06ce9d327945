/**
 * Where the light falls: canvas mm → projector px → NDC, as one projective matrix for the vertex shader, so that perspective is
 * right between the corners too. The only file that knows NDC. Pixel centres stand at integers: px −0.5 is the raster's edge.
 */
import { type NdcPoint, ndcPoint, type ProjectorPoint, type Size } from '../calibration/frames.ts';
import type { Homography } from '../calibration/homography.ts';

export const projectorToNdc = (p: ProjectorPoint, raster: Size): NdcPoint =>
  ndcPoint(((p.x + 0.5) / raster.width) * 2 - 1, 1 - ((p.y + 0.5) / raster.height) * 2);

/** Row-major 3×3 of the same map. */
const rasterToNdc = ({ width, height }: Size): readonly number[] => [
  2 / width,
  0,
  1 / width - 1,
  0,
  -2 / height,
  1 - 1 / height,
  0,
  0,
  1,
];

/**
 * Column-major 4×4, as WebGL wants it: (x mm, y mm, 0, 1) → clip space with the homography's own w; z is 0.
 * `anchor` (canvas mm) is a point known to lie in front: w is made positive there, since a homography's sign is free.
 */
export const canvasToClip = (
  canvasToProjector: Homography<'canvas', 'projector'>,
  raster: Size,
  anchor = { x: 0, y: 0 },
): number[] => {
  const n = rasterToNdc(raster);
  const h = canvasToProjector;
  const row = (r: number, c: number): number =>
    n[r * 3]! * h[c]! + n[r * 3 + 1]! * h[3 + c]! + n[r * 3 + 2]! * h[6 + c]!;
  const w = h[6]! * anchor.x + h[7]! * anchor.y + h[8]!;
  const s = w < 0 ? -1 : 1;
  return [
    s * row(0, 0),
    s * row(1, 0),
    0,
    s * h[6]!,
    s * row(0, 1),
    s * row(1, 1),
    0,
    s * h[7]!,
    0,
    0,
    0,
    0,
    s * row(0, 2),
    s * row(1, 2),
    0,
    s * h[8]!,
  ];
};

/** Clip space (at w = 1) a projector px, right and down: what the residual mesh adds is given in px. */
export const pxToClip = ({ width, height }: Size): readonly [x: number, y: number] => [2 / width, -2 / height];

/** The raster's own corners in NDC, in Quad order: for what is drawn on the raster itself, not on the paper. */
export const rasterQuadNdc = ({ width, height }: Size): readonly NdcPoint[] =>
  [
    { x: -0.5, y: -0.5 },
    { x: width - 0.5, y: -0.5 },
    { x: width - 0.5, y: height - 0.5 },
    { x: -0.5, y: height - 0.5 },
  ].map((p) => projectorToNdc(p, { width, height }));
