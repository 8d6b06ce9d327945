/** The shipped reader as two of the compared: its fast answer alone, and with the second look that doubtful lines get after it. */
import { loadCascade } from '../load-node-reader.ts';
import { readLinePicture } from '../read-line-picture.ts';
import type { Peer } from './peer.ts';

/** `model`: name in models/manifest.json, null = its default. One thread of WASM, as in a browser without a GPU. */
export async function openOurs(model: string | null): Promise<{ readonly fast: Peer; readonly withSecondLook: Peer }> {
  const { reader, accurate } = await loadCascade(model);
  const name = `Inklight (${reader.model})`;
  const close = async (): Promise<void> => {};
  return {
    fast: {
      name: `${name}, fast answer`,
      read: async (picture) => {
        const { fast, ms } = await readLinePicture(reader, null, picture);
        return { text: fast.text, ms };
      },
      close,
    },
    withSecondLook: {
      name: `${name}, with the second look`,
      read: async (picture) => {
        const { final, ms, msAgain } = await readLinePicture(reader, accurate, picture);
        return { text: final.text, ms: ms + (msAgain ?? 0) };
      },
      close,
    },
  };
}
