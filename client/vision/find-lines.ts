/**
 * Straight edges that are bright on one side: a Hough transform over directed gradients, so that a line knows its bright side.
 * In and out: work px. (Ballard, "Generalizing the Hough transform", 1981: the gradient's direction limits each point's votes.)
 */
import type { GreyImage } from './grey-image.ts';

/** Points p with nx·p.x + ny·p.y = rho; (nx, ny) points to the bright side. */
export interface DirectedLine {
  readonly nx: number;
  readonly ny: number;
  readonly rho: number;
  readonly votes: number;
}

export type Side = 'left' | 'top' | 'right' | 'bottom';
export const SIDES: readonly Side[] = ['left', 'top', 'right', 'bottom'];

const ANGLE_BINS = 120;
const RHO_PX = 2;
/** A gradient's direction is only good to some degrees where an edge is soft: votes spread this many bins (3° each) to both sides. */
const VOTE_SPREAD = 2;
/** Grey levels a px below which a gradient is noise. */
const MIN_GRADIENT = 2.5;
/** A strong edge counts little more than a clear one, so that a black table's edge does not drown a white sheet's on a light table. */
const SATURATION = 10;
/** The sheet may be turned this far and still has a top. */
const MAX_TURN_DEG = 48;
/** Fewer than some px of crest are no side. */
const MIN_VOTES = 4;
const PEAKS_PER_SIDE = 7;
/** Two peaks nearer than this are one line. */
const PEAK_RHO_PX = 6;
const PEAK_ANGLE_BINS = 3;

/** Up to seven lines for each side of a sheet, strongest first. */
export const findLines = (picture: GreyImage): Record<Side, DirectedLine[]> => {
  const { width, height } = picture;
  const halfDiagonal = Math.hypot(width, height) / 2;
  const rhoBins = 2 * Math.ceil(halfDiagonal / RHO_PX) + 3;
  const cosine = new Float64Array(ANGLE_BINS).map((_, k) => Math.cos((2 * Math.PI * k) / ANGLE_BINS));
  const sine = new Float64Array(ANGLE_BINS).map((_, k) => Math.sin((2 * Math.PI * k) / ANGLE_BINS));
  const votes = new Float32Array(ANGLE_BINS * rhoBins);
  const cx = (width - 1) / 2;
  const cy = (height - 1) / 2;
  const { strength, gx, gy } = gradients(picture);
  for (let y = 2; y < height - 2; y++) {
    for (let x = 2; x < width - 2; x++) {
      const at = y * width + x;
      const here = strength[at]!;
      if (here < MIN_GRADIENT) continue;
      // Only the crest of an edge votes: compared along the gradient's main axis.
      const aside = Math.abs(gx[at]!) > Math.abs(gy[at]!) ? 1 : width;
      if (here < strength[at - aside]! || here <= strength[at + aside]!) continue;
      const weight = here / (here + SATURATION);
      const bin = Math.round((Math.atan2(gy[at]!, gx[at]!) / (2 * Math.PI)) * ANGLE_BINS) + ANGLE_BINS;
      for (let spread = -VOTE_SPREAD; spread <= VOTE_SPREAD; spread++) {
        const k = (bin + spread) % ANGLE_BINS;
        const rho = ((x - cx) * cosine[k]! + (y - cy) * sine[k]! + halfDiagonal) / RHO_PX + 1;
        const low = rho | 0;
        const part = rho - low;
        const to = k * rhoBins + low;
        votes[to]! += weight * (1 - part);
        votes[to + 1]! += weight * part;
      }
    }
  }
  const toLine = (k: number, bin: number, count: number): DirectedLine => ({
    nx: cosine[k]!,
    ny: sine[k]!,
    rho: (bin - 1) * RHO_PX - halfDiagonal + cx * cosine[k]! + cy * sine[k]!,
    votes: count,
  });
  const turn = Math.round((MAX_TURN_DEG / 360) * ANGLE_BINS);
  const quarter = ANGLE_BINS / 4;
  // The inward normal of the left side points right (angle 0), of the top side down (90°), and so on.
  const peaksAround = (centre: number): DirectedLine[] => {
    const peaks: { k: number; bin: number; count: number }[] = [];
    for (let offset = -turn; offset <= turn; offset++) {
      const k = (centre + offset + ANGLE_BINS) % ANGLE_BINS;
      for (let bin = 1; bin < rhoBins - 1; bin++) {
        const at = k * rhoBins + bin;
        const count = votes[at]!;
        if (count < MIN_VOTES || count < votes[at - 1]! || count <= votes[at + 1]!) continue;
        peaks.push({ k: centre + offset, bin, count });
      }
    }
    peaks.sort((p, q) => q.count - p.count);
    const kept: typeof peaks = [];
    for (const peak of peaks) {
      if (kept.length === PEAKS_PER_SIDE) break;
      const isNear = (other: (typeof peaks)[number]): boolean =>
        Math.abs(other.k - peak.k) <= PEAK_ANGLE_BINS && Math.abs(other.bin - peak.bin) * RHO_PX <= PEAK_RHO_PX;
      if (!kept.some(isNear)) kept.push(peak);
    }
    return kept.map(({ k, bin, count }) => toLine((k + ANGLE_BINS) % ANGLE_BINS, bin, count));
  };
  return {
    left: peaksAround(0),
    top: peaksAround(quarter),
    right: peaksAround(2 * quarter),
    bottom: peaksAround(3 * quarter),
  };
};

/** Central differences, grey levels a px. */
const gradients = (picture: GreyImage): { strength: Float32Array; gx: Float32Array; gy: Float32Array } => {
  const { width, height, data } = picture;
  const strength = new Float32Array(width * height);
  const gx = new Float32Array(width * height);
  const gy = new Float32Array(width * height);
  for (let y = 1; y < height - 1; y++)
    for (let at = y * width + 1; at < (y + 1) * width - 1; at++) {
      const dx = (data[at + 1]! - data[at - 1]!) / 2;
      const dy = (data[at + width]! - data[at - width]!) / 2;
      gx[at] = dx;
      gy[at] = dy;
      strength[at] = Math.sqrt(dx * dx + dy * dy);
    }
  return { strength, gx, gy };
};
