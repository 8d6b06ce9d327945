/**
 * The worker's reader: loads itself, again and again until it can, and then reads one line at a time.
 * In: line regions. Out: readings, and what to tell people of the loading.
 */
import { type NormalisedLine, normaliseLine } from '../reading/normalise-line.ts';
import { type ReadTimings, readLines } from '../reading/read-lines.ts';
import type { LineReading } from '../reading/reading.ts';
import type { LineRegion } from '../vision/ink.ts';
import { ModelError, type OnBytes } from './load-model.ts';
import type { Backend } from './load-ort.ts';
import { type LoadedReader, loadReader } from './load-reader.ts';
import type { WorkerFault } from './worker-faults.ts';

export interface DeskCallbacks {
  readonly now: () => number;
  readonly onBytes: OnBytes;
  readonly onReady: (backend: Backend, model: string) => void;
  /** Why nothing can be read now; null = something can. */
  readonly onFault: (fault: WorkerFault | null) => void;
  /** Reading works, but not as it should; in one line. */
  readonly onNote: (note: string) => void;
  /** ms of the two halves of one reading. */
  readonly onTimings: (timings: ReadTimings) => void;
}

export interface ReadingDesk {
  readonly isReady: () => boolean;
  read(region: LineRegion): Promise<LineReading>;
  /** The line that was read last, as the network sees it; null before the first. */
  lastLine(): NormalisedLine | null;
}

/** A file that was repaired, or a server that came back, is noticed within this; each try fetches megabytes, so ever more rarely. */
const RETRY_MS = 4000;
const SLOWEST_RETRY_MS = 20_000;

/** `model`: name in models/manifest.json, null = its default. `origin`: where /models and /ort are served. */
export const openReadingDesk = (origin: string, model: string | null, callbacks: DeskCallbacks): ReadingDesk => {
  const { now, onBytes, onReady, onFault, onNote, onTimings } = callbacks;
  let loaded: LoadedReader | null = null;
  let retryMs = RETRY_MS;
  let lastCrop: LineRegion['crop'] | null = null;

  const load = async (): Promise<void> => {
    try {
      const place = {
        modelsUrl: new URL('/models/', origin).href,
        ortUrl: new URL('/ort/', origin).href,
        model,
        backend: null,
        onBytes,
      };
      loaded = await loadReader(place, now, onNote);
      onFault(null);
      if (loaded.note) onNote(loaded.note);
      onReady(loaded.backend, loaded.reader.model);
    } catch (error) {
      const code = error instanceof ModelError ? error.code : 'model-missing';
      onFault({ code, detail: error instanceof Error ? error.message : String(error) });
      setTimeout(load, retryMs);
      retryMs = Math.min(SLOWEST_RETRY_MS, 1.5 * retryMs);
    }
  };
  void load();

  return {
    isReady: () => loaded !== null,
    async read({ crop }) {
      if (!loaded) throw new Error('the reader is not loaded yet');
      lastCrop = crop;
      const { readings, timings } = await readLines(loaded.reader, [crop], now);
      onTimings(timings);
      return readings[0]!;
    },
    // Normalised once more, only for whoever looks at it.
    lastLine: () => (lastCrop ? normaliseLine(lastCrop) : null),
  };
};
