import { describe, expect, it } from 'vitest';
import type { LineReading } from '../../../client/reading/reading.ts';
import { emptyStabiliser } from '../../../client/reading/stabilise.ts';
import type { LineRegion } from '../../../client/vision/ink.ts';
import type { LastReadings } from '../../../client/workers/read-changed-lines.ts';
import { settleLines } from '../../../client/workers/settle-lines.ts';

const region = (id: string, revision: number, settled: boolean): LineRegion => ({
  id,
  revision,
  settled,
  box: { x: 0, y: 0, width: 100, height: 10 },
  baseline: [
    { x: 0, y: 8 },
    { x: 100, y: 8 },
  ],
  strokes: [],
  crop: { width: 1, height: 1, data: new Uint8Array(1), pxPerMm: 4 },
  cropOrigin: { x: 0, y: 0 },
});
const reading: LineReading = { kind: 'text', text: 'light', confidence: 0.95, alternatives: [], characters: [] };
const readings: LastReadings = new Map([['a', { reading, revision: 1, settled: true, time: 0 }]]);

describe('lines over frames', () => {
  it('says nothing of a line that was never read', () => {
    expect(settleLines(emptyStabiliser, [region('b', 1, true)], readings, 0).lines.size).toBe(0);
  });
  it('shows a read line as tentative at once and as committed when its ink has stood still', () => {
    let state = emptyStabiliser;
    const states: string[] = [];
    for (let time = 0; time <= 3000; time += 100) {
      const step = settleLines(state, [region('a', 1, true)], readings, time);
      state = step.state;
      states.push(step.lines.get('a')!.state);
    }
    expect(states[0]).toBe('tentative');
    expect(states.at(-1)).toBe('committed');
    expect(states.indexOf('committed')).toBe(states.lastIndexOf('tentative') + 1);
  });
  it('never commits a line that is still being written', () => {
    let state = emptyStabiliser;
    for (let time = 0; time <= 5000; time += 100) {
      const step = settleLines(state, [region('a', 1, false)], readings, time);
      state = step.state;
      expect(step.lines.get('a')!.state).toBe('tentative');
    }
  });
  it('withdraws a line that is gone, once', () => {
    const first = settleLines(emptyStabiliser, [region('a', 1, true)], readings, 0);
    const gone = settleLines(first.state, [], new Map(), 100);
    expect(gone.lines.get('a')?.state).toBe('withdrawn');
    expect(settleLines(gone.state, [], new Map(), 200).lines.size).toBe(0);
  });
});
