/**
 * The stabiliser over all lines of a frame. In: the lines that are there now and their last readings. Out: what each line that
 * has been read is to be shown as. State in, state out; times in ms.
 */
import { type StabiliserState, type StableLine, stabilise } from '../reading/stabilise.ts';
import type { LineRegion } from '../vision/ink.ts';
import type { LastReadings } from './read-changed-lines.ts';

export const settleLines = (
  before: StabiliserState,
  regions: readonly LineRegion[],
  readings: LastReadings,
  time: number,
): { readonly state: StabiliserState; readonly lines: ReadonlyMap<string, StableLine> } => {
  let state = before;
  const lines = new Map<string, StableLine>();
  for (const { id, revision, settled } of regions) {
    const last = readings.get(id);
    const step = stabilise(state, {
      kind: 'read',
      lineId: id,
      revision,
      settled,
      reading: last?.reading ?? null,
      ...(last ? { readRevision: last.revision } : {}),
      time,
    });
    state = step.state;
    // A line that was never read has nothing to say yet.
    if (last) lines.set(id, step.line);
  }
  const here = new Set(regions.map((region) => region.id));
  for (const lineId of before.keys())
    if (!here.has(lineId)) {
      const step = stabilise(state, { kind: 'gone', lineId, time });
      state = step.state;
      lines.set(lineId, step.line);
    }
  return { state, lines };
};
