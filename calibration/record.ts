/**
 * A calibration: where the canvas lies in one projector's raster, how far that was measured to be true, and in what context it holds.
 * Versioned; old versions are migrated by `parseCalibration`, and every version ever written has a fixture that must still load
 * (tests/fixtures/calibrations). Frames: canvas mm → projector px.
 */
import { z } from 'zod';
import { driftReferenceSchema } from './drift/drift.ts';
import { type Quad, sheetQuad } from './frames.ts';
import { applyHomography, DegeneratePointsError, type Homography, invertHomography } from './homography.ts';
import { isConvex } from './is-convex.ts';
import { photometrySchema } from './photometry/photometry.ts';

export const CALIBRATION_VERSION = 2;

const finite = z.number().refine(Number.isFinite, 'must be a finite number');
const name = z.string().min(1).max(64);
const size = z.object({ width: finite.positive(), height: finite.positive() });
const share = finite.min(0).max(1);
const point = z.object({ x: finite, y: finite });
const matrix = z.array(finite).length(9);

const recordV1 = z.object({
  version: z.literal(1),
  canvas: name,
  projector: name,
  /** Sheet that the canvas millimetres were laid on. */
  sheet: z.object({ widthMm: finite.positive(), heightMm: finite.positive() }),
  /** Row-major 3×3. */
  canvasToProjector: matrix,
  /** px of the projector's raster for which canvasToProjector holds. */
  projectorSize: size,
  /** How it was obtained: by hand, from the simulator's known geometry, or measured by structured light. */
  source: z.enum(['keystone', 'virtual-wall', 'structured-light']),
  /** ISO 8601, the maker's wall clock. */
  madeAt: z.string(),
});

/** A side of the mesh; finer than this no paper bends. */
const MESH_MOST = 65;

/**
 * What the plane leaves over: an even grid of nodes over the sheet, node (i, j) at (i / (columns − 1) · widthMm, j / (rows − 1) · heightMm), each
 * with the projector px to add to the homography's; bilinear between nodes (residual-mesh.ts).
 */
const meshSchema = z
  .object({
    columns: z.number().int().min(2).max(MESH_MOST),
    rows: z.number().int().min(2).max(MESH_MOST),
    /** dx, dy of each node, row by row from the top left, projector px. */
    offsets: z
      .array(finite)
      .min(8)
      .max(MESH_MOST * MESH_MOST * 2),
  })
  .refine((m) => m.offsets.length === m.columns * m.rows * 2, 'offsets must be columns × rows × 2 numbers');

/** Error on points that the fit never saw; a fit's own residual is no proof and stands nowhere. */
const accuracySchema = z.object({
  rmsPx: finite.min(0),
  p95Px: finite.min(0),
  /** On the paper. */
  rmsMm: finite.min(0),
  p95Mm: finite.min(0),
  /** Held-out points that were measured. */
  points: z.number().int().min(0),
  /** Share of the sheet with decoded points near. */
  coverage: share,
  /** Share of the decoded points that agree with the map. */
  inlierShare: share,
  /** Mean held-out error by place on the sheet, mm, row by row from the top left; null where nothing was held out. */
  heat: z
    .object({
      columns: z.number().int().min(1).max(MESH_MOST),
      rows: z.number().int().min(1).max(MESH_MOST),
      errorMm: z.array(finite.min(0).nullable()).max(MESH_MOST * MESH_MOST),
    })
    .refine((h) => h.errorMm.length === h.columns * h.rows, 'errorMm must be columns × rows numbers')
    .nullable(),
});
export type CalibrationAccuracy = z.infer<typeof accuracySchema>;

/** The camera by which it was measured: light of a projector px is found in its picture, lens and all. */
const cameraSchema = z.object({
  /** As the browser names the device; 'virtual-wall' for the simulator's. */
  id: z.string().min(1).max(200),
  size,
  /** About the picture's centre (lens.ts). */
  lens: z.object({ k1: finite, k2: finite }),
  /** Row-major 3×3 from straightened camera px. */
  cameraToProjector: matrix,
});
export type CalibrationCamera = z.infer<typeof cameraSchema>;

/** When one of these is different, light would fall elsewhere: the wall says so and stays dark (projector/choose-alignment.ts). */
const contextSchema = z.object({
  /** CSS px of the projector page. */
  viewport: size,
  devicePixelRatio: finite.positive(),
  camera: z.object({ id: z.string().min(1).max(200), size }).nullable(),
});
export type CalibrationContext = z.infer<typeof contextSchema>;

/** A place that must stay dark, whatever the scene does: a door, a painting, an exit sign. */
const maskSchema = z.object({
  name: z.string().max(40),
  /** Canvas mm; may lie beside the sheet. */
  polygon: z.array(point).min(3).max(64),
});
export type CanvasMask = z.infer<typeof maskSchema>;

const recordV2 = recordV1.extend({
  version: z.literal(2),
  /** `refined`: measured or otherwise had, then moved by hand: what was measured no longer proves it. */
  source: z.enum(['keystone', 'virtual-wall', 'structured-light', 'refined']),
  mesh: meshSchema.nullable(),
  camera: cameraSchema.nullable(),
  accuracy: accuracySchema.nullable(),
  photometry: photometrySchema.nullable(),
  /** What the watchdog compares the running show with. */
  reference: driftReferenceSchema.nullable(),
  masks: z.array(maskSchema).max(32),
  /** Null: nobody noted it; then only the raster is compared. */
  context: contextSchema.nullable(),
});
export type CalibrationRecord = z.infer<typeof recordV2>;

/** What an older version did not know is not known of its records. */
const NOT_KNOWN = {
  mesh: null,
  camera: null,
  accuracy: null,
  photometry: null,
  reference: null,
  masks: [],
  context: null,
} as const satisfies Partial<Record<keyof CalibrationRecord, unknown>>;

const fromV1 = (record: z.infer<typeof recordV1>): CalibrationRecord => ({
  ...record,
  ...NOT_KNOWN,
  masks: [],
  version: CALIBRATION_VERSION,
});

/**
 * Numbers alone make no map: one that folds the sheet, takes a part of it behind the projector or flattens it would stop whoever draws or sees by it.
 */
const checkMaps = (record: z.infer<typeof recordV1> | CalibrationRecord, context: z.RefinementCtx): void => {
  const refuse = (message: string, ...path: string[]): void => context.addIssue({ code: 'custom', message, path });
  const canvasToProjector: Homography<'canvas', 'projector'> = record.canvasToProjector;
  const [, , , , , , g, h, i] = canvasToProjector as unknown as number[];
  const corners = sheetQuad(record.sheet);
  const depths = corners.map(({ x, y }) => Math.sign(g! * x + h! * y + i!));
  const lit = corners.map((p) => applyHomography(canvasToProjector, p)) as unknown as Quad<'projector'>;
  if (!isConvex(lit) || depths.some((depth) => depth !== depths[0]) || !isInvertible(canvasToProjector))
    refuse('must lay the sheet’s corners as an unfolded quad', 'canvasToProjector');
  if (record.version === 1) return;
  if (record.camera && !isInvertible(record.camera.cameraToProjector))
    refuse('must have an inverse', 'camera', 'cameraToProjector');
  if (record.reference && !isInvertible(record.reference.canvasToCamera))
    refuse('must have an inverse', 'reference', 'canvasToCamera');
};

const isInvertible = (map: readonly number[]): boolean => {
  try {
    invertHomography(map);
    return true;
  } catch (error) {
    if (error instanceof DegeneratePointsError) return false;
    throw error;
  }
};

/** Any version that was ever written, as the current one. */
export const calibrationSchema = z
  .discriminatedUnion('version', [recordV1, recordV2])
  .superRefine(checkMaps)
  .transform((record): CalibrationRecord => (record.version === 1 ? fromV1(record) : record));

/** Parses any supported version into the current one. Throws a ZodError that names the field. */
export const parseCalibration = (value: unknown): CalibrationRecord => calibrationSchema.parse(value);

/** A record of which no more is known than where the sheet lies. */
export const plainRecord = (
  known: Omit<CalibrationRecord, keyof typeof NOT_KNOWN | 'version'> & Partial<CalibrationRecord>,
): CalibrationRecord => ({ ...NOT_KNOWN, masks: [], ...known, version: CALIBRATION_VERSION });
