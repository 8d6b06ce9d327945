/**
 * Reads lines beside the frames: only those whose ink has changed, one at a time, the one first that is waited for most.
 * In: each frame's line regions (canvas raster crops). Out: the last reading of every line that is still there.
 */
import type { LineReading } from '../reading/reading.ts';
import type { LineRegion } from '../vision/ink.ts';

export interface LastReading {
  readonly reading: LineReading;
  /** Revision of the region that it was read from, and whether its ink was settled then. */
  readonly revision: number;
  readonly settled: boolean;
  readonly time: number;
}

export type LastReadings = ReadonlyMap<string, LastReading>;

/** A line that is being written changes with every frame: reading it more often would only cost frames. */
const UNSETTLED_EVERY_MS = 350;

/**
 * The line to read now: its ink changed since it was read, or has settled since (the crop of settled ink is steadier).
 * Finished lines first, then the one that waited longest; null when all is read.
 */
export const nextToRead = (regions: readonly LineRegion[], readings: LastReadings, now: number): LineRegion | null => {
  let best: LineRegion | null = null;
  let bestTime = Number.POSITIVE_INFINITY;
  for (const region of regions) {
    const last = readings.get(region.id);
    if (last?.revision === region.revision && (last.settled || !region.settled)) continue;
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
export const keepReadings = (readings: LastReadings, regions: readonly LineRegion[]): LastReadings => {
  const ids = new Set(regions.map((region) => region.id));
  return new Map([...readings].filter(([id]) => ids.has(id)));
};

export interface LineReader {
  readonly readings: () => LastReadings;
  /** Starts reading the most urgent changed line, unless one is being read. */
  look(regions: readonly LineRegion[]): void;
  /** A better reading of ink that was read already; nothing happens when that ink has changed since. */
  amend(id: string, revision: number, reading: LineReading): void;
  forget(): void;
}

export const createLineReader = (
  read: (region: LineRegion) => Promise<LineReading>,
  now: () => number,
  onError: (error: unknown) => void,
): LineReader => {
  let readings: LastReadings = new Map();
  let busy = false;
  let generation = 0;
  return {
    readings: () => readings,
    look(regions) {
      readings = keepReadings(readings, regions);
      if (busy) return;
      const region = nextToRead(regions, readings, now());
      if (!region) return;
      busy = true;
      const mine = generation;
      const { id, revision, settled } = region;
      read(region)
        .then((reading) => {
          if (mine === generation) readings = new Map(readings).set(id, { reading, revision, settled, time: now() });
        }, onError)
        .finally(() => {
          busy = false;
        });
    },
    amend(id, revision, reading) {
      const last = readings.get(id);
      if (last?.revision === revision) readings = new Map(readings).set(id, { ...last, reading });
    },
    forget() {
      generation += 1;
      readings = new Map();
    },
  };
};
