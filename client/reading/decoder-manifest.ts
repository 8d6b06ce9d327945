/** models/NAME.decoder.json: how the logits of one model become text and confidence, parsed from `unknown`. models/training/fit-decoder.ts writes it. */
import { z } from 'zod';

const settingsSchema = z.object({
  beam: z.number().int().min(0).max(256),
  temperature: z.number().positive(),
  languageWeight: z.number().min(0),
  bonus: z.number(),
  lexiconWeight: z.number().min(0).optional(),
});
const curveSchema = z.object({
  bias: z.number(),
  weights: z.array(z.number()),
  knots: z.array(z.tuple([z.number(), z.number()])).min(2),
});

const decoderSchema = z.object({
  /** File beside the manifest; null = none. */
  languageModel: z
    .object({
      file: z.string().regex(/^[\w.-]+$/, 'must be a file name beside the manifest'),
      sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits'),
      bytes: z.number().int().positive(),
    })
    .nullable(),
  settings: settingsSchema,
  curve: curveSchema,
  /** How doubtful lines are read again; absent = they are not. */
  cascade: z
    .object({
      /** Name of the accurate network in the manifest. */
      model: z.string().min(1),
      below: z.number().min(0).max(1),
      weight: z.number().min(0).max(1),
      temperature: z.number().positive(),
      /** Columns a letter at which the accurate network looks once more each, besides the line as it is. */
      pitches: z.array(z.number().min(6).max(40)).max(6).default([]),
      settings: settingsSchema,
      curve: curveSchema,
    })
    .optional(),
});

export type DecoderManifest = z.infer<typeof decoderSchema>;

/** Throws Error naming `path`, what was expected and what was found. */
export function parseDecoderManifest(value: unknown, path: string): DecoderManifest {
  const parsed = decoderSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(`${path}: expected decoder settings, found ${issue?.path.join('.')}: ${issue?.message}`);
}
