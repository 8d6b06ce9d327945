/**
 * How well a line is borne out by the picture, place by place along it, so that any stretch of it can be judged at once.
 * In: work px. Out: prefix sums over the line, one place every two px.
 */
import type { CameraPoint } from '../../calibration/frames.ts';
import type { DirectedLine } from './find-lines.ts';
import type { GreyImage } from './grey-image.ts';
import { stepSupport } from './step-support.ts';

/** Bowed edges leave the straight line by this much and still count. */
export const BOW_PX = 4;
/** Distance of the two samples whose difference is the step, halved. */
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
const PLACE_PX = 2;

export interface SupportedLine extends DirectedLine {
  /** Prefix sums of support along the line, from −reach. */
  readonly sums: Float32Array;
  /** px along the line, to both sides of its foot point, that are covered. */
  readonly reach: number;
}

/** A real edge: brighter inside than just outside, and than farther outside too (a line of writing has paper on both sides). */
export const supportEdge = (picture: GreyImage, line: DirectedLine, reach: number): SupportedLine => {
  const { width, height, data } = picture;
  const { nx, ny, rho } = line;
  const profile = new Int16Array(2 * (BOW_PX + STEP_REACH_PX) + 1);
  const last = profile.length - 1;
  const levelAt = (x: number, y: number): number => {
    const column = Math.min(width - 1, Math.max(0, (x + 0.5) | 0));
    const row = Math.min(height - 1, Math.max(0, (y + 0.5) | 0));
    return data[row * width + column]!;
  };
  const supportAt = (t: number): number => {
    const x = nx * rho - ny * t;
    const y = ny * rho + nx * t;
    if (x < 0 || y < 0 || x > width - 1 || y > height - 1) return UNSEEN_SUPPORT;
    for (let k = 0; k <= last; k++) {
      const offset = k - BOW_PX - STEP_REACH_PX;
      profile[k] = levelAt(x + nx * offset, y + ny * offset);
    }
    let best = 0;
    let inside = 0;
    for (let k = 2 * STEP_REACH_PX; k <= last; k++) {
      const step = profile[k]! - profile[k - 2 * STEP_REACH_PX]!;
      if (step <= best) continue;
      best = step;
      inside = profile[k]!;
    }
    if (best === 0) return 0;
    const farther = inside - levelAt(x - nx * FAR_PX, y - ny * FAR_PX);
    return stepSupport(best, inside) * (1 - FAR_SHARE + FAR_SHARE * stepSupport(farther, inside));
  };
  return { ...line, sums: prefixSums(reach, supportAt), reach };
};

/** The frame's border as a side. `dark`: level below which nothing passes for paper. */
export const supportBorder = (picture: GreyImage, line: DirectedLine, reach: number, dark: number): SupportedLine => {
  const { width, height, data } = picture;
  const supportAt = (t: number): number => {
    const x = Math.round(line.nx * line.rho - line.ny * t);
    const y = Math.round(line.ny * line.rho + line.nx * t);
    if (x < 0 || y < 0 || x > width - 1 || y > height - 1) return 0;
    const level = data[y * width + x]!;
    const deepX = Math.min(width - 1, Math.max(0, Math.round(x + line.nx * BORDER_DEPTH_PX)));
    const deepY = Math.min(height - 1, Math.max(0, Math.round(y + line.ny * BORDER_DEPTH_PX)));
    return level > dark && level >= BORDER_EVENNESS * data[deepY * width + deepX]! ? BORDER_SUPPORT : 0;
  };
  return { ...line, sums: prefixSums(reach, supportAt), reach };
};

/** Mean support of a line between two of its points, 0…1. */
export const supportBetween = (line: SupportedLine, a: CameraPoint, b: CameraPoint): number => {
  const last = line.sums.length - 1;
  const from = place(line, a, last);
  const to = place(line, b, last);
  return from === to ? 0 : (line.sums[to]! - line.sums[from]!) / (to - from);
};

const place = (line: SupportedLine, p: CameraPoint, last: number): number =>
  Math.min(last, Math.max(0, Math.round((p.y * line.nx - p.x * line.ny + line.reach) / PLACE_PX)));

const prefixSums = (reach: number, supportAt: (t: number) => number): Float32Array => {
  const sums = new Float32Array(Math.ceil((2 * reach) / PLACE_PX) + 1);
  for (let at = 1; at < sums.length; at++) sums[at] = sums[at - 1]! + supportAt((at - 0.5) * PLACE_PX - reach);
  return sums;
};
