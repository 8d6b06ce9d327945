import { describe, expect, it } from 'vitest';
import type { LineReading } from '../../../client/reading/reading.ts';
import {
  CLEARLY_BETTER,
  emptyStabiliser,
  type LineNews,
  PATIENCE_MS,
  STILL_MS,
  type StableLine,
  SURE,
  stabilise,
} from '../../../client/reading/stabilise.ts';

const reading = (text: string, confidence: number): LineReading => ({
  kind: 'text',
  text,
  confidence,
  alternatives: [{ text, probability: confidence }],
  characters: [],
});

/** What is shown after each piece of news about one line. */
function follow(news: readonly (Omit<LineNews & { kind: 'read' }, 'kind' | 'lineId'> | 'gone')[]): StableLine[] {
  let state = emptyStabiliser;
  return news.map((item) => {
    const full: LineNews =
      item === 'gone' ? { kind: 'gone', lineId: 'a', time: 0 } : { kind: 'read', lineId: 'a', ...item };
    const result = stabilise(state, full);
    state = result.state;
    return result.line;
  });
}

const sure = reading('light', SURE + 0.1);
const unsure = reading('fight', 0.4);

describe('stable text', () => {
  it('shows a reading at once, tentatively, but for the letter that is still coming', () => {
    const shown = follow([
      { revision: 1, settled: false, reading: unsure, time: 0 },
      { revision: 1, settled: true, reading: unsure, time: 100 },
    ]);
    expect(shown.map(({ text }) => text)).toEqual(['figh', 'fight']);
    expect(shown.every(({ state }) => state === 'tentative')).toBe(true);
  });

  it('holds no space back with the letter after it', () => {
    const [first] = follow([{ revision: 1, settled: false, reading: reading('light f', 0.4), time: 0 }]);
    expect(first).toMatchObject({ text: 'light', alternatives: [{ text: 'light' }] });
  });

  it('lets something rude wait for both networks, however sure one is, but nobody forever', () => {
    const rude = reading('in fuck', 0.95);
    const again: LineReading = { ...reading('in fact', 0.5), again: true };
    const alone = [0, STILL_MS, PATIENCE_MS].map((time) => ({ revision: 1, settled: true, reading: rude, time }));
    expect(follow(alone).map(({ state }) => state)).toEqual(['tentative', 'tentative', 'committed']);
    const both = follow([alone[0]!, alone[1]!, { revision: 1, settled: true, reading: again, time: STILL_MS + 100 }]);
    expect(both.map(({ state, text }) => `${state}: ${text}`).slice(1)).toEqual([
      'tentative: in fuck',
      'committed: in fact',
    ]);
  });

  it('commits a sure reading once its ink stood still, not before', () => {
    const shown = follow([
      { revision: 1, settled: true, reading: sure, time: 0 },
      { revision: 1, settled: true, reading: sure, time: STILL_MS - 1 },
      { revision: 1, settled: true, reading: sure, time: STILL_MS },
    ]);
    expect(shown.map(({ state }) => state)).toEqual(['tentative', 'tentative', 'committed']);
  });

  it('commits an unsure reading when a second reading agrees', () => {
    const shown = follow([
      { revision: 1, settled: true, reading: unsure, time: 0 },
      { revision: 1, settled: true, reading: unsure, time: STILL_MS },
      { revision: 1, settled: true, reading: { ...unsure }, time: STILL_MS + 50 },
    ]);
    expect(shown.map(({ state }) => state)).toEqual(['tentative', 'tentative', 'committed']);
  });

  it('commits what both networks say, sure or not, once its ink stood still', () => {
    const both = { ...unsure, text: 'light', again: true };
    const shown = follow([
      { revision: 1, settled: true, reading: unsure, time: 0 },
      { revision: 1, settled: true, reading: both, time: STILL_MS - 100 },
      { revision: 1, settled: true, reading: both, time: STILL_MS },
    ]);
    expect(shown.map(({ state }) => state)).toEqual(['tentative', 'tentative', 'committed']);
    expect(shown.at(-1)!.text).toBe('light');
  });

  it('does not take the same reading, handed on again, for agreement', () => {
    const shown = follow([0, 300, 900, 1700].map((time) => ({ revision: 1, settled: true, reading: unsure, time })));
    expect(shown.at(-1)!.state).toBe('tentative');
  });

  it('lets nobody wait forever', () => {
    const shown = follow([0, PATIENCE_MS].map((time) => ({ revision: 1, settled: true, reading: unsure, time })));
    expect(shown.at(-1)!.state).toBe('committed');
  });

  it('starts waiting again when the ink moves', () => {
    const shown = follow([
      { revision: 1, settled: true, reading: sure, time: 0 },
      { revision: 2, settled: true, reading: { ...sure }, time: STILL_MS - 10 },
      { revision: 2, settled: true, reading: sure, time: STILL_MS + 10 },
    ]);
    expect(shown.map(({ state }) => state)).toEqual(['tentative', 'tentative', 'tentative']);
  });

  it('never commits while ink is unsettled', () => {
    const shown = follow([0, 5000, 10_000].map((time) => ({ revision: 1, settled: false, reading: sure, time })));
    expect(shown.at(-1)!.state).toBe('tentative');
  });

  const committed = [
    { revision: 1, settled: true, reading: sure, time: 0 },
    { revision: 1, settled: true, reading: sure, time: STILL_MS },
  ];

  it('keeps a committed text against a reading that is only a little surer', () => {
    const other = reading('fight', sure.confidence + CLEARLY_BETTER / 2);
    const shown = follow([...committed, { revision: 1, settled: true, reading: other, time: 5000 }]);
    expect(shown.at(-1)).toMatchObject({ state: 'committed', text: 'light' });
  });

  it('replaces a committed text by a clearly better reading', () => {
    const low = reading('lignt', 0.3);
    const shown = follow([
      { revision: 1, settled: true, reading: low, time: 0 },
      { revision: 1, settled: true, reading: low, time: PATIENCE_MS },
      { revision: 1, settled: true, reading: sure, time: PATIENCE_MS + 100 },
    ]);
    expect(shown.map(({ text }) => text)).toEqual(['lignt', 'lignt', 'light']);
    expect(shown.at(-1)!.state).toBe('committed');
  });

  it('keeps the committed text while more is written, then commits the longer one', () => {
    const longer = reading('light falls', 0.9);
    const shown = follow([
      ...committed,
      { revision: 2, settled: false, reading: reading('light f', 0.5), time: 1000 },
      { revision: 3, settled: true, reading: longer, time: 1500 },
      { revision: 3, settled: true, reading: longer, time: 1500 + STILL_MS },
    ]);
    expect(shown.map(({ text }) => text)).toEqual(['light', 'light', 'light', 'light', 'light falls']);
    expect(shown.slice(1).every(({ state }) => state === 'committed')).toBe(true);
    expect(shown.at(-1)!.revision).toBe(3);
  });

  it('does not commit a reading that lags behind the ink', () => {
    const shown = follow([
      { revision: 2, settled: true, reading: sure, readRevision: 1, time: 0 },
      { revision: 2, settled: true, reading: sure, readRevision: 1, time: 10_000 },
    ]);
    expect(shown.at(-1)).toMatchObject({ state: 'tentative', revision: 1 });
  });

  it('withdraws a line that is gone and forgets it', () => {
    const shown = follow([...committed, 'gone', { revision: 1, settled: true, reading: unsure, time: 9000 }]);
    expect(shown.at(-2)).toMatchObject({ state: 'withdrawn', text: 'light' });
    expect(shown.at(-1)).toMatchObject({ state: 'tentative', text: 'fight' });
  });

  it('gives way to a sure reading that was asked for, ink or not, and not to an unsure one', () => {
    const shown = (confidence: number): StableLine[] =>
      follow([
        { revision: 1, settled: true, reading: reading('Gaitshell', 0.85), time: 0 },
        { revision: 1, settled: true, reading: reading('Gaitshell', 0.85), time: STILL_MS },
        {
          revision: 1,
          settled: true,
          reading: { ...reading('Gaitskell', confidence), anew: true },
          time: STILL_MS + 900,
        },
      ]);
    expect(shown(SURE + 0.02).map(({ text }) => text)).toEqual(['Gaitshell', 'Gaitshell', 'Gaitskell']);
    expect(shown(0.5).at(-1)).toMatchObject({ state: 'committed', text: 'Gaitshell' });
  });

  it('gives way to what both networks say of the same ink, though they are not surer', () => {
    const fast = reading('fight', 0.6);
    const both = { ...reading('light', 0.62), again: true };
    const [, committed, amended] = follow([
      { revision: 1, settled: true, reading: fast, time: 0 },
      { revision: 1, settled: true, reading: fast, time: PATIENCE_MS },
      { revision: 1, settled: true, reading: both, time: PATIENCE_MS + 100 },
    ]);
    expect(committed).toMatchObject({ state: 'committed', text: 'fight' });
    expect(amended).toMatchObject({ state: 'committed', text: 'light', confidence: 0.62 });
  });
});
