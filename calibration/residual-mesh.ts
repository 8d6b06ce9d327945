/**
 * What a homography leaves over, as a field: projector px to add, at the nodes of an even grid over the sheet, bilinear between them (a record
 * stores it so). Bent paper needs it; on a flat wall there is none. Frame: canvas mm → offsets in projector px.
 */
import type { CanvasPoint, SheetSize } from './frames.ts';

export interface ResidualMesh {
  /** Nodes across and down, at least 2 each; node (i, j) lies at (i / (columns − 1) · widthMm, j / (rows − 1) · heightMm). */
  readonly columns: number;
  readonly rows: number;
  /** dx, dy of each node, row by row from the top left, projector px. */
  readonly offsets: readonly number[];
}

/** The offset at a canvas point. Beyond the sheet the border's offset is continued, so that light never jumps there. */
export const meshOffset = (
  mesh: ResidualMesh,
  sheet: SheetSize,
  p: CanvasPoint,
): { readonly dx: number; readonly dy: number } => {
  const u = clamp((p.x / sheet.widthMm) * (mesh.columns - 1), mesh.columns - 1);
  const v = clamp((p.y / sheet.heightMm) * (mesh.rows - 1), mesh.rows - 1);
  const left = Math.min(mesh.columns - 2, Math.floor(u));
  const top = Math.min(mesh.rows - 2, Math.floor(v));
  const fx = u - left;
  const fy = v - top;
  const at = (top * mesh.columns + left) * 2;
  const below = at + mesh.columns * 2;
  const between = (k: number): number =>
    (mesh.offsets[at + k]! * (1 - fx) + mesh.offsets[at + 2 + k]! * fx) * (1 - fy) +
    (mesh.offsets[below + k]! * (1 - fx) + mesh.offsets[below + 2 + k]! * fx) * fy;
  return { dx: between(0), dy: between(1) };
};

const clamp = (value: number, most: number): number => Math.min(most, Math.max(0, value));
