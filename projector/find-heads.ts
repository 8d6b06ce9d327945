/** Where the heads of light are now: one for every stroke that is being retraced. Frame: canvas mm; times: ms of the projector's clock. */
import { type CanvasPoint, canvasPoint } from '../calibration/frames.ts';
import type { SceneState } from './scene-state.ts';

/** Each head stands between the last point that is lit and the next one. */
export const findHeads = (state: SceneState, time: number): readonly CanvasPoint[] => {
  if (time > state.busyUntil) return [];
  const heads: CanvasPoint[] = [];
  for (const { points, litAt } of state.strokes.values())
    for (let i = 1; i < litAt.length; i++) {
      const from = litAt[i - 1]!;
      const to = litAt[i]!;
      // Ink traced anew may hold old times beside new ones: there the head jumps, and none is drawn on the way.
      if (!(from <= time && time < to) || to - from > 400) continue;
      const t = (time - from) / (to - from);
      heads.push(
        canvasPoint(
          points[i * 2 - 2]! + (points[i * 2]! - points[i * 2 - 2]!) * t,
          points[i * 2 - 1]! + (points[i * 2 + 1]! - points[i * 2 - 1]!) * t,
        ),
      );
    }
  return heads;
};
