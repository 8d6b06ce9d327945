/**
 * What a projector is asked to show beside its scenes (patterns, cues) and what it says it shows. Frames: pictures and patterns are projector px,
 * places on the paper canvas mm.
 */
import { z } from 'zod';
import { PATTERN_IDS, patternSpecSchema } from '../../calibration/patterns/pattern-spec.ts';
import { byteLengthOf, bytes, finite, name, unit } from './values.ts';

export const projectedSchema = z
  .object({
    type: z.literal('projected'),
    projector: name,
    frameId: z.number().int().min(0),
    time: finite,
    width: z.number().int().min(1).max(640),
    height: z.number().int().min(1).max(640),
    /** RGB, 3 bytes a pixel, row-major, sRGB-coded as sent to the projector, covering its whole raster. */
    picture: bytes,
  })
  .refine((p) => byteLengthOf(p.picture) === p.width * p.height * 3, 'picture must be width × height × 3 bytes');

/** The projector's coded patches turned over: what they show from `time` on, for the camera to find again in its pictures. */
export const beatSchema = z.object({
  type: z.literal('beat'),
  projector: name,
  code: z.number().int().min(0).max(63),
  /** Sender's monotonic ms when it was drawn. */
  time: finite,
  /** All patches are shown, not only those of the corners. */
  all: z.boolean(),
});

/** A pattern that nobody asks for again within this time ends by itself: the wizard may have vanished, and the show goes on. ms. */
export const PATTERN_HOLDS_MS = 8_000;
/** Whoever wants a pattern to stay says so this often, ms. */
export const PATTERN_REPEAT_MS = 2_000;

/** For eyes and rulers. `grid`, `cross-hair` and the proofs are laid on the sheet through the trial, where there is one, else the calibration in force. */
const forEyes = [
  /** Back to the show. */
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('grid'), pitchMm: finite.min(5).max(500) }),
  z.object({ kind: z.literal('focus-star') }),
  z.object({ kind: z.literal('colour-ramps') }),
  z.object({ kind: z.literal('safe-area') }),
  /** The sheet's outline in light around the paper's real edge. */
  z.object({ kind: z.literal('sheet-outline') }),
  /** Held-out error by place, with a scale in mm. */
  z.object({ kind: z.literal('heat-map') }),
  z.object({ kind: z.literal('cross-hair'), x: finite, y: finite }),
  /** Outline and nodes while they are moved by hand; `node` counts the corners in Quad order, then the mesh's nodes row by row. */
  z.object({ kind: z.literal('refine'), node: z.number().int().min(0).nullable() }),
  /** The masks' outlines; what they cover is dark as always. */
  z.object({ kind: z.literal('masks') }),
] as const;

export const patternSchema = z.object({
  type: z.literal('pattern'),
  projector: name,
  /** Read back by the camera from the picture itself; 0 for what only eyes look at. */
  patternId: z
    .number()
    .int()
    .min(0)
    .max(PATTERN_IDS - 1),
  pattern: z.discriminatedUnion('kind', [...patternSpecSchema.options, ...forEyes]),
});

export const cueSchema = z.object({
  type: z.literal('cue'),
  cue: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('blackout'), on: z.boolean() }),
    z.object({ kind: z.literal('clear') }),
    z.object({ kind: z.literal('scene'), scene: z.string().max(64) }),
    z.object({ kind: z.literal('intensity'), value: unit }),
  ]),
});

export type Projected = z.infer<typeof projectedSchema>;
export type Beat = z.infer<typeof beatSchema>;
export type Pattern = z.infer<typeof patternSchema>;
export type Cue = z.infer<typeof cueSchema>;
