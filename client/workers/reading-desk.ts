/**
 * The worker's reader: loads itself, again and again until it can, and then reads one line at a time; what it was unsure of is read
 * again by the accurate network, in a thread of its own. In: line regions. Out: readings, and what to tell people of the loading.
 */
import type { CascadeSettings } from '../reading/cascade.ts';
import { withVocabulary } from '../reading/decode-ctc.ts';
import { type NormalisedLine, normaliseLine } from '../reading/normalise-line.ts';
import { priorFrom, type ReadBefore } from '../reading/pick-language.ts';
import type { PosteriorPool } from '../reading/pool-posteriors.ts';
import { readGrowingLine } from '../reading/read-growing-line.ts';
import type { Reader, ReadTimings } from '../reading/read-lines.ts';
import type { LineReading } from '../reading/reading.ts';
import { createVocabulary, parseVocabulary } from '../reading/vocabulary.ts';
import type { LineRegion } from '../vision/ink.ts';
import { keepAccurate } from './keep-accurate.ts';
import { ModelError, type OnBytes } from './load-model.ts';
import type { Backend } from './load-ort.ts';
import { loadReader } from './load-reader.ts';
import { createSecondLook, type SecondLook } from './second-look.ts';
import type { StartedAccurate } from './start-accurate.ts';
import type { WorkerFault } from './worker-faults.ts';

export interface DeskCallbacks {
  readonly now: () => number;
  readonly onBytes: OnBytes;
  readonly onReady: (backend: Backend, model: string) => void;
  /** Why nothing can be read now, or not as well as it should be; null = all is well. */
  readonly onFault: (fault: WorkerFault | null) => void;
  /** Reading works, but not as it should; in one line. */
  readonly onNote: (note: string) => void;
  /** ms of the two halves of one reading. */
  readonly onTimings: (timings: ReadTimings) => void;
  /** Both networks have read this revision of a line, some time after the fast one did. */
  readonly onAgain: (id: string, revision: number, reading: LineReading) => void;
  readonly onError: (error: unknown) => void;
}

export interface ReadingDesk {
  readonly isReady: () => boolean;
  /** `before`: what else was read on this canvas, for the language that it may be in. */
  read(region: LineRegion, before: readonly ReadBefore[]): Promise<LineReading>;
  /** Once a frame: lines that changed or are gone need no second look. */
  look(regions: readonly LineRegion[]): void;
  /** The user's own words, as plain text; whether they are others than before. Throws RangeError when there are too many. */
  useVocabulary(text: string): boolean;
  /** Codes of the languages that people write here, none = any; whether they are others than before. */
  useLanguages(codes: readonly string[]): boolean;
  /** The line that was read last, as the network sees it; null before the first. */
  lastLine(): NormalisedLine | null;
}

/** A file that was repaired, or a server that came back, is noticed within this; each try fetches megabytes, so ever more rarely. */
const RETRY_MS = 4000;
const SLOWEST_RETRY_MS = 20_000;

/** `model`: name in models/manifest.json, null = its default. `origin`: where /models and /ort are served. */
export const openReadingDesk = (origin: string, model: string | null, callbacks: DeskCallbacks): ReadingDesk => {
  const { now, onBytes, onReady, onFault, onNote, onTimings, onAgain, onError } = callbacks;
  const modelsUrl = new URL('/models/', origin).href;
  const ortUrl = new URL('/ort/', origin).href;
  let reader: Reader | null = null;
  let secondLook: SecondLook | null = null;
  let accurate: StartedAccurate | null = null;
  let vocabularyText = '';
  let spoken: readonly string[] = [];
  let retryMs = RETRY_MS;
  let lastCrop: LineRegion['crop'] | null = null;
  /** What was read of each line so far, by its id. */
  const pools = new Map<string, PosteriorPool>();

  const withWords = (bare: Reader): Reader => ({
    ...bare,
    decoder: withVocabulary(bare.decoder, createVocabulary(parseVocabulary(vocabularyText))),
  });

  /** The fast network reads by now: the accurate one may take its time. */
  const openSecondLook = (fast: string, settings: CascadeSettings): void => {
    accurate = keepAccurate(
      () => new Worker(new URL('./accurate-worker.ts', import.meta.url), { type: 'module', name: 'accurate' }),
      { modelsUrl, ortUrl, model: fast },
      { onFault, onNote: (detail) => console.info(detail), later: setTimeout },
    );
    accurate.useVocabulary(vocabularyText);
    secondLook = createSecondLook(accurate, settings, { onReading: onAgain, onError });
  };

  const load = async (): Promise<void> => {
    try {
      const loaded = await loadReader({ modelsUrl, ortUrl, model, backend: null, onBytes }, now, onNote);
      reader = withWords(loaded.reader);
      onFault(null);
      if (loaded.note) onNote(loaded.note);
      onReady(loaded.backend, reader.model);
      if (reader.second) openSecondLook(reader.model, reader.second.settings);
    } catch (error) {
      const code = error instanceof ModelError ? error.code : 'model-missing';
      onFault({ code, detail: error instanceof Error ? error.message : String(error) });
      setTimeout(load, retryMs);
      retryMs = Math.min(SLOWEST_RETRY_MS, 1.5 * retryMs);
    }
  };
  void load();

  return {
    isReady: () => reader !== null,
    async read(region, before) {
      if (!reader) throw new Error('the reader is not loaded yet');
      const { id, revision, settled } = region;
      lastCrop = region.crop;
      const names = reader.decoder.fusions.map((fusion) => fusion.model.name);
      const prior = priorFrom(before, names, spoken);
      const read = await readGrowingLine(reader, region, pools.get(id) ?? null, now, prior);
      const { reading, line, logits, timings } = read;
      pools.set(id, read.pool);
      onTimings(timings);
      // Ink that still comes in is read anew in a moment: a second opinion of half a word would only flicker.
      if (settled) secondLook?.note({ id, revision, settled, reading, prior, line, logits });
      return reading;
    },
    look(regions) {
      secondLook?.look(regions);
      const here = new Set(regions.map(({ id }) => id));
      for (const id of pools.keys()) if (!here.has(id)) pools.delete(id);
    },
    useVocabulary(text) {
      if (text === vocabularyText) return false;
      // Throws before anything is changed.
      parseVocabulary(text);
      vocabularyText = text;
      if (reader) reader = withWords(reader);
      accurate?.useVocabulary(text);
      return true;
    },
    useLanguages(codes) {
      if (codes.join() === spoken.join()) return false;
      spoken = codes;
      return true;
    },
    // Normalised once more, only for whoever looks at it.
    lastLine: () => (lastCrop ? normaliseLine(lastCrop) : null),
  };
};
