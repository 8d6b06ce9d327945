/**
 * How far light falls from where a calibration sends it, at points that took no part in making it. Errors in projector px, and in mm on the paper
 * through the calibration's own scale there. Frames: canvas mm, projector px.
 */
import { canvasPoint, type ProjectorPoint, projectorPoint, type SheetSize } from '../frames.ts';
import { applyHomography, invertHomography } from '../homography.ts';
import { type CanvasModel, mapCanvasToProjector } from '../map-canvas.ts';
import { meshOffset } from '../residual-mesh.ts';

/** Measured: where canvas points were found in the raster. */
export interface CanvasPoints {
  readonly count: number;
  /** x0, y0, … canvas mm. */
  readonly canvas: Float64Array;
  /** x0, y0, … projector px. */
  readonly projector: Float64Array;
  /** 0 … 1 each. */
  readonly confidence: Float32Array;
}

/** Mean held-out error by place, row by row from the top left; null where nothing was held out. */
export interface HeatMap {
  readonly columns: number;
  readonly rows: number;
  readonly errorMm: readonly (number | null)[];
}

export interface HeldOutAccuracy {
  readonly rmsPx: number;
  readonly p95Px: number;
  readonly worstPx: number;
  readonly rmsMm: number;
  readonly p95Mm: number;
  /** How many points were held out. */
  readonly points: number;
  readonly heat: HeatMap;
}

/** Cells of the heat map along the sheet's longer side. */
const HEAT_CELLS = 12;

/** NaN figures where there are no points. */
export const proveCalibration = (model: CanvasModel, points: CanvasPoints): HeldOutAccuracy => {
  const px = new Float64Array(points.count);
  const mm = new Float64Array(points.count);
  const projectorToCanvas = invertHomography(model.canvasToProjector);
  for (let i = 0; i < points.count; i++) {
    const canvas = canvasPoint(points.canvas[2 * i]!, points.canvas[2 * i + 1]!);
    const measured = projectorPoint(points.projector[2 * i]!, points.projector[2 * i + 1]!);
    const mapped = mapCanvasToProjector(model, canvas);
    px[i] = Math.hypot(mapped.x - measured.x, mapped.y - measured.y);
    const lit = applyHomography(projectorToCanvas, flattened(model, canvas, measured));
    mm[i] = Math.hypot(lit.x - canvas.x, lit.y - canvas.y);
  }
  return {
    rmsPx: rms(px),
    p95Px: percentile95(px),
    worstPx: px.reduce((worst, e) => Math.max(worst, e), 0),
    rmsMm: rms(mm),
    p95Mm: percentile95(mm),
    points: points.count,
    heat: heatOf(model.sheet, points, mm),
  };
};

/** A measured projector point less the mesh's offset: what the homography alone has to answer for. */
const flattened = (model: CanvasModel, canvas: { x: number; y: number }, measured: ProjectorPoint): ProjectorPoint => {
  if (model.mesh === null) return measured;
  const { dx, dy } = meshOffset(model.mesh, model.sheet, canvas);
  return projectorPoint(measured.x - dx, measured.y - dy);
};

const rms = (errors: Float64Array): number => Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
const percentile95 = (errors: Float64Array): number =>
  errors.toSorted()[Math.max(0, Math.ceil(0.95 * errors.length) - 1)] ?? Number.NaN;

const heatOf = (sheet: SheetSize, points: CanvasPoints, mm: Float64Array): HeatMap => {
  const side = Math.max(sheet.widthMm, sheet.heightMm) / HEAT_CELLS;
  const columns = Math.max(1, Math.round(sheet.widthMm / side));
  const rows = Math.max(1, Math.round(sheet.heightMm / side));
  const sums = new Float64Array(columns * rows);
  const counts = new Int32Array(columns * rows);
  for (let i = 0; i < points.count; i++) {
    const column = Math.floor((points.canvas[2 * i]! / sheet.widthMm) * columns);
    const row = Math.floor((points.canvas[2 * i + 1]! / sheet.heightMm) * rows);
    if (column < 0 || column >= columns || row < 0 || row >= rows) continue;
    sums[row * columns + column]! += mm[i]!;
    counts[row * columns + column]!++;
  }
  return { columns, rows, errorMm: Array.from(sums, (sum, i) => (counts[i] === 0 ? null : sum / counts[i]!)) };
};
