/**
 * What a homography leaves over, as a smooth field: projector px to add, given at the nodes of a grid laid on the sheet, bicubic (Catmull-Rom)
 * between them. Bent paper needs it; on a flat wall there is none. Frame: canvas mm → offsets in projector px.
 */
import type { CanvasPoint, SheetSize } from './frames.ts';

export interface ResidualMesh {
  /** Nodes across and down, at least 2 each; the outermost lie on the sheet's border. */
  readonly columns: number;
  readonly rows: number;
  readonly sheet: SheetSize;
  /** Offsets of node (column, row) in projector px, at index row · columns + column. */
  readonly dx: readonly number[];
  readonly dy: readonly number[];
}

/** The offset at a canvas point. Beyond the sheet the border's offset is continued, so that light never jumps there. */
export const meshOffset = (mesh: ResidualMesh, p: CanvasPoint): { readonly dx: number; readonly dy: number } => {
  const u = clamp((p.x / mesh.sheet.widthMm) * (mesh.columns - 1), 0, mesh.columns - 1);
  const v = clamp((p.y / mesh.sheet.heightMm) * (mesh.rows - 1), 0, mesh.rows - 1);
  const across = splineWeights(u, mesh.columns);
  const down = splineWeights(v, mesh.rows);
  let dx = 0;
  let dy = 0;
  for (let j = 0; j < 4; j++)
    for (let i = 0; i < 4; i++) {
      const weight = across.weights[i]! * down.weights[j]!;
      const node = down.nodes[j]! * mesh.columns + across.nodes[i]!;
      dx += weight * mesh.dx[node]!;
      dy += weight * mesh.dy[node]!;
    }
  return { dx, dy };
};

/**
 * The four nodes and weights of Catmull-Rom at `u` in 0 … count − 1. Beyond the border the row of nodes is continued in a straight line
 * (node −1 = 2·node 0 − node 1), so that the weights still add up to one and a linear field stays linear.
 */
export const splineWeights = (u: number, count: number): { readonly nodes: number[]; readonly weights: number[] } => {
  const first = Math.min(count - 2, Math.floor(u));
  const t = u - first;
  const a = t * (-0.5 + t * (1 - 0.5 * t));
  const b = 1 + t * t * (-2.5 + 1.5 * t);
  const c = t * (0.5 + t * (2 - 1.5 * t));
  const d = t * t * (-0.5 + 0.5 * t);
  const weights = [a, b, c, d];
  const nodes = [first - 1, first, first + 1, first + 2];
  if (first === 0) {
    weights[1]! += 2 * a;
    weights[2]! -= a;
    weights[0] = 0;
    nodes[0] = 0;
  }
  if (first === count - 2) {
    weights[2]! += 2 * d;
    weights[1]! -= d;
    weights[3] = 0;
    nodes[3] = count - 1;
  }
  return { nodes, weights };
};

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
