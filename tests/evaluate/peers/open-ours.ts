/** The shipped reader as one of the compared: normalise → network → decode, ONNX Runtime Web on WASM, one thread. */
import { readLines } from '../../../client/reading/read-lines.ts';
import { loadNodeReader } from '../load-node-reader.ts';
import type { Peer } from './peer.ts';

/** `model`: name in models/manifest.json, null = its default. */
export const openOurs = async (model: string | null): Promise<Peer> => {
  const { reader } = await loadNodeReader(model);
  const now = (): number => performance.now();
  return {
    name: `Inklight (${reader.model})`,
    read: async (picture) => {
      const started = now();
      const { readings } = await readLines(reader, [picture], now);
      return { text: readings[0]!.text, ms: now() - started };
    },
    close: async () => {},
  };
};
