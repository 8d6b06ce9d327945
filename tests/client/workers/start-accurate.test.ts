import { describe, expect, it } from 'vitest';
import type { FromAccurate, ToAccurate } from '../../../client/workers/accurate-messages.ts';
import { type AccurateTrouble, startAccurate, type Thread } from '../../../client/workers/start-accurate.ts';
import { makeLogits } from '../reading/make-logits.ts';

const place = {
  modelsUrl: 'http://wall/models/',
  ortUrl: 'http://wall/ort/',
  model: 'wide',
  expected: { height: 48, stride: 4, classes: 5 },
};
const line = { width: 2, height: 48, data: new Uint8Array(96).fill(7) };

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
  const accurate = startAccurate(thread, place, (trouble) => troubles.push(trouble));
  return { sent, troubles, accurate, say: (data: FromAccurate) => hear({ data }), die: () => die({ message: 'gone' }) };
};

describe('the accurate network in its own thread', () => {
  it('is loaded at once and answers each question with its own logits, in any order', async () => {
    const { sent, accurate, say } = open();
    expect(sent[0]).toMatchObject({ type: 'load', model: 'wide' });
    say({ type: 'ready', backend: 'wasm', height: 48, stride: 4, classes: 5 });
    const [first, second] = [accurate.read([line]), accurate.read([line])];
    const [one, two] = [makeLogits([1], 5), makeLogits([2], 5)];
    say({ type: 'logits', ticket: 2, logits: [two] });
    say({ type: 'logits', ticket: 1, logits: [one] });
    expect((await first)[0]).toBe(one);
    expect((await second)[0]).toBe(two);
  });

  it('is given copies: the lines stay whole on this side', async () => {
    const { sent, accurate, say } = open();
    const asked = accurate.read([line]);
    const question = sent[1]!;
    expect(question.type === 'read' && question.lines[0]!.data).not.toBe(line.data);
    say({ type: 'logits', ticket: 1, logits: [] });
    await asked;
    expect(line.data).toHaveLength(96);
  });

  it('that is missing is told of in one line, and every question is refused', async () => {
    const { troubles, accurate, say } = open();
    const asked = accurate.read([line]);
    say({ type: 'failed', code: 'model-missing', detail: 'http://wall/models/wide.onnx cannot be read: 404' });
    await expect(asked).rejects.toThrow('404');
    await expect(accurate.read([line])).rejects.toThrow('cannot be used');
    expect(accurate.isOfUse()).toBe(false);
    expect(troubles).toEqual([
      {
        code: 'model-missing',
        detail: 'Doubtful lines are read once only: http://wall/models/wide.onnx cannot be read: 404',
      },
    ]);
  });

  it('of another shape than the fast one is refused as corrupt, with both shapes', () => {
    const { troubles, say } = open();
    say({ type: 'ready', backend: 'wasm', height: 48, stride: 4, classes: 280 });
    expect(troubles[0]!.code).toBe('model-corrupt');
    expect(troubles[0]!.detail).toMatch(/5 classes.*found 48, 4 and 280/);
  });

  it('refuses one question without giving up, and gives up once when its thread dies', async () => {
    const { troubles, accurate, say, die } = open();
    const asked = accurate.read([line]);
    say({ type: 'refused', ticket: 1, detail: 'a line must be 48 rows' });
    await expect(asked).rejects.toThrow('48 rows');
    expect(accurate.isOfUse()).toBe(true);
    die();
    die();
    expect(troubles).toHaveLength(1);
  });
});
