/**
 * A calibration moved by hand: its corners, and the nodes of its mesh, each by fractions of a px. What was measured no longer proves what was
 * moved, so the result claims no accuracy. Frames: canvas mm → projector px.
 */
import { type CanvasPoint, canvasPoint, type ProjectorPoint, projectorPoint, type Quad, sheetQuad } from './frames.ts';
import { applyHomography, DegeneratePointsError, quadToQuad } from './homography.ts';
import { isConvex } from './is-convex.ts';
import { mapCanvasToProjector } from './map-canvas.ts';
import type { CalibrationRecord } from './record.ts';
import { meshOffset, type ResidualMesh } from './residual-mesh.ts';

/** Nodes that a hand moves: a measured mesh is finer than anybody's patience. */
const COLUMNS = 5;
const ROWS = 4;

export interface ControlPoint {
  readonly canvas: CanvasPoint;
  /** Where its light falls now. */
  readonly projector: ProjectorPoint;
}

const nodeCanvas = (record: CalibrationRecord, node: number): CanvasPoint =>
  canvasPoint(
    (record.sheet.widthMm * (node % COLUMNS)) / (COLUMNS - 1),
    (record.sheet.heightMm * Math.floor(node / COLUMNS)) / (ROWS - 1),
  );

/** The four corners in Quad order, which move the whole plane, then the nodes of a 5 × 4 grid row by row, which bend it about themselves. */
export const controlPoints = (record: CalibrationRecord): readonly ControlPoint[] => {
  const nodes = Array.from({ length: COLUMNS * ROWS }, (_, node) => nodeCanvas(record, node));
  return [...sheetQuad(record.sheet), ...nodes].map((canvas) => ({
    canvas,
    projector: mapCanvasToProjector(record, canvas),
  }));
};

export const isCorner = (point: number): boolean => point < 4;

/** `record` with one control point moved by projector px; unchanged where that would fold the sheet. */
export const moveControlPoint = (
  record: CalibrationRecord,
  point: number,
  by: { readonly x: number; readonly y: number },
  now: string,
): CalibrationRecord => {
  const moved = isCorner(point) ? movePlane(record, point, by) : bendMesh(record, point - 4, by);
  if (moved === null) return record;
  // The watchdog's patches lie by the plane: where they were seen is not where they will be, and that would be taken for drift.
  const reference = isCorner(point) ? null : record.reference;
  return { ...record, ...moved, source: 'refined', accuracy: null, reference, madeAt: now };
};

const movePlane = (
  record: CalibrationRecord,
  corner: number,
  by: { readonly x: number; readonly y: number },
): Pick<CalibrationRecord, 'canvasToProjector'> | null => {
  const quad = sheetQuad(record.sheet);
  const corners = quad.map((p, i) => {
    const at = applyHomography<'canvas', 'projector'>(record.canvasToProjector, p);
    return i === corner ? projectorPoint(at.x + by.x, at.y + by.y) : at;
  }) as unknown as Quad<'projector'>;
  if (!isConvex(corners)) return null;
  try {
    return { canvasToProjector: [...quadToQuad<'canvas', 'projector'>(quad, corners)] };
  } catch (error) {
    if (error instanceof DegeneratePointsError) return null;
    throw error;
  }
};

/** Adds a tent about the node, which reaches to its neighbours, to the mesh that is there or to a new one. */
const bendMesh = (
  record: CalibrationRecord,
  node: number,
  by: { readonly x: number; readonly y: number },
): { mesh: { columns: number; rows: number; offsets: number[] } } => {
  const mesh: ResidualMesh = record.mesh ?? {
    columns: 4 * (COLUMNS - 1) + 1,
    rows: 4 * (ROWS - 1) + 1,
    offsets: Array<number>((4 * (COLUMNS - 1) + 1) * (4 * (ROWS - 1) + 1) * 2).fill(0),
  };
  const [column, row] = [node % COLUMNS, Math.floor(node / COLUMNS)];
  const { columns, rows } = mesh;
  const offsets = Array.from({ length: columns * rows }, (_, k) => {
    const [i, j] = [k % columns, Math.floor(k / columns)];
    const dx = Math.abs((i / (columns - 1)) * (COLUMNS - 1) - column);
    const dy = Math.abs((j / (rows - 1)) * (ROWS - 1) - row);
    const share = smooth(1 - dx) * smooth(1 - dy);
    return [mesh.offsets[2 * k]! + by.x * share, mesh.offsets[2 * k + 1]! + by.y * share];
  }).flat();
  return { mesh: { columns, rows, offsets } };
};

/** 0 → 0, 1 → 1, flat at both: the bend has no crease. */
const smooth = (x: number): number => {
  const s = Math.min(1, Math.max(0, x));
  return s * s * (3 - 2 * s);
};

/** px that the mesh adds at a control point: what a hand and a measurement have put there. */
export const offsetAt = (
  record: CalibrationRecord,
  point: CanvasPoint,
): { readonly dx: number; readonly dy: number } =>
  record.mesh ? meshOffset(record.mesh, record.sheet, point) : { dx: 0, dy: 0 };
