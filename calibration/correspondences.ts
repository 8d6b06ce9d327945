/**
 * What structured light gives: which point of the projector's raster lights which camera px. Parallel typed arrays, so that 100,000 of them cost
 * nothing to walk and cross a worker boundary as they are. Frames: camera px (as delivered) → projector px, sub-pixel.
 */
export interface Correspondences {
  readonly count: number;
  /** x0, y0, x1, y1, … camera px. */
  readonly camera: Float64Array;
  /** x0, y0, x1, y1, … projector px. */
  readonly projector: Float64Array;
  /** 0 … 1 each: how far the light stood out of the noise. Used as the weight of the point in a fit. */
  readonly confidence: Float32Array;
}

/** Those whose index `keep` accepts, in order. */
export const filterCorrespondences = (all: Correspondences, keep: (i: number) => boolean): Correspondences => {
  const chosen: number[] = [];
  for (let i = 0; i < all.count; i++) if (keep(i)) chosen.push(i);
  const camera = new Float64Array(chosen.length * 2);
  const projector = new Float64Array(chosen.length * 2);
  const confidence = new Float32Array(chosen.length);
  chosen.forEach((from, to) => {
    camera[2 * to] = all.camera[2 * from]!;
    camera[2 * to + 1] = all.camera[2 * from + 1]!;
    projector[2 * to] = all.projector[2 * from]!;
    projector[2 * to + 1] = all.projector[2 * from + 1]!;
    confidence[to] = all.confidence[from]!;
  });
  return { count: chosen.length, camera, projector, confidence };
};
