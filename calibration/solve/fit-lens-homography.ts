/**
 * A plane seen through a lens: camera px as delivered → straight px by k1 and k2 → projector px by a homography, fitted together by
 * Levenberg-Marquardt with Tukey's weights. The projector's own optics stay inside the homography: on one plane its focal length and pose cannot be
 * told apart. Frames: camera px → projector px.
 */
import { type Correspondences, filterCorrespondences } from '../correspondences.ts';
import type { CameraPoint, ProjectorPoint, Size } from '../frames.ts';
import { applyHomography, composeHomographies, type Homography } from '../homography.ts';
import { type CameraLens, lensOf, straightenPoint } from '../lens.ts';
import { fitRobustHomography } from './fit-robust-homography.ts';
import { lensNormalEquations, PARAMETERS, residualsOf, type ScaledPoints } from './lens-equations.ts';
import { solveCholesky } from './solve-linear.ts';

/** How many lens terms are fitted: none, k1, or k1 and k2. */
export type LensTerms = 0 | 1 | 2;

export interface LensHomography {
  readonly lens: CameraLens;
  /** From straight camera px. */
  readonly straightToProjector: Homography<'camera', 'projector'>;
}

/** Where the fit starts: lenses of webcams lie within, and RANSAC from the nearest finds its inliers. */
const STARTS = [0, -0.05, 0.05, -0.1, 0.1, -0.15, -0.2, -0.25, -0.3] as const;
/** RANSAC's tolerance, projector px: bent paper leaves a plane by more than light is uncertain. */
const RANSAC_PX = 3;
/** Points that the start is sought with. */
const START_POINTS = 800;
/** Points that are fitted, evenly chosen of more: ten unknowns are known to a hundredth of a px from these. */
const FIT_POINTS = 4000;
const STEPS = 30;
/** Change of an unknown, in units: a hundred-thousandth of a px. */
const CLOSE_ENOUGH = 1e-8;
/** Weights of Tukey reach to this many robust standard deviations, and at least to LEAST_REACH_PX. */
const REACH = 4.685;
const LEAST_REACH_PX = 1.5;
/** A lens is believed to lie about here before anything is seen (standard deviation of k1, k2): decides only where the picture cannot. */
const PRIOR = 0.3;
/** Noise that the prior is weighed against, projector px. */
const PRIOR_NOISE_PX = 0.2;

export const mapThroughLens = (model: LensHomography, p: CameraPoint): ProjectorPoint =>
  applyHomography(model.straightToProjector, straightenPoint(model.lens, p));

/** From `start`, which RANSAC found or a fit with fewer terms gave; terms beyond `terms` stay as they are there. */
export const fitLensHomography = (points: Correspondences, start: LensHomography, terms: LensTerms): LensHomography => {
  const { unitPx } = start.lens;
  let theta = unknownsOf(start);
  const every = Math.max(1, points.count / FIT_POINTS);
  let next = 0;
  const fitted = filterCorrespondences(points, (i) => {
    if (i < next) return false;
    next += every;
    return true;
  });
  const scaled = scalePoints(fitted, start.lens);
  const prior = (PRIOR_NOISE_PX / unitPx / PRIOR) ** 2;
  const active = 8 + terms;
  let damping = 1e-4;
  for (let step = 0; step < STEPS; step++) {
    const residuals = residualsOf(scaled, theta);
    const reach = reachOf(residuals, unitPx);
    const equations = lensNormalEquations(scaled, theta, residuals, reach);
    const { moved, improved } = tryStep(scaled, theta, equations, { active, damping, prior, reach });
    if (!improved) {
      damping *= 10;
      if (damping > 1e6) break;
      continue;
    }
    const change = Math.max(...moved.map((value, i) => Math.abs(value - theta[i]!)));
    theta = moved;
    damping = Math.max(1e-9, damping / 10);
    if (change < CLOSE_ENOUGH) break;
  }
  return modelOf(theta, start.lens);
};

const scalePoints = (points: Correspondences, { centre, unitPx }: CameraLens): ScaledPoints => ({
  count: points.count,
  camera: points.camera.map((value, i) => (value - (i % 2 === 0 ? centre.x : centre.y)) / unitPx),
  projector: points.projector.map((value) => value / unitPx),
  confidence: points.confidence,
});

const reachOf = (residuals: Float64Array, unitPx: number): number => {
  const sizes = new Float64Array(residuals.length / 2);
  for (let i = 0; i < sizes.length; i++) sizes[i] = Math.hypot(residuals[2 * i]!, residuals[2 * i + 1]!);
  // Of a length in two dimensions, the median is 1.1774 standard deviations of one coordinate.
  const deviation = (sizes.sort()[sizes.length >> 1] ?? 0) / 1.1774;
  return Math.max(LEAST_REACH_PX / unitPx, REACH * deviation);
};

interface StepSetting {
  readonly active: number;
  readonly damping: number;
  readonly prior: number;
  readonly reach: number;
}

const tryStep = (
  points: ScaledPoints,
  theta: Float64Array,
  { a, b }: { readonly a: Float64Array; readonly b: Float64Array },
  { active, damping, prior, reach }: StepSetting,
): { readonly moved: Float64Array<ArrayBuffer>; readonly improved: boolean } => {
  const matrix = new Float64Array(active * active);
  const right = new Float64Array(active);
  for (let r = 0; r < active; r++) {
    for (let c = 0; c <= r; c++) matrix[r * active + c] = a[r * PARAMETERS + c]!;
    right[r] = b[r]!;
    if (r >= 8) {
      matrix[r * active + r]! += prior;
      right[r]! -= prior * theta[r]!;
    }
    matrix[r * active + r]! *= 1 + damping;
  }
  const moved = Float64Array.from(theta);
  if (!solveCholesky(matrix, right, active)) return { moved, improved: false };
  for (let r = 0; r < active; r++) moved[r]! += right[r]!;
  const cost = (at: Float64Array): number =>
    costOf(points, residualsOf(points, at), reach) + prior * (at[8]! ** 2 + at[9]! ** 2);
  return { moved, improved: cost(moved) <= cost(theta) };
};

/** Tukey's loss, weighed by confidence. */
const costOf = ({ count, confidence }: ScaledPoints, residuals: Float64Array, reach: number): number => {
  let cost = 0;
  for (let i = 0; i < count; i++) {
    const share = Math.min(1, (residuals[2 * i]! ** 2 + residuals[2 * i + 1]! ** 2) / (reach * reach));
    cost += ((confidence[i]! * reach * reach) / 3) * (1 - (1 - share) ** 3);
  }
  return cost;
};

const scaling = (by: number): number[] => [by, 0, 0, 0, by, 0, 0, 0, 1];

/** The homography from ((straight − centre) / unitPx) to projector px / unitPx, h8 = 1, then k1 and k2. */
const unknownsOf = ({ lens, straightToProjector }: LensHomography): Float64Array<ArrayBuffer> => {
  const { centre, unitPx, k1, k2 } = lens;
  const toUnits = [unitPx, 0, centre.x, 0, unitPx, centre.y, 0, 0, 1];
  const h = composeHomographies(composeHomographies(toUnits, straightToProjector), scaling(1 / unitPx));
  return Float64Array.from([...h.slice(0, 8), k1, k2]);
};

const modelOf = (theta: Float64Array, { centre, unitPx }: CameraLens): LensHomography => {
  const fromUnits = [1 / unitPx, 0, -centre.x / unitPx, 0, 1 / unitPx, -centre.y / unitPx, 0, 0, 1];
  const inUnits = [...theta.subarray(0, 8), 1];
  return {
    lens: { centre, unitPx, k1: theta[8]!, k2: theta[9]! },
    straightToProjector: composeHomographies(composeHomographies(fromUnits, inUnits), scaling(unitPx)),
  };
};

/**
 * Without a lens, or the best of a few lenses, each with the homography that RANSAC finds for it.
 * Throws DegeneratePointsError when no plane agrees with the correspondences.
 */
export const findPlane = (
  points: Correspondences,
  cameraSize: Size,
  withLens: boolean,
  random: () => number,
): LensHomography => {
  const chosen = Array.from({ length: Math.min(points.count, START_POINTS) }, (_, i) =>
    points.count <= START_POINTS ? i : Math.floor(random() * points.count),
  );
  const to = Float64Array.from(chosen.flatMap((i) => [points.projector[2 * i]!, points.projector[2 * i + 1]!]));
  const starts = (withLens ? STARTS : [0]).map((k1) => {
    const lens = lensOf(cameraSize, { k1, k2: 0 });
    const from = Float64Array.from(
      chosen.flatMap((i) => {
        const p = straightenPoint(lens, { x: points.camera[2 * i]!, y: points.camera[2 * i + 1]! });
        return [p.x, p.y];
      }),
    );
    return { lens, fit: fitRobustHomography<'camera', 'projector'>(from, to, RANSAC_PX, random) };
  });
  const { lens, fit } = starts.reduce((best, next) => (next.fit.inlierCount > best.fit.inlierCount ? next : best));
  return { lens, straightToProjector: fit.homography };
};
