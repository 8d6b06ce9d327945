/**
 * Reads doubtful lines again, beside everything else: asks for what both networks say, one batch at a time, and hands it on.
 * In: fast readings and the lines that are there. Out: second readings. A line that changed meanwhile is dropped.
 */
import {
  type CascadeSettings,
  dropChanged,
  noteReading,
  takeBatch,
  type Waiting,
  type WaitingLine,
} from '../reading/cascade.ts';
import type { FirstLook } from '../reading/read-again.ts';
import type { LineReading } from '../reading/reading.ts';

/** Both networks together, wherever the accurate one runs. */
export interface SecondReader {
  /** Readings in the order of `lines`; rejects when the accurate network cannot be used, or fails. */
  read(lines: readonly FirstLook[]): Promise<readonly LineReading[]>;
}

export interface SecondLook {
  /** After a fast reading. */
  note(read: WaitingLine): void;
  /** Once a frame: lines that changed or are gone wait no more. */
  look(regions: readonly { readonly id: string; readonly revision: number }[]): void;
}

export interface SecondLookCallbacks {
  /** Both networks have read revision `revision` of a line. */
  readonly onReading: (id: string, revision: number, reading: LineReading) => void;
  readonly onError: (error: unknown) => void;
}

export const createSecondLook = (
  reader: SecondReader,
  settings: CascadeSettings,
  { onReading, onError }: SecondLookCallbacks,
): SecondLook => {
  let waiting: Waiting = [];
  let asked: Waiting = [];
  let busy = false;

  const next = async (): Promise<void> => {
    const taken = takeBatch(waiting);
    if (busy || taken.batch.length === 0) return;
    busy = true;
    ({ waiting } = taken);
    asked = taken.batch;
    try {
      const looks = taken.batch.map(({ line, logits, reading: { text, confidence }, prior }) => ({
        line,
        logits,
        text,
        confidence,
        prior,
      }));
      const readings = await reader.read(looks);
      // Changed while it was read: it is read anew anyway.
      for (const [index, { id, revision }] of taken.batch.entries())
        if (asked.includes(taken.batch[index]!)) onReading(id, revision, readings[index]!);
    } catch (error) {
      onError(error);
    } finally {
      asked = [];
      busy = false;
    }
    void next();
  };

  return {
    note(read) {
      asked = asked.filter(({ id }) => id !== read.id);
      waiting = noteReading(waiting, read, settings);
      void next();
    },
    look(regions) {
      waiting = dropChanged(waiting, regions);
      asked = dropChanged(asked, regions);
    },
  };
};
