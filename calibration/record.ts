/**
 * A calibration: where the canvas lies in one projector's raster, and in what context that is true.
 * Versioned; old versions are migrated by `parseCalibration`, and every version ever written has a fixture that must still load.
 * Frames: canvas mm → projector px.
 */
import { z } from 'zod';

export const CALIBRATION_VERSION = 1;

const finite = z.number().refine(Number.isFinite, 'must be a finite number');
const size = z.object({ width: finite.positive(), height: finite.positive() });

const recordV1 = z.object({
  version: z.literal(1),
  canvas: z.string().min(1).max(64),
  projector: z.string().min(1).max(64),
  /** Sheet that the canvas millimetres were laid on. */
  sheet: z.object({ widthMm: finite.positive(), heightMm: finite.positive() }),
  /** Row-major 3×3. */
  canvasToProjector: z.array(finite).length(9),
  /** px of the projector's raster for which canvasToProjector holds. */
  projectorSize: size,
  /** How it was obtained: by hand, from the simulator's known geometry, or measured by structured light. */
  source: z.enum(['keystone', 'virtual-wall', 'structured-light']),
  /** ISO 8601, the maker's wall clock. */
  madeAt: z.string(),
});

export const calibrationSchema = recordV1;
export type CalibrationRecord = z.infer<typeof calibrationSchema>;

/** Parses any supported version into the current one. Throws a ZodError that names the field. */
export const parseCalibration = (value: unknown): CalibrationRecord => calibrationSchema.parse(value);
