/** The reader of the camera page's worker: checked model files, on the backend that choose-network.ts finds. */
import type { Reader } from '../reading/read-lines.ts';
import { type ChosenNetwork, chooseNetwork, type NetworkPlace } from './choose-network.ts';
import { loadModelFiles, makeReader, type OnBytes, servedFolder } from './load-model.ts';

export interface LoadedReader extends Pick<ChosenNetwork, 'backend' | 'note'> {
  readonly reader: Reader;
}

export interface ReaderPlace extends NetworkPlace {
  /** Absolute address of the models folder, with a slash at its end. */
  readonly modelsUrl: string;
  /** Name in models/manifest.json; null = its default. */
  readonly model: string | null;
  readonly onBytes?: OnBytes;
}

/** `onFallback` is told, once and in one line, when the GPU fails later. Throws ModelError, or what the runtime throws. */
export async function loadReader(
  place: ReaderPlace,
  now: () => number,
  onFallback: (note: string) => void,
): Promise<LoadedReader> {
  const files = await loadModelFiles(servedFolder(place.modelsUrl, place.onBytes), place.model);
  const { network, backend, note } = await chooseNetwork(place, files.entry, files.network, now, onFallback);
  return { reader: makeReader(files, network), backend, note };
}
