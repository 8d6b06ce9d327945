/** The shipped reader in Node: the models folder of this repository, on WASM as in a browser without a GPU, one thread. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { openNetwork } from '../../client/inference/open-network.ts';
import type { Reader } from '../../client/reading/read-lines.ts';
import type { Network } from '../../client/reading/recognise.ts';
import {
  loadAccurateFile,
  loadModelFiles,
  type ModelFiles,
  type ModelFolder,
  makeReader,
} from '../../client/workers/load-model.ts';
import { enableRelaxedSimd } from '../relaxed-simd.ts';

/** A folder on the disk as a models folder. */
export const diskFolder = (path: string): ModelFolder => ({
  address: path.endsWith('/') ? path : `${path}/`,
  read: async (file) => new Uint8Array(await readFile(`${path}/${file}`)),
});

export const SHIPPED_MODELS = fileURLToPath(new URL('../../models', import.meta.url));

/** Throws ModelError as the browser's loader does. */
export async function loadNodeReader(
  model: string | null,
  folder = SHIPPED_MODELS,
): Promise<{ readonly reader: Reader; readonly files: ModelFiles }> {
  const files = await loadModelFiles(diskFolder(folder), model);
  enableRelaxedSimd();
  const network = await openNetwork(files.entry, files.network);
  return { reader: makeReader(files, network), files };
}

/** The reader and the accurate network of its cascade; null where the model has none. Throws ModelError. */
export async function loadCascade(
  model: string | null,
  folder = SHIPPED_MODELS,
): Promise<{ readonly reader: Reader; readonly accurate: Network | null }> {
  const { reader, files } = await loadNodeReader(model, folder);
  if (reader.second === null) return { reader, accurate: null };
  const { entry, network } = await loadAccurateFile(diskFolder(folder), reader.second.model, files.entry);
  return { reader, accurate: await openNetwork(entry, network) };
}
