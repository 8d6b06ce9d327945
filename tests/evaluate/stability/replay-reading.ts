/**
 * Reads recorded line regions as the camera page's worker does: changed lines one at a time beside the frames, a reading is there by the next
 * frame, then the stabiliser. In: frames of line regions. Out: what was shown of each line over time.
 */
import type { LineReading } from '../../../client/reading/reading.ts';
import { emptyStabiliser, type StableLine } from '../../../client/reading/stabilise.ts';
import type { LineRegion } from '../../../client/vision/ink.ts';
import { createLineReader } from '../../../client/workers/read-changed-lines.ts';
import { settleLines } from '../../../client/workers/settle-lines.ts';
import type { LineFrame } from './record-lines.ts';
import type { Shown } from './score-shown.ts';

export interface Replay {
  /** By line id. */
  readonly shown: ReadonlyMap<string, readonly Shown[]>;
  /** Lines of the last frame in reading order, as they are shown then; those that were never read are left out. */
  readonly last: readonly StableLine[];
  readonly readings: number;
}

/** `again`: what both networks say of a line that was just read, null where the fast one was sure enough. `elsewhere`: what the other lines were read as. */
export const replayReading = async (
  frames: readonly LineFrame[],
  read: (region: LineRegion, elsewhere: readonly LineReading[]) => Promise<LineReading>,
  again: (region: LineRegion) => Promise<LineReading | null>,
): Promise<Replay> => {
  let time = 0;
  let pending: LineRegion | null = null;
  let arriving: Promise<unknown> = Promise.resolve();
  let readings = 0;
  const reader = createLineReader(
    (region) => {
      readings++;
      pending = region;
      const reading = read(
        region,
        [...reader.readings()].flatMap(([id, last]) => (id === region.id ? [] : [last.reading])),
      );
      arriving = reading;
      return reading;
    },
    () => time,
    (error) => {
      throw error;
    },
  );
  /** There by the frame after the next. */
  let second: { readonly region: LineRegion; readonly reading: LineReading } | null = null;
  let state = emptyStabiliser;
  let last: StableLine[] = [];
  const shown = new Map<string, Shown[]>();
  for (const frame of frames) {
    ({ time } = frame);
    if (frame.lines === null) continue;
    reader.look(frame.lines);
    const settled = settleLines(state, frame.lines, reader.readings(), time);
    state = settled.state;
    for (const [id, line] of settled.lines) {
      const history = shown.get(id) ?? [];
      history.push({ time, text: line.state === 'withdrawn' ? '' : line.text, committed: line.state === 'committed' });
      shown.set(id, history);
    }
    last = frame.lines.flatMap(({ id }) => settled.lines.get(id) ?? []);
    await arriving;
    // The reader notes what it was given in a later turn.
    await new Promise((done) => setTimeout(done, 0));
    if (second !== null) reader.amend(second.region.id, second.region.revision, second.reading);
    const region: LineRegion | null = pending;
    pending = null;
    const reading = region === null ? null : await again(region);
    second = region === null || reading === null ? null : { region, reading };
  }
  return { shown, last, readings };
};
