/** What the server holds of one canvas: its folded snapshot, the camera that owns it, and when it was last observed. */
import { emptySnapshot, type Snapshot } from './protocol.ts';

export interface CanvasState {
  readonly name: string;
  snapshot: Snapshot;
  /** Socket id of the camera that owns the canvas. */
  owner: string | null;
  /** Server's clock, ms; null = not since the server started. */
  lastObservationAt: number | null;
  observations: number;
  /** Since when a projector or a wall has been waiting for a camera; null = it is not. */
  waitingForCameraSince: number | null;
}

export const newCanvas = (name: string): CanvasState => ({
  name,
  snapshot: emptySnapshot(name),
  owner: null,
  lastObservationAt: null,
  observations: 0,
  waitingForCameraSince: null,
});
