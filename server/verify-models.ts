/**
 * Whether the networks are the ones that were shipped: every file that `models/manifest.json` names with a sha256 is hashed, and
 * hashed again when it changes. A wrong hash is a fault with the path, what was expected and what was found.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';

export interface ModelState {
  /** Path below the models folder. */
  readonly file: string;
  readonly expected: string;
  /** sha256 of the file; null = it cannot be read. */
  readonly found: string | null;
  readonly bytes: number;
  readonly ok: boolean;
}

export interface ModelLook {
  readonly models: readonly ModelState[];
  /** What is wrong with the manifest itself; null = nothing. */
  readonly manifestProblem: string | null;
}

/** A function that looks again; files that did not change are not hashed again. */
export const createModelVerifier = (modelsFolder: string): (() => Promise<ModelLook>) => {
  const hashes = new Map<string, { stamp: string; hash: string; bytes: number }>();
  const hashOf = async (path: string): Promise<{ hash: string; bytes: number } | null> => {
    const info = await stat(path).catch(() => null);
    if (!info?.isFile()) return null;
    const stamp = `${info.mtimeMs} ${info.size} ${info.ino}`;
    const known = hashes.get(path);
    if (known?.stamp === stamp) return known;
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    const fresh = { stamp, hash: hash.digest('hex'), bytes: info.size };
    hashes.set(path, fresh);
    return fresh;
  };
  return async () => {
    const path = join(modelsFolder, 'manifest.json');
    let listed: { file: string; sha256: string }[];
    try {
      listed = listedFiles(JSON.parse(await readFile(path, 'utf8')));
    } catch (error) {
      return { models: [], manifestProblem: `${path}: ${error instanceof Error ? error.message : String(error)}` };
    }
    if (listed.length === 0)
      return { models: [], manifestProblem: `${path}: expected files with their sha256, found none` };
    const models: ModelState[] = [];
    for (const { file, sha256 } of listed) {
      const found = await hashOf(join(modelsFolder, file)).catch(() => null);
      models.push({
        file,
        expected: sha256,
        found: found?.hash ?? null,
        bytes: found?.bytes ?? 0,
        ok: found?.hash === sha256,
      });
    }
    return { models, manifestProblem: null };
  };
};

const fileEntry = z.object({ file: z.string().min(1), sha256: z.string().regex(/^[0-9a-f]{64}$/) });

/** Every `{file, sha256}` wherever it stands in the manifest: how models are grouped there is the reader's business. */
const listedFiles = (value: unknown): { file: string; sha256: string }[] => {
  if (typeof value !== 'object' || value === null) return [];
  const own = fileEntry.safeParse(value);
  const inside = Object.values(value).flatMap(listedFiles);
  return own.success && basename(own.data.file) === own.data.file ? [own.data, ...inside] : inside;
};
