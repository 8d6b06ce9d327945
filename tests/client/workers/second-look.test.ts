import { describe, expect, it } from 'vitest';
import { BATCH, type CascadeSettings, type WaitingLine } from '../../../client/reading/cascade.ts';
import type { FirstLook } from '../../../client/reading/read-again.ts';
import type { LineReading } from '../../../client/reading/reading.ts';
import { createSecondLook } from '../../../client/workers/second-look.ts';
import { makeLogits } from '../reading/make-logits.ts';

const settings: CascadeSettings = { below: 0.7, weight: 0.5, temperature: 1, fastTemperature: 1, pitches: [] };
const reading = (text: string, confidence: number): LineReading => ({
  kind: 'text',
  text,
  confidence,
  alternatives: [],
  characters: [],
});
const again: LineReading = { ...reading('ink', 0.8), again: true };
const doubtful = (id: string, revision = 1): WaitingLine => ({
  id,
  revision,
  settled: true,
  reading: reading('nk', 0.3),
  line: { width: 1, height: 48, data: new Uint8Array(48), toSource: { a: 1, b: 0, c: 0, d: 0, e: 1, f: 0 } },
  logits: makeLogits([0], 5),
});

const open = () => {
  const batches: {
    lines: readonly FirstLook[];
    answer: (readings: readonly LineReading[]) => void;
    fail: (e: Error) => void;
  }[] = [];
  const told: { id: string; revision: number; reading: LineReading }[] = [];
  const errors: unknown[] = [];
  const look = createSecondLook(
    { read: (lines) => new Promise((answer, fail) => batches.push({ lines, answer, fail })) },
    settings,
    {
      onReading: (id, revision, reading) => told.push({ id, revision, reading }),
      onError: (error) => errors.push(error),
    },
  );
  return { batches, told, errors, look };
};
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('reading doubtful lines again', () => {
  it('tells what both networks say of the revision that was read', async () => {
    const { batches, told, look } = open();
    look.note(doubtful('a', 7));
    expect(batches).toHaveLength(1);
    expect(batches[0]!.lines[0]!.text).toBe('nk');
    batches[0]!.answer([again]);
    await settle();
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ id: 'a', revision: 7, reading: { text: 'ink', again: true } });
  });

  it('leaves sure lines alone', () => {
    const { batches, look } = open();
    look.note({ ...doubtful('a'), reading: reading('ink', 0.9) });
    expect(batches).toHaveLength(0);
  });

  it('asks for one batch at a time, what came meanwhile goes together', async () => {
    const { batches, told, look } = open();
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) look.note(doubtful(id));
    expect(batches).toHaveLength(1);
    expect(batches[0]!.lines).toHaveLength(1);
    batches[0]!.answer([again]);
    await settle();
    expect(batches).toHaveLength(2);
    expect(batches[1]!.lines).toHaveLength(BATCH);
    batches[1]!.answer(batches[1]!.lines.map(() => again));
    await settle();
    expect(told.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g'].slice(0, 1 + BATCH));
  });

  it('says nothing of a line whose ink changed, that is gone, or that was read anew while it waited for the answer', async () => {
    const { batches, told, look } = open();
    look.note(doubtful('first'));
    for (const id of ['a', 'b', 'c', 'd']) look.note(doubtful(id));
    batches[0]!.answer([again]);
    await settle();
    look.look([
      { id: 'a', revision: 2 },
      { id: 'b', revision: 1 },
      { id: 'c', revision: 1 },
    ]);
    look.note({ ...doubtful('c'), reading: reading('ink', 0.9) });
    for (let at = 1; at < batches.length; at++) {
      batches[at]!.answer(batches[at]!.lines.map(() => again));
      await settle();
    }
    expect(told.map(({ id }) => id)).toEqual(['first', 'b']);
  });

  it('goes on after the accurate network failed once, and reports it', async () => {
    const { batches, told, errors, look } = open();
    look.note(doubtful('a'));
    look.note(doubtful('b'));
    batches[0]!.fail(new Error('out of memory'));
    await settle();
    expect(errors).toHaveLength(1);
    batches[1]!.answer([again]);
    await settle();
    expect(told.map(({ id }) => id)).toEqual(['b']);
  });
});
