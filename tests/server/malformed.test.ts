import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messageSchema, type Relayed } from '../../server/protocol.ts';
import {
  type Here,
  type RawSocket,
  rawJoin,
  rawSend,
  rawSocket,
  removeFolder,
  startHere,
  until,
} from './inklight-here.ts';
import { committedObservation, seededRandom } from './random-observation.ts';

const MUTATIONS = 300;
const SEED = 20_260_115;

let here: Here;
let camera: RawSocket;
let watcher: RawSocket;
const relayed: Relayed[] = [];

beforeAll(async () => {
  here = await startHere();
  camera = rawSocket(here.url);
  watcher = rawSocket(here.url);
  watcher.on('message', (m) => relayed.push(m));
  expect((await rawJoin(watcher, 'wall')).ok).toBe(true);
  expect((await rawJoin(camera, 'camera')).ok).toBe(true);
});
afterAll(async () => {
  for (const socket of [camera, watcher]) socket.disconnect();
  await here.running.stop();
  removeFolder(here.dataFolder);
  removeFolder(here.modelsFolder);
});

const valid = (seq: number): Record<string, unknown> => ({
  sender: 'raw-camera',
  epoch: 'e1',
  seq,
  canvas: 'main',
  at: 1,
  offset: 0,
  payload: committedObservation('s1', 'hello'),
});

type Path = readonly (string | number)[];
const pathsIn = (value: unknown, path: Path = []): Path[] => {
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return path.length > 0 ? [path] : [];
  const inside = Object.entries(value).flatMap(([key, v]) => pathsIn(v, [...path, key]));
  return path.length > 0 ? [path, ...inside] : inside;
};

const WRONG: readonly unknown[] = [
  null,
  undefined,
  '',
  'a'.repeat(5_000),
  -1,
  1e308,
  0.5,
  true,
  [],
  {},
  [[[[]]]],
  '../../etc/passwd',
  '__proto__',
  { $gt: '' },
  new Uint8Array(7),
];

/** The message with one place, anywhere, replaced by something else or taken away. */
const mutated = (message: Record<string, unknown>, random: () => number): unknown => {
  const paths = pathsIn(message);
  const path = paths[Math.floor(random() * paths.length)]!;
  const copy = structuredClone(message);
  let at: unknown = copy;
  for (const key of path.slice(0, -1)) at = Reflect.get(at as object, key);
  const wrong = WRONG[Math.floor(random() * WRONG.length)];
  if (random() < 0.2) Reflect.deleteProperty(at as object, path.at(-1)!);
  else Reflect.set(at as object, path.at(-1)!, wrong);
  return copy;
};

describe('malformed messages', () => {
  it(`are refused with a reason, counted, never relayed, and the next good one is taken (seed ${SEED})`, async () => {
    const random = seededRandom(SEED);
    let seq = 0;
    let refused = 0;
    let accepted = 0;
    for (let i = 0; i < MUTATIONS; i++) {
      const message = mutated(valid(seq + 1), random);
      const [answer, probe] = await Promise.all([rawSend(camera, message), rawSend(camera, valid(seq + 2))]);
      if (answer.ok) accepted++;
      else {
        refused++;
        expect(answer.reason.length, JSON.stringify(message).slice(0, 300)).toBeGreaterThan(5);
        expect(['malformed', 'out-of-order', 'wrong-role']).toContain(answer.code);
      }
      // Whether the number of a refused message counts depends on whether it could be read: the server says which is next.
      if (!probe.ok) {
        expect(probe.code).toBe('out-of-order');
        seq = probe.lastSeq ?? Number.NaN;
        expect((await rawSend(camera, valid(seq + 1))).ok).toBe(true);
        seq += 1;
      } else seq += 2;
    }
    expect(refused).toBeGreaterThan(MUTATIONS / 2);
    const { counters } = here.running.status();
    expect(counters.malformed + counters.outOfOrder + counters.wrongRole).toBeGreaterThanOrEqual(refused);
    await until('all that was accepted is relayed', () => relayed.length === counters.messages);
    // A mutation that happens to be well formed (another text, say) is no malformed message; all else stayed out.
    for (const m of relayed) expect(messageSchema.safeParse(m).success).toBe(true);
    expect(relayed.length).toBeLessThanOrEqual(MUTATIONS + accepted);
  });

  it('are refused whole, whatever arrives instead of a message', async () => {
    const before = relayed.length;
    for (const nonsense of [null, 7, 'hello', [], {}, new Uint8Array(100), { payload: 1 }]) {
      const answer = await rawSend(camera, nonsense);
      expect(answer).toMatchObject({ ok: false, code: 'malformed' });
    }
    // No callback, wrong callback: nothing to answer, and nothing breaks.
    camera.emit('message', undefined as never, 5 as never);
    camera.emit('join', null as never, 'x' as never);
    camera.emit('clock', 3 as never);
    expect(relayed.length).toBe(before);
    expect((await rawSend(camera, valid(1))).ok).toBe(true);
  });

  it('say which place is wrong', async () => {
    const answer = await rawSend(watcher, {
      ...valid(1),
      sender: 'raw-wall',
      payload: { type: 'cue', cue: { kind: 'intensity', value: 3 } },
    });
    expect(answer).toMatchObject({ ok: false, code: 'malformed' });
    expect(!answer.ok && answer.reason).toContain('payload.cue.value');
  });

  it('include those from a page that may not send them', async () => {
    const answer = await rawSend(watcher, { ...valid(2), sender: 'raw-wall' });
    expect(answer).toMatchObject({ ok: false, code: 'wrong-role' });
  });

  it('include those that name another sender or another canvas than was joined', async () => {
    for (const change of [{ sender: 'someone' }, { epoch: 'e2' }, { canvas: 'other' }])
      expect(await rawSend(watcher, { ...valid(3), sender: 'raw-wall', ...change })).toMatchObject({
        code: 'malformed',
      });
  });
});
