/** One line of a canvas journal: its schema, and what it does to what is held. Points are base64 of float32 x, y pairs in canvas mm. */
import { z } from 'zod';
import { type CanvasStroke, lineSchema, type ObservedLine } from '../protocol.ts';

export const HEADER_VERSION = 1;

const headerSchema = z.object({
  inklight: z.literal('canvas'),
  version: z.literal(HEADER_VERSION),
  canvas: z.string().min(1),
});

const entrySchema = z.object({
  /** Everything before this entry is gone. */
  complete: z.boolean(),
  strokes: z.array(z.object({ id: z.string(), widthMm: z.number(), time: z.number(), points: z.base64() })),
  lines: z.array(lineSchema),
  goneStrokes: z.array(z.string()),
  goneLines: z.array(z.string()),
});
export type Entry =
  z.infer<typeof entrySchema> extends infer E
    ? { readonly [K in keyof E]: E[K] extends (infer I)[] ? readonly I[] : E[K] }
    : never;

export interface Held {
  readonly strokes: Map<string, CanvasStroke>;
  readonly lines: Map<string, ObservedLine>;
}

/** The canvas's name; null for a line that is no header of ours. */
export const parseHeader = (line: string): string | null =>
  headerSchema.safeParse(parseJson(line)).data?.canvas ?? null;

/** null for a line that is damaged, such as the last one before a power cut. */
export const parseEntry = (line: string): Entry | null => entrySchema.safeParse(parseJson(line)).data ?? null;

export const applyEntry = (held: Held, entry: Entry): void => {
  if (entry.complete) {
    held.strokes.clear();
    held.lines.clear();
  }
  for (const { points, ...s } of entry.strokes)
    held.strokes.set(s.id, { ...s, state: 'committed', points: new Uint8Array(Buffer.from(points, 'base64')) });
  for (const l of entry.lines) held.lines.set(l.id, l);
  for (const id of entry.goneStrokes) held.strokes.delete(id);
  for (const id of entry.goneLines) held.lines.delete(id);
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
