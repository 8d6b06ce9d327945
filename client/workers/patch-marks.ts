/**
 * Where coded patches lie in the camera's picture, and which of one projector's would be read together with another's: their light adds up, and whoever
 * reads one would read both. Frames: projector px in, camera px out.
 */
import type { CameraPoint, ProjectorPoint } from '../../calibration/frames.ts';
import { PATCH_BITS } from '../../calibration/latency/patch-code.ts';
import { PATCH_REACH_PX, type ShownPatch } from '../vision/measure-motions.ts';

/** A circle round a patch and its dark rim. */
export interface PatchMark {
  readonly at: CameraPoint;
  readonly radius: number;
}

export const markOf = ({ place }: ShownPatch, toCamera: (p: ProjectorPoint) => CameraPoint): PatchMark => {
  const { x, y, cell } = place;
  const rim = cell / 2;
  const at = toCamera({ x: x + (PATCH_BITS * cell) / 2 - 0.5, y: y + cell - 0.5 });
  const corners = [x - rim, x + PATCH_BITS * cell + rim].flatMap((u) =>
    [y - rim, y + 2 * cell + rim].map((v) => toCamera({ x: u - 0.5, y: v - 0.5 })),
  );
  return { at, radius: Math.max(...corners.map((p) => Math.hypot(p.x - at.x, p.y - at.y))) };
};

/** The patches that no other projector's mark can be taken for, wherever each is searched. */
export const apartFrom = (
  patches: readonly ShownPatch[],
  toCamera: (p: ProjectorPoint) => CameraPoint,
  others: readonly PatchMark[],
): readonly ShownPatch[] =>
  others.length === 0
    ? patches
    : patches.filter((patch) => {
        const { at, radius } = markOf(patch, toCamera);
        return others.every((o) => Math.hypot(o.at.x - at.x, o.at.y - at.y) > radius + o.radius + PATCH_REACH_PX);
      });
