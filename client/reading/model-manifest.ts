/** models/manifest.json: which reading models are shipped, parsed from `unknown`. models/training/ writes it. */
import { z } from 'zod';

const entrySchema = z.object({
  name: z.string().min(1),
  /** File name beside the manifest. */
  file: z.string().regex(/^[\w.-]+$/, 'must be a file name beside the manifest'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits'),
  bytes: z.number().int().positive(),
  input: z.object({ name: z.string(), height: z.number().int().positive() }),
  output: z.object({ name: z.string(), stride: z.number().int().positive() }),
  /** The character of class i + 1; the blank is class `blank`. */
  alphabet: z.array(z.string().min(1)).min(1),
  blank: z.literal(0),
  normalisation: z.string(),
  /** fast: reads every change; accurate: reads again what a fast one was unsure of. */
  role: z.enum(['fast', 'accurate']).optional(),
  /** Name of the model that reads again what this one is unsure of. */
  cascade: z.string().optional(),
  /** Of the weights, in words. */
  licence: z.string().optional(),
});
const manifestSchema = z.object({ default: z.string(), models: z.array(entrySchema).min(1) });

export type ModelEntry = z.infer<typeof entrySchema>;

/**
 * The entry called `name` (null = the manifest's default). Throws Error naming `path`, what was expected and what was
 * found when the manifest is malformed, lacks the model, or was made for another normalisation.
 */
export function selectModel(manifest: unknown, path: string, name: string | null, normalisation: string): ModelEntry {
  const parsed = manifestSchema.safeParse(manifest);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Error(
      `${path}: expected a manifest of reading models, found ${issue?.path.join('.')}: ${issue?.message}`,
    );
  }
  const wanted = name ?? parsed.data.default;
  const entry = parsed.data.models.find((model) => model.name === wanted);
  if (entry === undefined)
    throw new Error(
      `${path}: expected a model named ${wanted}, found ${parsed.data.models.map((model) => model.name).join(', ')}`,
    );
  if (entry.normalisation !== normalisation)
    throw new Error(
      `${path}: model ${wanted} expects line normalisation ${entry.normalisation}, this reader has ${normalisation}`,
    );
  return entry;
}
