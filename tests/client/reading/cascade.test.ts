import { describe, expect, it } from 'vitest';
import {
  BATCH,
  type CascadeSettings,
  dropChanged,
  isDoubtful,
  MOST_WAITING,
  noteReading,
  takeBatch,
  type Waiting,
  type WaitingLine,
} from '../../../client/reading/cascade.ts';
import { countEdits } from '../../../client/reading/count-edits.ts';
import type { LineReading } from '../../../client/reading/reading.ts';
import { makeLogits } from './make-logits.ts';

const settings: CascadeSettings = { below: 0.7, weight: 0.5, temperature: 1, fastTemperature: 1, pitches: [] };
const reading = (confidence: number, kind: LineReading['kind'] = 'text'): LineReading => ({
  kind,
  text: 'ink',
  confidence,
  alternatives: [],
  characters: [],
});
const read = (id: string, revision = 1, confidence = 0.4, settled = true): WaitingLine => ({
  id,
  revision,
  settled,
  reading: reading(confidence),
  line: { width: 1, height: 48, data: new Uint8Array(48), toSource: { a: 1, b: 0, c: 0, d: 0, e: 1, f: 0 } },
  logits: makeLogits([0], 5),
});
const waitAfter = (...reads: WaitingLine[]): Waiting =>
  reads.reduce<Waiting>((waiting, one) => noteReading(waiting, one, settings), []);
const ids = (waiting: Waiting): string[] => waiting.map(({ id }) => id);

describe('which lines are read again', () => {
  it('are texts of low confidence, not sure ones and not drawings', () => {
    expect(isDoubtful(reading(0.69), settings)).toBe(true);
    expect(isDoubtful(reading(0.7), settings)).toBe(false);
    expect(isDoubtful(reading(0.5, 'drawing'), settings)).toBe(false);
  });

  it('are rude texts, too, however sure', () => {
    const said = (text: string, language?: string): LineReading => ({
      ...reading(0.99),
      text,
      ...(language && { language }),
    });
    expect(isDoubtful(said('in fuck'), settings)).toBe(true);
    expect(isDoubtful(said('la merde', 'fr'), settings)).toBe(true);
    expect(isDoubtful(said('con arte', 'it'), settings)).toBe(false);
    expect(isDoubtful(said('in fact', 'en'), settings)).toBe(false);
  });

  it('wait in the order in which they were read, each once', () => {
    expect(ids(waitAfter(read('a'), read('b'), read('c')))).toEqual(['a', 'b', 'c']);
    expect(ids(waitAfter(read('a'), read('b'), read('a', 2)))).toEqual(['b', 'a']);
  });

  it('do not wait while they are still being written, nor any more once a newer reading was sure', () => {
    expect(waitAfter(read('a', 1, 0.4, false))).toEqual([]);
    expect(waitAfter(read('a'), read('a', 2, 0.95))).toEqual([]);
  });

  it('wait no more when their ink changed or they are gone', () => {
    const waiting = waitAfter(read('a'), read('b', 3), read('c'));
    const kept = dropChanged(waiting, [
      { id: 'a', revision: 1 },
      { id: 'b', revision: 4 },
    ]);
    expect(ids(kept)).toEqual(['a']);
    expect(dropChanged(kept, [{ id: 'a', revision: 1 }])).toBe(kept);
  });

  it('go in batches, and never pile up without end', () => {
    const many = Array.from({ length: MOST_WAITING + 5 }, (_, i) => read(`l${i}`));
    const waiting = waitAfter(...many);
    expect(waiting).toHaveLength(MOST_WAITING);
    expect(waiting.at(-1)!.id).toBe(`l${MOST_WAITING + 4}`);
    const taken = takeBatch(waiting);
    expect(ids(taken.batch)).toEqual(ids(waiting).slice(0, BATCH));
    expect(taken.waiting).toHaveLength(MOST_WAITING - BATCH);
  });
});

describe('counting edits', () => {
  it('finds the fewest insertions, deletions and substitutions', () => {
    expect(countEdits([...'kitten'], [...'sitting'])).toBe(3);
    expect(countEdits([...''], [...'abc'])).toBe(3);
    expect(countEdits([...'same'], [...'same'])).toBe(0);
  });
});
