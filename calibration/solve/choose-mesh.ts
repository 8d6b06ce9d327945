/**
 * Whether a sheet needs a residual mesh, and how stiff: the one that errs least at points it was not fitted on, or none when none errs clearly less
 * than the plane. Frames: canvas mm → projector px.
 */
import { canvasPoint } from '../frames.ts';
import { applyHomography } from '../homography.ts';
import { type CanvasModel, mapCanvasToProjector } from '../map-canvas.ts';
import type { ResidualMesh } from '../residual-mesh.ts';
import { fitMesh, type MeshStiffness, type OffsetPoints } from './fit-mesh.ts';
import type { CanvasPoints } from './prove-calibration.ts';

/** Spline intervals along the sheet's longer side: a gentle bow, a wave, a curled corner. */
const INTERVALS = [3, 6, 10] as const;
const STIFFNESSES = [0.3, 10] as const;
/** A mesh must lower the error by this share, and by this many projector px: less is not worth bending light for. */
const LEAST_GAIN = 0.05;
const LEAST_GAIN_PX = 0.02;
/** When the first few candidates gain nothing the sheet is flat, and the finer ones are not tried. */
const TRIED_FIRST = 3;
/** Points that are fitted, evenly chosen of more: forty for each spline of the finest mesh. */
const FIT_POINTS = 4000;

export const chooseMesh = (flat: CanvasModel, fit: CanvasPoints, choose: CanvasPoints): ResidualMesh | null => {
  const { sheet } = flat;
  const points = offsetsOf(flat, fit);
  const without = errorOf(flat, choose);
  let best: ResidualMesh | null = null;
  let least = Math.min((1 - LEAST_GAIN) * without, without - LEAST_GAIN_PX);
  for (const [tried, setting] of candidates(sheet.widthMm, sheet.heightMm).entries()) {
    if (tried === TRIED_FIRST && best === null) break;
    const mesh = fitMesh(points, sheet, setting);
    const error = errorOf({ ...flat, mesh }, choose);
    if (!(error < least)) continue;
    best = mesh;
    least = error;
  }
  return best;
};

/** What the plane leaves over at each point. */
const offsetsOf = (flat: CanvasModel, fit: CanvasPoints): OffsetPoints => {
  const count = Math.min(FIT_POINTS, fit.count);
  const points = {
    count,
    canvas: new Float64Array(2 * count),
    offset: new Float64Array(2 * count),
    confidence: new Float32Array(count),
  };
  for (let k = 0; k < count; k++) {
    const i = Math.floor((k * fit.count) / count);
    const canvas = canvasPoint(fit.canvas[2 * i]!, fit.canvas[2 * i + 1]!);
    const p = applyHomography(flat.canvasToProjector, canvas);
    points.canvas.set([canvas.x, canvas.y], 2 * k);
    points.offset.set([fit.projector[2 * i]! - p.x, fit.projector[2 * i + 1]! - p.y], 2 * k);
    points.confidence[k] = fit.confidence[i]!;
  }
  return points;
};

const candidates = (widthMm: number, heightMm: number): MeshStiffness[] => {
  const longer = Math.max(widthMm, heightMm);
  return INTERVALS.flatMap((intervals) =>
    STIFFNESSES.map((stiffness) => ({
      across: Math.max(2, Math.round((intervals * widthMm) / longer)),
      down: Math.max(2, Math.round((intervals * heightMm) / longer)),
      stiffness,
    })),
  );
};

/** RMS, projector px. */
const errorOf = (model: CanvasModel, points: CanvasPoints): number => {
  let sum = 0;
  for (let i = 0; i < points.count; i++) {
    const p = mapCanvasToProjector(model, canvasPoint(points.canvas[2 * i]!, points.canvas[2 * i + 1]!));
    sum += (p.x - points.projector[2 * i]!) ** 2 + (p.y - points.projector[2 * i + 1]!) ** 2;
  }
  return Math.sqrt(sum / points.count);
};
