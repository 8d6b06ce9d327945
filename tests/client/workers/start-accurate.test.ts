import { describe, expect, it } from 'vitest';
import type { FirstLook } from '../../../client/reading/read-again.ts';
import type { LineReading } from '../../../client/reading/reading.ts';
import type { FromAccurate, ToAccurate } from '../../../client/workers/accurate-messages.ts';
import { type AccurateTrouble, startAccurate, type Thread } from '../../../client/workers/start-accurate.ts';
import { makeLogits } from '../reading/make-logits.ts';

const place = { modelsUrl: 'http://wall/models/', ortUrl: 'http://wall/ort/', model: 'fast' };
const look: FirstLook = {
  line: { width: 2, height: 48, data: new Uint8Array(96), toSource: { a: 1, b: 0, c: 0, d: 0, e: 1, f: 0 } },
  logits: makeLogits([1], 5),
  text: 'ink',
  confidence: 0.4,
};
const reading = (text: string): LineReading => ({
  kind: 'text',
  text,
  confidence: 1,
  alternatives: [],
  characters: [],
});

const open = () => {
  const sent: ToAccurate[] = [];
  let hear: (event: { readonly data: FromAccurate }) => void = () => {};
  let die: (event: { readonly message?: string }) => void = () => {};
  const thread: Thread = {
    postMessage: (message) => sent.push(message),
    addEventListener: (
      type: 'message' | 'error',
      listener: ((event: { readonly data: FromAccurate }) => void) & ((event: { readonly message?: string }) => void),
    ) => {
      if (type === 'message') hear = listener;
      else die = listener;
    },
  };
  const troubles: AccurateTrouble[] = [];
  const ready: true[] = [];
  const accurate = startAccurate(
    thread,
    place,
    (trouble) => troubles.push(trouble),
    () => ready.push(true),
  );
  return {
    sent,
    troubles,
    ready,
    accurate,
    say: (data: FromAccurate) => hear({ data }),
    die: () => die({ message: 'gone' }),
  };
};

describe('the accurate network in its own thread', () => {
  it('is loaded at once, for the fast model that names it, and answers each question with its own readings', async () => {
    const { sent, accurate, say } = open();
    expect(sent[0]).toEqual({ type: 'load', ...place });
    const [first, second] = [accurate.read([look]), accurate.read([look])];
    say({ type: 'readings', ticket: 2, readings: [reading('two')] });
    say({ type: 'readings', ticket: 1, readings: [reading('one')] });
    expect((await first)[0]!.text).toBe('one');
    expect((await second)[0]!.text).toBe('two');
  });

  it('says when it is loaded, and not after it was given up', () => {
    const { ready, say, die } = open();
    say({ type: 'ready' });
    expect(ready).toHaveLength(1);
    die();
    say({ type: 'ready' });
    expect(ready).toHaveLength(1);
  });

  it('hears of the words that count', () => {
    const { sent, accurate } = open();
    accurate.useVocabulary('Marimba');
    expect(sent[1]).toEqual({ type: 'vocabulary', text: 'Marimba' });
  });

  it('that is missing is told of in one line, and every question is refused', async () => {
    const { troubles, accurate, say } = open();
    const asked = accurate.read([look]);
    say({ type: 'failed', code: 'model-missing', detail: 'http://wall/models/wide.onnx cannot be read: 404' });
    await expect(asked).rejects.toThrow('404');
    await expect(accurate.read([look])).rejects.toThrow('cannot be used');
    expect(troubles).toEqual([
      {
        code: 'model-missing',
        detail: 'Doubtful lines are read once only: http://wall/models/wide.onnx cannot be read: 404',
      },
    ]);
  });

  it('that is corrupt keeps its code, so that somebody mends it', () => {
    const { troubles, say } = open();
    say({ type: 'failed', code: 'model-corrupt', detail: 'wide.onnx: expected 1, found 2' });
    expect(troubles[0]!.code).toBe('model-corrupt');
  });

  it('refuses one question without giving up, and gives up once when its thread dies', async () => {
    const { sent, troubles, accurate, say, die } = open();
    const asked = accurate.read([look]);
    say({ type: 'refused', ticket: 1, detail: 'a line must be 48 rows' });
    await expect(asked).rejects.toThrow('48 rows');
    const next = accurate.read([look]);
    expect(sent).toHaveLength(3);
    die();
    die();
    await expect(next).rejects.toThrow('gone');
    expect(troubles).toHaveLength(1);
  });
});
