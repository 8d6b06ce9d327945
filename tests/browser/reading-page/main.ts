/** Test page: loads the reader as the camera page's worker does and reads the crops that the test hands over. */

import { readLines } from '../../../client/reading/read-lines.ts';
import type { LineReading } from '../../../client/reading/reading.ts';
import type { Backend } from '../../../client/workers/load-ort.ts';
import { loadReader } from '../../../client/workers/load-reader.ts';
import { openReadingDesk } from '../../../client/workers/reading-desk.ts';

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

/** What became of each crop: its first reading, and the second where there was one. */
export interface DeskReport {
  readonly model: string;
  readonly first: readonly LineReading[];
  readonly again: Readonly<Record<string, LineReading>>;
  readonly faults: readonly string[];
}

declare global {
  interface Window {
    readOn?: (backend: Backend | null, crops: readonly SentCrop[]) => Promise<BackendReport>;
    /** Reads through the desk of the camera page's worker and waits for second readings, `patienceMs` at most. */
    readAtDesk?: (
      model: string | null,
      crops: readonly SentCrop[],
      patienceMs: number,
      vocabulary: string,
    ) => Promise<DeskReport>;
  }
}

const unpack = ({ width, height, pixels }: SentCrop) => ({
  width,
  height,
  data: Uint8Array.from(pixels, (character) => character.charCodeAt(0)),
});
const now = (): number => performance.now();

window.readOn = async (backend, crops) => {
  const place = { modelsUrl: `${location.origin}/models/`, ortUrl: `${location.origin}/ort/`, model: null, backend };
  const loaded = await loadReader(place, now, () => {});
  const images = crops.map(unpack);
  const { readings } = await readLines(loaded.reader, images, now);
  return { backend: loaded.backend, note: loaded.note, texts: readings.map(({ text }) => text) };
};

window.readAtDesk = async (model, crops, patienceMs, vocabulary) => {
  const again: Record<string, LineReading> = {};
  const faults: string[] = [];
  let ready: (name: string) => void = () => {};
  const loaded = new Promise<string>((resolve) => {
    ready = resolve;
  });
  const desk = openReadingDesk(location.origin, model, {
    now,
    onBytes: () => {},
    onReady: (_backend, name) => ready(name),
    onFault: (fault) => fault && faults.push(`${fault.code}: ${fault.detail}`),
    onNote: () => {},
    onTimings: () => {},
    onAgain: (id, _revision, reading) => {
      again[id] = reading;
    },
    onError: (error) => faults.push(String(error)),
  });
  desk.useVocabulary(vocabulary);
  const name = await loaded;
  const first: LineReading[] = [];
  for (const [index, crop] of crops.entries())
    first.push(
      await desk.read(
        {
          id: `${index}`,
          revision: 1,
          settled: true,
          box: { x: 0, y: 0, width: 100, height: 10 },
          baseline: [
            { x: 0, y: 8 },
            { x: 100, y: 8 },
          ],
          strokes: [],
          crop: { ...unpack(crop), pxPerMm: 4 },
          cropOrigin: { x: 0, y: 0 },
        },
        first,
      ),
    );
  for (const started = now(); now() - started < patienceMs && Object.keys(again).length < crops.length; )
    await new Promise((resolve) => setTimeout(resolve, 50));
  return { model: name, first, again, faults };
};
