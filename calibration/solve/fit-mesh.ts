/**
 * What a plane leaves over → a smooth field over the sheet: uniform cubic B-splines with the bending energy of a thin plate held down (P-splines:
 * Eilers and Marx 1996), reweighted (Huber) so that wrong points have little say. Frames: canvas mm → offsets in projector px.
 */
import type { SheetSize } from '../frames.ts';
import type { ResidualMesh } from '../residual-mesh.ts';
import { solveCholesky } from './solve-linear.ts';

export interface OffsetPoints {
  readonly count: number;
  /** x0, y0, x1, y1, … canvas mm. */
  readonly canvas: Float64Array;
  /** dx0, dy0, … projector px. */
  readonly offset: Float64Array;
  readonly confidence: Float32Array;
}

/** Spline intervals across and down, and how stiff the plate is. */
export interface MeshStiffness {
  readonly across: number;
  readonly down: number;
  /** Weight of the bending energy against one point's squared error. */
  readonly stiffness: number;
}

/** Nodes of the mesh that is handed out, along the longer side: bilinear between them differs from the spline by a thousandth of its height. */
const NODES = 33;
const PASSES = 4;
/**
 * Huber's threshold in robust standard deviations, and at least, projector px. Not Tukey's weights, which the plane gets: a curled corner far from it
 * would be given up for wrong, and strays are gone already.
 */
const REACH = 1.5;
const LEAST_REACH_PX = 0.3;
/** Keeps splines defined that no point touches; far below any point's weight. */
const RIDGE = 1e-6;

export const fitMesh = (points: OffsetPoints, sheet: SheetSize, setting: MeshStiffness): ResidualMesh => {
  const basis = basisOf(points, sheet, setting);
  let coefficients = [new Float64Array(basis.count), new Float64Array(basis.count)] as const;
  for (let pass = 0; pass < PASSES; pass++) {
    const residuals = points.offset.map((value, i) => value - fieldAt(basis, coefficients[(i % 2) as 0 | 1], i >> 1));
    const next = fitOnce(points, basis, setting, residuals, reachOf(residuals));
    if (next === null) break;
    coefficients = next;
  }
  return meshOf(coefficients, sheet, setting);
};

/** The 16 splines that are not zero at each point. */
interface Basis {
  readonly count: number;
  readonly stride: number;
  readonly first: Int32Array;
  readonly values: Float64Array;
}

const basisOf = (points: OffsetPoints, sheet: SheetSize, { across, down }: MeshStiffness): Basis => {
  const stride = across + 3;
  const first = new Int32Array(points.count);
  const values = new Float64Array(points.count * 16);
  for (let i = 0; i < points.count; i++) {
    const u = splineAt((points.canvas[2 * i]! / sheet.widthMm) * across, across);
    const v = splineAt((points.canvas[2 * i + 1]! / sheet.heightMm) * down, down);
    first[i] = v.first * stride + u.first;
    for (let k = 0; k < 16; k++) values[16 * i + k] = u.weights[k & 3]! * v.weights[k >> 2]!;
  }
  return { count: stride * (down + 3), stride, first, values };
};

/** The four cubic B-splines that are not zero at t, 0 … intervals. */
const splineAt = (t: number, intervals: number): { readonly first: number; readonly weights: readonly number[] } => {
  const inside = Math.min(intervals, Math.max(0, t));
  const first = Math.min(intervals - 1, Math.floor(inside));
  const f = inside - first;
  const g = 1 - f;
  return {
    first,
    weights: [(g * g * g) / 6, (4 - 3 * f * f * (2 - f)) / 6, (4 - 3 * g * g * (2 - g)) / 6, (f * f * f) / 6],
  };
};

const splineIndex = ({ first, stride }: Basis, i: number, k: number): number => first[i]! + (k >> 2) * stride + (k & 3);

const fieldAt = (basis: Basis, coefficients: Float64Array, i: number): number => {
  let sum = 0;
  for (let k = 0; k < 16; k++) sum += basis.values[16 * i + k]! * coefficients[splineIndex(basis, i, k)]!;
  return sum;
};

const reachOf = (residuals: Float64Array): number => {
  const sizes = new Float64Array(residuals.length / 2);
  for (let i = 0; i < sizes.length; i++) sizes[i] = Math.hypot(residuals[2 * i]!, residuals[2 * i + 1]!);
  return Math.max(LEAST_REACH_PX, (REACH * (sizes.sort()[sizes.length >> 1] ?? 0)) / 1.1774);
};

const fitOnce = (
  points: OffsetPoints,
  basis: Basis,
  setting: MeshStiffness,
  residuals: Float64Array,
  reach: number,
): readonly [Float64Array<ArrayBuffer>, Float64Array<ArrayBuffer>] | null => {
  const n = basis.count;
  const a = bendingEnergy(setting);
  const bx = new Float64Array(n);
  const by = new Float64Array(n);
  for (let i = 0; i < points.count; i++) {
    const apart = Math.hypot(residuals[2 * i]!, residuals[2 * i + 1]!);
    const weight = points.confidence[i]! * Math.min(1, reach / Math.max(1e-9, apart));
    for (let k = 0; k < 16; k++) {
      const row = splineIndex(basis, i, k);
      const scaled = weight * basis.values[16 * i + k]!;
      for (let l = 0; l <= k; l++) a[row * n + splineIndex(basis, i, l)]! += scaled * basis.values[16 * i + l]!;
      bx[row]! += scaled * points.offset[2 * i]!;
      by[row]! += scaled * points.offset[2 * i + 1]!;
    }
  }
  return solveCholesky(a.slice(), bx, n) && solveCholesky(a, by, n) ? [bx, by] : null;
};

/** Σ (second differences across)² + 2·(mixed)² + (down)² of neighbouring coefficients, as a matrix. */
const bendingEnergy = ({ across, down, stiffness }: MeshStiffness): Float64Array => {
  const columns = across + 3;
  const rows = down + 3;
  const n = columns * rows;
  const a = new Float64Array(n * n);
  const add = (nodes: readonly number[], weights: readonly number[], scale: number): void => {
    nodes.forEach((r, i) => {
      nodes.forEach((c, j) => {
        a[r * n + c]! += scale * weights[i]! * weights[j]!;
      });
    });
  };
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      const at = y * columns + x;
      if (x + 2 < columns) add([at, at + 1, at + 2], [1, -2, 1], stiffness);
      if (y + 2 < rows) add([at, at + columns, at + 2 * columns], [1, -2, 1], stiffness);
      if (x + 1 < columns && y + 1 < rows)
        add([at, at + 1, at + columns, at + columns + 1], [1, -1, -1, 1], 2 * stiffness);
    }
  for (let i = 0; i < n; i++) a[i * n + i]! += RIDGE;
  return a;
};

/** The field sampled at the nodes of the mesh that is handed out. */
const meshOf = (
  [cx, cy]: readonly [Float64Array, Float64Array],
  sheet: SheetSize,
  setting: MeshStiffness,
): ResidualMesh => {
  const longer = Math.max(sheet.widthMm, sheet.heightMm);
  const columns = 1 + Math.max(4, Math.round((NODES - 1) * (sheet.widthMm / longer)));
  const rows = 1 + Math.max(4, Math.round((NODES - 1) * (sheet.heightMm / longer)));
  const nodes = { count: columns * rows, canvas: new Float64Array(columns * rows * 2) };
  for (let j = 0; j < rows; j++)
    for (let i = 0; i < columns; i++)
      nodes.canvas.set([(i / (columns - 1)) * sheet.widthMm, (j / (rows - 1)) * sheet.heightMm], 2 * (j * columns + i));
  const basis = basisOf({ ...nodes, offset: nodes.canvas, confidence: new Float32Array(nodes.count) }, sheet, setting);
  const offsets: number[] = [];
  for (let i = 0; i < nodes.count; i++) offsets.push(fieldAt(basis, cx, i), fieldAt(basis, cy, i));
  return { columns, rows, offsets };
};
