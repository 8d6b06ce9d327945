/**
 * Keeps the accurate network at hand: starts its thread, and another when that one dies, cannot load its files or finds them damaged, ever
 * more rarely. Whoever asks meanwhile waits: the fast readings are shown long before.
 * In: doubtful lines. Out: second readings, and what to tell people.
 */
import type { FirstLook } from '../reading/read-again.ts';
import type { LineReading } from '../reading/reading.ts';
import {
  AccurateGone,
  type AccuratePlace,
  type StartedAccurate,
  startAccurate,
  type Thread,
} from './start-accurate.ts';
import type { WorkerFault } from './worker-faults.ts';

export interface AccurateThread extends Thread {
  terminate(): void;
}

export interface AccurateCallbacks {
  /** What somebody must mend; null = it is mended. */
  readonly onFault: (fault: WorkerFault | null) => void;
  /** Why doubtful lines are read once only for now, in one line; not twice in a row. */
  readonly onNote: (detail: string) => void;
  /** Calls `work` after `ms`. */
  readonly later: (work: () => void, ms: number) => void;
}

/** A file that was repaired, or a server that came back, is noticed within this; each try fetches megabytes, so ever more rarely. */
const RETRY_MS = 20_000;
const SLOWEST_RETRY_MS = 300_000;
/** Threads that may die over the same lines before these are given up: they may be what kills it. */
const TRIES = 2;

export const keepAccurate = (
  makeThread: () => AccurateThread,
  place: AccuratePlace,
  { onFault, onNote, later }: AccurateCallbacks,
): StartedAccurate => {
  let started: StartedAccurate | null = null;
  let isReady = false;
  let waiting: ((ready: StartedAccurate) => void)[] = [];
  let words = '';
  let retryMs = RETRY_MS;
  let isFaulty = false;
  let noted: string | null = null;

  const tryLater = (): void => {
    later(open, retryMs);
    retryMs = Math.min(SLOWEST_RETRY_MS, 2 * retryMs);
  };
  const note = (detail: string): void => {
    if (detail !== noted) onNote(detail);
    noted = detail;
  };

  function open(): void {
    let thread: AccurateThread;
    try {
      thread = makeThread();
    } catch (error) {
      // Browsers without workers in workers: reading goes on without it.
      note(`Doubtful lines are read once only: ${error instanceof Error ? error.message : String(error)}`);
      tryLater();
      return;
    }
    const mine = startAccurate(
      thread,
      place,
      ({ code, detail }) => {
        thread.terminate();
        started = null;
        isReady = false;
        if (code === 'model-corrupt') {
          isFaulty = true;
          onFault({ code, detail });
        } else note(detail);
        tryLater();
      },
      () => {
        isReady = true;
        retryMs = RETRY_MS;
        noted = null;
        if (isFaulty) onFault(null);
        isFaulty = false;
        const told = waiting;
        waiting = [];
        for (const tell of told) tell(mine);
      },
    );
    started = mine;
    mine.useVocabulary(words);
  }
  open();

  return {
    useVocabulary(text) {
      words = text;
      started?.useVocabulary(text);
    },
    async read(lines: readonly FirstLook[]): Promise<readonly LineReading[]> {
      for (let tries = 1; ; tries++) {
        const reader =
          started !== null && isReady ? started : await new Promise<StartedAccurate>((tell) => waiting.push(tell));
        try {
          return await reader.read(lines);
        } catch (error) {
          if (!(error instanceof AccurateGone) || tries === TRIES) throw error;
        }
      }
    },
  };
};
