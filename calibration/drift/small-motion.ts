/**
 * A small motion of a plane seen by a camera, to first order in how much it moved: shift, turn, scale, shear and perspective. In: displacements of
 * points, each known along one direction only (an edge) or along both (a patch). Frame: camera px before → camera px after. Least squares, repeatedly
 * reweighted: first mildly (Huber), then so that outliers count nothing (Geman and McClure 1987): an arm that lies over an edge stays there for long.
 * What the measurements do not determine stays still, the rarer motions first.
 */
import type { CameraPoint } from '../frames.ts';
import { solveLinear } from './solve-linear.ts';

/** One measurement: at `at`, the displacement along the unit direction `along` is `by` px. */
export interface Displacement {
  readonly at: CameraPoint;
  readonly along: CameraPoint;
  readonly by: number;
  readonly weight: number;
}

/** Eight numbers about `centre`, positions in units of `scale` px. */
export interface SmallMotion {
  readonly centre: CameraPoint;
  /** px */
  readonly scale: number;
  readonly terms: readonly number[];
}

export const NO_MOTION: SmallMotion = { centre: { x: 0, y: 0 }, scale: 1, terms: [0, 0, 0, 0, 0, 0, 0, 0] };

/** Residuals beyond this are outliers, px. */
const OUTLIER_PX = 0.4;
const ROUNDS = 12;
/** Rounds that still listen to far outliers. */
const MILD_ROUNDS = 4;
/** How much less likely a turn or shear is than a shift, and a change of perspective than those: px⁻² at the frame's rim, against one measurement. */
const RIDGE = { shift: 1e-4, linear: 2e-2, perspective: 0.3 } as const;

const rowOf = (motion: Pick<SmallMotion, 'centre' | 'scale'>, at: CameraPoint, along: CameraPoint): number[] => {
  const x = (at.x - motion.centre.x) / motion.scale;
  const y = (at.y - motion.centre.y) / motion.scale;
  const { x: u, y: v } = along;
  return [u, v, u * x, u * y, v * x, v * y, u * x * x + v * x * y, u * x * y + v * y * y];
};

/** `frame`: where measurements may lie, for scale. No measurements give no motion. */
export const fitSmallMotion = (
  displacements: readonly Displacement[],
  frame: { readonly width: number; readonly height: number },
): SmallMotion => {
  const base = { centre: { x: frame.width / 2, y: frame.height / 2 }, scale: Math.max(frame.width, frame.height) / 2 };
  const rows = displacements.map(({ at, along }) => rowOf(base, at, along));
  let terms: readonly number[] = new Array(8).fill(0);
  for (let round = 0; round < ROUNDS && rows.length > 0; round++) {
    const n = Array.from({ length: 8 }, (_, i) => {
      const line = new Array<number>(9).fill(0);
      line[i] = i < 2 ? RIDGE.shift : i < 6 ? RIDGE.linear : RIDGE.perspective;
      return line;
    });
    for (const [k, row] of rows.entries()) {
      const { by, weight } = displacements[k]!;
      const left = Math.abs(by - dot(row, terms));
      const mild = round === 0 || left <= OUTLIER_PX ? 1 : OUTLIER_PX / left;
      const trust = weight * (round < MILD_ROUNDS ? mild : 1 / (1 + (left / OUTLIER_PX) ** 2) ** 2);
      for (let a = 0; a < 8; a++) {
        for (let b = 0; b < 8; b++) n[a]![b]! += trust * row[a]! * row[b]!;
        n[a]![8]! += trust * row[a]! * by;
      }
    }
    terms = solveLinear(n);
  }
  return { ...base, terms };
};

/** How far the plane's point that was at `at` has moved, px. */
export const motionAt = (motion: SmallMotion, at: CameraPoint): CameraPoint => ({
  x: dot(rowOf(motion, at, { x: 1, y: 0 }), motion.terms),
  y: dot(rowOf(motion, at, { x: 0, y: 1 }), motion.terms),
});

/** Where the point that is at `at` now has been. */
export const undoMotion = (motion: SmallMotion, at: CameraPoint): CameraPoint => {
  let before = at;
  for (let round = 0; round < 4; round++) {
    const moved = motionAt(motion, before);
    before = { x: at.x - moved.x, y: at.y - moved.y };
  }
  return before;
};

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, v, i) => sum + v * b[i]!, 0);
