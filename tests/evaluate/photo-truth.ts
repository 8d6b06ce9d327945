/** What is true of the pictures of a folder: DIR/truth.json. Frame: camera px of each file's own raster. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Quad } from '../../calibration/frames.ts';

const point = z.tuple([z.number(), z.number()]).transform(([x, y]) => ({ x, y }));

const photoTruth = z.object({
  quad: z.tuple([point, point, point, point]).transform((corners) => corners as Quad<'camera'>),
  /** Text by line; null or absent where the page is not fully transcribed. */
  lines: z
    .array(z.string())
    .nullish()
    .transform((lines) => lines ?? null),
  language: z
    .string()
    .nullish()
    .transform((language) => language ?? null),
});

export type PhotoTruth = z.output<typeof photoTruth>;

/** By file name. Throws with the path when the file is absent, no JSON, or a picture lacks its quad. */
export const readPhotoTruth = async (directory: string): Promise<ReadonlyMap<string, PhotoTruth>> => {
  const path = join(directory, 'truth.json');
  try {
    const parsed: unknown = JSON.parse(await readFile(path, 'utf8'));
    return new Map(Object.entries(z.record(z.string(), photoTruth).parse(parsed)));
  } catch (cause) {
    throw new Error(`${path}: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
};
