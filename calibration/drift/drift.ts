/**
 * What the watchdog remembers of a calibration and what it says, as plain data. Frames: camera px, canvas mm.
 * `DriftReference` is measured when a calibration is accepted and kept with its record, so that a wall that was moved over night is noticed.
 */
import { z } from 'zod';

const finite = z.number().refine(Number.isFinite, 'must be a finite number');

export const driftReferenceSchema = z.object({
  cameraSize: z.object({ width: finite.positive(), height: finite.positive() }),
  sheet: z.object({ widthMm: finite.positive(), heightMm: finite.positive() }),
  /** Row-major 3×3: the sheet as it lay, canvas mm → camera px. */
  canvasToCamera: z.array(finite).length(9),
  /** Places on the sheet's edge, the direction inward, and the step of light there in grey levels. */
  edge: z.array(z.object({ x: finite, y: finite, nx: finite, ny: finite, step: finite })).max(400),
  /** Where the projector's patches were seen, camera px. */
  patches: z
    .array(
      z.object({
        id: z.number().int().min(0).max(63),
        x: finite,
        y: finite,
        /** Between lit and dark cells, linear; 0 = not noted. */
        contrast: finite.min(0).default(0),
      }),
    )
    .max(64),
});
export type DriftReference = z.infer<typeof driftReferenceSchema>;

/** mm on the paper from which on light visibly misses its ink (a webcam's px is about 1 mm on a large sheet): reported when it lasts. */
export const DRIFT_MM = 1.3;

/** What has moved. 'paper-or-camera': no patch of the projector is in view that would tell. */
export type Moved = 'paper' | 'camera' | 'projector' | 'several' | 'paper-or-camera';

export interface Drift {
  readonly moved: Moved;
  /** mm on the paper, RMS over the sheet. */
  readonly amountMm: number;
  /** ms, the clock of the frames, since when it is beyond the threshold. */
  readonly since: number;
}
