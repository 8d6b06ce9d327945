/** Test page: loads the reader as the camera page's worker does and reads the crops that the test hands over. */
import { readLines } from '../../../client/reading/read-lines.ts';
import type { Backend } from '../../../client/workers/load-ort.ts';
import { loadReader } from '../../../client/workers/load-reader.ts';

/** A grey crop that travels as JSON: one character a pixel. */
export interface SentCrop {
  readonly width: number;
  readonly height: number;
  readonly pixels: string;
}

export interface BackendReport {
  readonly backend: Backend;
  readonly note: string;
  readonly texts: readonly string[];
}

declare global {
  interface Window {
    readOn?: (backend: Backend | null, crops: readonly SentCrop[]) => Promise<BackendReport>;
  }
}

const now = (): number => performance.now();

window.readOn = async (backend, crops) => {
  const place = { modelsUrl: `${location.origin}/models/`, ortUrl: `${location.origin}/ort/`, model: null, backend };
  const loaded = await loadReader(place, now, () => {});
  const images = crops.map(({ width, height, pixels }) => ({
    width,
    height,
    data: Uint8Array.from(pixels, (character) => character.charCodeAt(0)),
  }));
  const { readings } = await readLines(loaded.reader, images, now);
  return { backend: loaded.backend, note: loaded.note, texts: readings.map(({ text }) => text) };
};
