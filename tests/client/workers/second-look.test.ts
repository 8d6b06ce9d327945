import { describe, expect, it } from 'vitest';
import { UNFITTED_CURVE } from '../../../client/reading/calibrate-confidence.ts';
import { BATCH, type WaitingLine } from '../../../client/reading/cascade.ts';
import { createDecoder } from '../../../client/reading/decode-ctc.ts';
import type { Reader } from '../../../client/reading/read-lines.ts';
import type { LineReading } from '../../../client/reading/reading.ts';
import type { InkLine, Logits } from '../../../client/reading/recognise.ts';
import { createSecondLook } from '../../../client/workers/second-look.ts';
import { makeLogits } from '../reading/make-logits.ts';

const decoder = createDecoder([' ', 'i', 'n', 'k'], 0, []);
const network = { run: async () => makeLogits([0], 5), height: 48, stride: 4, classes: 5 };
const reader: Reader = {
  model: 'fast',
  network,
  decoder,
  curve: UNFITTED_CURVE,
  second: {
    model: 'wide',
    settings: { below: 0.7, weight: 1, temperature: 1 },
    decoder,
    curve: UNFITTED_CURVE,
  },
};
/** Letters that stand beside each other, a box of ink each, so that they are no drawing. */
const ink = (): WaitingLine['line'] => {
  const data = new Uint8Array(48 * 48);
  for (let y = 20; y < 32; y++) for (const x of [8, 9, 20, 21, 32, 33]) data[y * 48 + x] = 255;
  return { width: 48, height: 48, data, toSource: { a: 1, b: 0, c: 0, d: 0, e: 1, f: 0 } };
};
const doubtful = (id: string, revision = 1): WaitingLine => ({
  id,
  revision,
  settled: true,
  reading: { kind: 'text', text: 'nk', confidence: 0.3, alternatives: [], characters: [] },
  line: ink(),
  logits: makeLogits([0, 0, 3, 0, 0, 4, 0, 0, 0, 0, 0, 0], 5),
});
const again = makeLogits([0, 0, 2, 0, 0, 3, 0, 0, 4, 0, 0, 0], 5);

const open = () => {
  const batches: {
    lines: readonly InkLine[];
    answer: (logits: readonly Logits[]) => void;
    fail: (e: Error) => void;
  }[] = [];
  const told: { id: string; revision: number; reading: LineReading }[] = [];
  const errors: unknown[] = [];
  const look = createSecondLook(
    () => reader,
    {
      read: (lines) => new Promise((answer, fail) => batches.push({ lines, answer, fail })),
    },
    {
      onReading: (id, revision, reading) => told.push({ id, revision, reading }),
      onError: (error) => errors.push(error),
      pause: async () => {},
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
    batches[0]!.answer([again]);
    await settle();
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ id: 'a', revision: 7, reading: { text: 'ink', again: true } });
  });

  it('leaves sure lines alone', () => {
    const { batches, look } = open();
    look.note({ ...doubtful('a'), reading: { ...doubtful('a').reading, confidence: 0.9 } });
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
    expect(told.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'e']);
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
    look.note({ ...doubtful('c'), reading: { ...doubtful('c').reading, confidence: 0.9 } });
    batches[1]!.answer([again, again, again, again]);
    await settle();
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
