/**
 * Which of the projector's patches can be believed: light that falls on an arm before the wall is seen elsewhere, as sharp as ever. All patches of one
 * projector move together (a shift, a turn, another size), so those that do not join the motion of most are left out; of two motions that explain as
 * many, the calmer is believed. Frame: camera px. Method: consensus over all pairs (Fischler and Bolles, 1981), exhaustively, as patches are few.
 */
import type { CameraPoint } from '../../calibration/frames.ts';

export interface PatchMotion {
  readonly id: number;
  readonly from: CameraPoint;
  readonly to: CameraPoint;
}

/** px that a patch may be off the common motion. */
const INLIER_PX = 0.9;
/** What a motion must explain more to be preferred to none, and a turn to a shift: a fraction of a patch. */
const CALM_BONUS = 0.9;
const SHIFT_BONUS = 0.5;
/** With fewer than this share in agreement nothing is known. */
const LEAST_SHARE = 0.5;

/** x, y → a·x − b·y + c, b·x + a·y + d. */
type Similarity = readonly [number, number, number, number];
const STILL: Similarity = [1, 0, 0, 0];

/** The patches that move together; [] when they do not agree. */
export const agreePatches = (patches: readonly PatchMotion[]): readonly PatchMotion[] => {
  const hypotheses: { readonly motion: Similarity; readonly bonus: number }[] = [{ motion: STILL, bonus: CALM_BONUS }];
  for (const [i, p] of patches.entries()) {
    hypotheses.push({ motion: [1, 0, p.to.x - p.from.x, p.to.y - p.from.y], bonus: SHIFT_BONUS });
    for (const q of patches.slice(i + 1)) hypotheses.push({ motion: similarityOf(p, q), bonus: 0 });
  }
  let best: readonly PatchMotion[] = [];
  let most = Number.NEGATIVE_INFINITY;
  for (const { motion, bonus } of hypotheses) {
    const joined = patches.filter((p) => errorOf(motion, p) < INLIER_PX);
    // Any two patches agree on some turn: it takes a third to believe it.
    if (joined.length + bonus <= most || (bonus === 0 && joined.length < 3)) continue;
    most = joined.length + bonus;
    best = joined;
  }
  return best.length >= LEAST_SHARE * patches.length ? best : [];
};

const similarityOf = (p: PatchMotion, q: PatchMotion): Similarity => {
  const [x, y] = [q.from.x - p.from.x, q.from.y - p.from.y];
  const [u, v] = [q.to.x - p.to.x, q.to.y - p.to.y];
  const length = x * x + y * y;
  const a = (x * u + y * v) / length;
  const b = (x * v - y * u) / length;
  return [a, b, p.to.x - a * p.from.x + b * p.from.y, p.to.y - b * p.from.x - a * p.from.y];
};

const errorOf = ([a, b, c, d]: Similarity, { from, to }: PatchMotion): number =>
  Math.hypot(a * from.x - b * from.y + c - to.x, b * from.x + a * from.y + d - to.y);
