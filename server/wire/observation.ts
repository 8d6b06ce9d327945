/**
 * What a camera page says of its canvas: the paper, and the strokes and lines that changed. Frames: strokes, lines and boxes are canvas mm; the
 * paper's quad is camera px. Times are the sender's monotonic ms.
 */
import { z } from 'zod';
import { box, byteLengthOf, bytes, finite, id, point, quad, sheet, size, unit } from './values.ts';

const strokeSchema = z.object({
  id,
  state: z.enum(['tentative', 'committed', 'withdrawn']),
  /** Index of the first point of this polyline in `points`, and how many points (2 floats each: x, y in canvas mm). */
  offset: z.number().int().min(0),
  count: z.number().int().min(0).max(20_000),
  widthMm: finite.min(0).max(50),
  /** When its ink was first seen, sender's monotonic ms. */
  time: finite,
});

const styleSchema = z.object({
  /** Degrees from upright, positive leaning right. */
  slantDegrees: finite.min(-90).max(90),
  xHeightMm: finite.min(0),
  strokeWidthMm: finite.min(0),
  /** Mean white gap between neighbouring strokes, mm. */
  spacingMm: finite.min(0),
  /** Mean absolute turning, radians a mm. */
  curvature: finite.min(0),
});

export const lineSchema = z.object({
  id,
  revision: z.number().int().min(0),
  state: z.enum(['tentative', 'committed', 'withdrawn']),
  kind: z.enum(['text', 'drawing']),
  text: z.string().max(400),
  confidence: unit,
  alternatives: z.array(z.object({ text: z.string().max(400), probability: unit })).max(10),
  characters: z.array(z.object({ character: z.string().max(4), box })).max(400),
  /** Of the language model that helped to read it, an ISO 639-1 code; null or absent = none did. */
  language: z.string().max(12).nullable().optional(),
  baseline: z.tuple([point, point]),
  box,
  style: styleSchema,
  strokes: z.array(id).max(2000),
});

const paperSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('found'), quad, cameraSize: size, sheet, source: z.enum(['detected', 'manual']) }),
  z.object({ kind: z.literal('absent'), reason: z.string().max(200) }),
]);

/** What changed since the sender's previous observation: only strokes and lines that are new or different are listed. */
export const observationSchema = z
  .object({
    type: z.literal('observation'),
    time: finite,
    /** Everything is listed, and what is not listed is gone: a new page's first observation, or one after the server forgot. Set by the link. */
    complete: z.boolean().optional(),
    paper: paperSchema,
    strokes: z.array(strokeSchema).max(20_000),
    /** Float32 x, y pairs in canvas mm of all polylines. */
    points: bytes,
    lines: z.array(lineSchema).max(2000),
  })
  .superRefine((o, context) => {
    const total = byteLengthOf(o.points) / 8;
    if (!Number.isInteger(total))
      context.addIssue({ code: 'custom', message: 'points must hold whole x, y pairs of float32' });
    for (const s of o.strokes)
      if (s.offset + s.count > total)
        context.addIssue({
          code: 'custom',
          message: `stroke ${s.id} reaches past the points (${s.offset}+${s.count} of ${total})`,
        });
  });

export type Observation = z.infer<typeof observationSchema>;
export type ObservedStroke = z.infer<typeof strokeSchema>;
export type ObservedLine = z.infer<typeof lineSchema>;
export type LineStyle = z.infer<typeof styleSchema>;
export type ObservedPaper = z.infer<typeof paperSchema>;
