/**
 * What a calibration run asks the projector to show, as plain data: the projector page and the simulator draw the same bytes from it
 * (draw-pattern.ts). Frame: projector px of the native raster. Every picture carries `patternId` in blocks that a camera reads
 * (pattern-id.ts), so that a picture which is late is never taken for the one that was asked for.
 */
import { z } from 'zod';

export const AXES = ['column', 'row'] as const;
export type Axis = (typeof AXES)[number];
/** Patterns are numbered round this circle; 0 is no pattern. */
export const PATTERN_IDS = 4096;

const unit = z.number().min(0).max(1);

export const patternSpecSchema = z.discriminatedUnion('kind', [
  /** One colour, sRGB code / 255: black, white, primaries and greys for photometry. */
  z.object({ kind: z.literal('flat'), colour: z.tuple([unit, unit, unit]) }),
  /** Blobs at known places from which the raster is found roughly, before anything can be read. */
  z.object({ kind: z.literal('markers') }),
  /** Bit `bit` (0 = least significant) of the Gray code of each column or row; `inverse` exchanges black and white. */
  z.object({
    kind: z.literal('gray-code'),
    axis: z.enum(AXES),
    bit: z.number().int().min(0).max(15),
    inverse: z.boolean(),
  }),
  /** 0.5 + 0.5·cos(2π(x / periodPx − step / steps)) in linear light, coded as sRGB. */
  z.object({
    kind: z.literal('phase'),
    axis: z.enum(AXES),
    periodPx: z.number().min(2).max(4096),
    step: z.number().int().min(0).max(15),
    steps: z.number().int().min(3).max(16),
  }),
  /** A chequer of `cellPx`; cellPx 1 shows whether raster pixels reach the wall one to one. */
  z.object({ kind: z.literal('checker'), cellPx: z.number().int().min(1).max(512), inverse: z.boolean() }),
]);
export type PatternSpec = z.infer<typeof patternSpecSchema>;
