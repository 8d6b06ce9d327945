import { describe, expect, it } from 'vitest';
import type { FirstLook } from '../../../client/reading/read-again.ts';
import type { LineReading } from '../../../client/reading/reading.ts';
import type { FromAccurate, ToAccurate } from '../../../client/workers/accurate-messages.ts';
import { type AccurateThread, keepAccurate } from '../../../client/workers/keep-accurate.ts';
import { makeLogits } from '../reading/make-logits.ts';

const look: FirstLook = {
  line: { width: 2, height: 48, data: new Uint8Array(96), toSource: { a: 1, b: 0, c: 0, d: 0, e: 1, f: 0 } },
  logits: makeLogits([1], 5),
  text: 'ink',
  confidence: 0.4,
};
const reading: LineReading = { kind: 'text', text: 'ink', confidence: 1, alternatives: [], characters: [] };

interface Played {
  readonly sent: ToAccurate[];
  readonly say: (data: FromAccurate) => void;
  readonly die: () => void;
  isTerminated: boolean;
}

const open = (makeThread: (made: AccurateThread) => AccurateThread = (made) => made) => {
  const threads: Played[] = [];
  const faults: unknown[] = [];
  const notes: string[] = [];
  const later: { work: () => void; ms: number }[] = [];
  const accurate = keepAccurate(
    () => {
      let hear: (event: { readonly data: FromAccurate }) => void = () => {};
      let end: (event: { readonly message?: string }) => void = () => {};
      const played: Played = {
        sent: [],
        say: (data) => hear({ data }),
        die: () => end({ message: 'out of memory' }),
        isTerminated: false,
      };
      const thread = makeThread({
        postMessage: (message) => played.sent.push(message),
        addEventListener: (
          type: 'message' | 'error',
          listener: ((event: { readonly data: FromAccurate }) => void) &
            ((event: { readonly message?: string }) => void),
        ) => {
          if (type === 'message') hear = listener;
          else end = listener;
        },
        terminate: () => {
          played.isTerminated = true;
        },
      });
      threads.push(played);
      return thread;
    },
    { modelsUrl: 'http://wall/models/', ortUrl: 'http://wall/ort/', model: 'fast' },
    {
      onFault: (fault) => faults.push(fault),
      onNote: (detail) => notes.push(detail),
      later: (work, ms) => later.push({ work, ms }),
    },
  );
  return { accurate, threads, faults, notes, later };
};
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
const questionsOf = (thread: Played): ToAccurate[] => thread.sent.filter(({ type }) => type === 'read');

describe('keeping the accurate network at hand', () => {
  it('starts another thread when one dies, and asks it what the first did not answer', async () => {
    const { accurate, threads, later, notes, faults } = open();
    threads[0]!.say({ type: 'ready' });
    accurate.useVocabulary('Marimba');
    const asked = accurate.read([look]);
    await settle();
    threads[0]!.die();
    await settle();
    expect(threads[0]!.isTerminated).toBe(true);
    expect(notes).toEqual(['Doubtful lines are read once only: out of memory']);
    later[0]!.work();
    expect(threads[1]!.sent.slice(0, 2)).toMatchObject([{ type: 'load' }, { type: 'vocabulary', text: 'Marimba' }]);
    // It is asked when it is there.
    expect(questionsOf(threads[1]!)).toHaveLength(0);
    threads[1]!.say({ type: 'ready' });
    await settle();
    expect(questionsOf(threads[1]!)).toHaveLength(1);
    threads[1]!.say({ type: 'readings', ticket: 1, readings: [reading] });
    expect(await asked).toEqual([reading]);
    expect(faults).toEqual([]);
  });

  it('tries ever more rarely while its files cannot be had, says why once, and begins anew when they can', () => {
    const { threads, later, notes } = open();
    for (let tries = 0; tries < 8; tries++) {
      threads[tries]!.say({ type: 'failed', code: 'model-missing', detail: 'wide.onnx cannot be read: 503' });
      later[tries]!.work();
    }
    const waits = later.map(({ ms }) => ms);
    expect(waits.every((ms, i) => i === 0 || ms >= waits[i - 1]!)).toBe(true);
    expect(waits.at(-1)).toBeLessThanOrEqual(300_000);
    expect(notes).toHaveLength(1);
    threads[8]!.say({ type: 'ready' });
    threads[8]!.die();
    expect(later.at(-1)!.ms).toBe(waits[0]);
  });

  it('keeps one fault for a damaged file until it is mended, however often it is tried', () => {
    const { threads, later, faults } = open();
    for (let tries = 0; tries < 3; tries++) {
      threads[tries]!.say({ type: 'failed', code: 'model-corrupt', detail: 'expected 1, found 2' });
      later[tries]!.work();
    }
    expect(faults.every((fault) => fault !== null)).toBe(true);
    threads[3]!.say({ type: 'ready' });
    expect(faults.at(-1)).toBeNull();
  });

  it('gives lines up that a second thread died over, and answers the next', async () => {
    const { accurate, threads, later } = open();
    const refused = expect(accurate.read([look])).rejects.toThrow('out of memory');
    for (const at of [0, 1]) {
      threads[at]!.say({ type: 'ready' });
      await settle();
      threads[at]!.die();
      await settle();
      later[at]!.work();
    }
    await refused;
    const next = accurate.read([look]);
    threads[2]!.say({ type: 'ready' });
    await settle();
    threads[2]!.say({ type: 'readings', ticket: 1, readings: [reading] });
    expect(await next).toEqual([reading]);
  });

  it('bears a browser that starts no such thread', () => {
    const { notes, later } = open(() => {
      throw new Error('Worker is not defined');
    });
    expect(notes).toEqual(['Doubtful lines are read once only: Worker is not defined']);
    expect(later).toHaveLength(1);
  });
});
