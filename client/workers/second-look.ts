/**
 * Reads doubtful lines again, beside everything else: asks the accurate network for its opinion, one batch at a time, and
 * hands on what both say. In: fast readings and the lines that are there. Out: second readings. Without an accurate
 * network the fast readings stand, and one line says why.
 */
import { dropChanged, noteReading, takeBatch, type Waiting, type WaitingLine } from '../reading/cascade.ts';
import { type Reader, readAgain } from '../reading/read-lines.ts';
import type { LineReading } from '../reading/reading.ts';
import type { InkLine, Logits } from '../reading/recognise.ts';

/** The accurate network, wherever it runs. */
export interface AccurateNetwork {
  /** Logits in the order of `lines`; rejects when the network cannot be used, or fails. */
  read(lines: readonly InkLine[]): Promise<readonly Logits[]>;
}

export interface SecondLook {
  /** After a fast reading. */
  note(read: WaitingLine): void;
  /** Once a frame: lines that changed or are gone wait no more. */
  look(regions: readonly { readonly id: string; readonly revision: number }[]): void;
  forget(): void;
}

export interface SecondLookCallbacks {
  /** Both networks have read revision `revision` of a line. */
  readonly onReading: (id: string, revision: number, reading: LineReading) => void;
  readonly onError: (error: unknown) => void;
  /** Lets pictures and messages in: decoding takes some ms a line. */
  readonly pause: () => Promise<void>;
}

/** `reader()` is the reader as it is now: its words may change. It must have a second opinion. */
export const createSecondLook = (
  reader: () => Reader,
  accurate: AccurateNetwork,
  { onReading, onError, pause }: SecondLookCallbacks,
): SecondLook => {
  let waiting: Waiting = [];
  let reading: Waiting = [];
  let busy = false;

  const next = async (): Promise<void> => {
    if (busy) return;
    const taken = takeBatch(waiting);
    if (taken.batch.length === 0) return;
    ({ waiting } = taken);
    reading = taken.batch;
    busy = true;
    try {
      const logits = await accurate.read(reading.map(({ line }) => line));
      for (const [index, read] of taken.batch.entries()) {
        await pause();
        // Changed while it was read: it is read anew anyway.
        if (!reading.includes(read)) continue;
        const { second } = reader();
        if (second !== null)
          onReading(
            read.id,
            read.revision,
            readAgain(reader(), second, read.reading, read, logits[index]!, read.prior),
          );
      }
    } catch (error) {
      onError(error);
    } finally {
      reading = [];
      busy = false;
    }
    void next();
  };

  return {
    note(read) {
      const { second } = reader();
      if (second === null) return;
      reading = reading.filter(({ id }) => id !== read.id);
      waiting = noteReading(waiting, read, second.settings);
      void next();
    },
    look(regions) {
      waiting = dropChanged(waiting, regions);
      reading = dropChanged(reading, regions);
    },
    forget() {
      waiting = [];
      reading = [];
    },
  };
};
