/**
 * Reads lines beside the frames: only those whose ink has changed, one at a time, the one first that is waited for most.
 * In: each frame's line regions (canvas raster crops). Out: the last reading of every line that is still there, its characters in px of
 * the canvas raster: the crop that it was read from may be another by now.
 */
import type { LineReading } from '../reading/reading.ts';
import type { LineRegion } from '../vision/ink.ts';

export interface LastReading {
  /** Edges of its characters in px of the canvas raster. */
  readonly reading: LineReading;
  /** Revision of the region that it was read from, and whether its ink was settled then. */
  readonly revision: number;
  readonly settled: boolean;
  readonly time: number;
}

export type LastReadings = ReadonlyMap<string, LastReading>;

/** A line that is being written changes with every frame: reading it more often would only cost frames. */
const UNSETTLED_EVERY_MS = 350;
/** A line that could not be read waits so long, ms, for its next try, and the others go first: it must not keep them from being read. */
const RETRY_MS = 1000;
/** Of no ink: what was read of it is out of date. */
const NO_REVISION = -1;

/** What could not be read, and when. */
interface Failure {
  readonly revision: number;
  readonly time: number;
}

/**
 * The line to read now: its ink changed since it was read, or has settled since (the crop of settled ink is steadier).
 * Finished lines first, then the one that waited longest; null when all is read.
 */
export const nextToRead = (
  regions: readonly LineRegion[],
  readings: LastReadings,
  now: number,
  failures: ReadonlyMap<string, Failure> = new Map(),
): LineRegion | null => {
  let best: LineRegion | null = null;
  let bestTime = Number.POSITIVE_INFINITY;
  for (const region of regions) {
    const last = readings.get(region.id);
    if (last?.revision === region.revision && (last.settled || !region.settled)) continue;
    const failure = failures.get(region.id);
    if (failure?.revision === region.revision && now - failure.time < RETRY_MS) continue;
    const time = last?.time ?? Number.NEGATIVE_INFINITY;
    if (!region.settled && now - time < UNSETTLED_EVERY_MS) continue;
    const moreUrgent = best === null || (region.settled !== best.settled ? region.settled : time < bestTime);
    if (!moreUrgent) continue;
    best = region;
    bestTime = time;
  }
  return best;
};

/** The readings of the lines that are still there. */
export const keepReadings = (readings: LastReadings, regions: readonly LineRegion[]): LastReadings =>
  keepOf(readings, regions);

const keepOf = <T>(known: ReadonlyMap<string, T>, regions: readonly LineRegion[]): ReadonlyMap<string, T> => {
  const ids = new Set(regions.map((region) => region.id));
  return new Map([...known].filter(([id]) => ids.has(id)));
};

/** A reading of a crop whose left edge lies at `left` px of the canvas raster. */
const placeCharacters = (reading: LineReading, left: number): LineReading => ({
  ...reading,
  characters: reading.characters.map((c) => ({ ...c, left: c.left + left, right: c.right + left })),
});

export interface LineReader {
  readonly readings: () => LastReadings;
  /** Starts reading the most urgent changed line, unless one is being read. */
  look(regions: readonly LineRegion[]): void;
  /** Reads every line once more, though its ink is the same: what is expected of it has changed. */
  readAnew(): void;
  /** A better reading of the crop that was read last; nothing happens when that ink has changed since. */
  amend(id: string, revision: number, reading: LineReading): void;
}

/** `read` gives characters in px of the region's crop. */
export const createLineReader = (
  read: (region: LineRegion) => Promise<LineReading>,
  now: () => number,
  onError: (error: unknown) => void,
): LineReader => {
  let readings: ReadonlyMap<string, LastReading & { readonly cropLeft: number }> = new Map();
  let failures: ReadonlyMap<string, Failure> = new Map();
  /** How often everything was to be read anew. */
  let wishes = 0;
  let busy = false;
  return {
    readings: () => readings,
    look(regions) {
      readings = keepOf(readings, regions);
      failures = keepOf(failures, regions);
      if (busy) return;
      const region = nextToRead(regions, readings, now(), failures);
      if (!region) return;
      busy = true;
      const { id, revision, settled } = region;
      const cropLeft = region.cropOrigin.x;
      const isAnew = readings.get(id)?.revision === NO_REVISION;
      const wished = wishes;
      read(region)
        .then(
          (said) => {
            const reading = placeCharacters(isAnew ? { ...said, anew: true } : said, cropLeft);
            // Wished for while this was being read: this was not yet it.
            const of = wished === wishes ? revision : NO_REVISION;
            readings = new Map(readings).set(id, { reading, revision: of, settled, time: now(), cropLeft });
          },
          (error) => {
            failures = new Map(failures).set(id, { revision, time: now() });
            onError(error);
          },
        )
        .finally(() => {
          busy = false;
        });
    },
    readAnew() {
      wishes += 1;
      readings = new Map([...readings].map(([id, last]) => [id, { ...last, revision: NO_REVISION }]));
    },
    amend(id, revision, reading) {
      const last = readings.get(id);
      if (last?.revision === revision)
        readings = new Map(readings).set(id, { ...last, reading: placeCharacters(reading, last.cropLeft) });
    },
  };
};
