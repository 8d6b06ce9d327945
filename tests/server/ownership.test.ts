import { beforeEach, describe, expect, it } from 'vitest';
import type { Link } from '../../server/link.ts';
import { PROTOCOL_VERSION, type Refusal } from '../../server/protocol.ts';
import { type Here, rawJoin, rawSocket, until } from './inklight-here.ts';
import { committedObservation } from './random-observation.ts';
import { serversAndLinks } from './servers-and-links.ts';

const { start, open: openOn } = serversAndLinks();
let here: Here;
const open = (options: Omit<Parameters<typeof openOn>[0], 'canvas' | 'url'>): Link =>
  openOn({ canvas: 'main', url: here.url, ...options });
beforeEach(async () => {
  here = await start();
});

describe('joining', () => {
  it('refuses a page of another protocol version, with both versions and what to do', async () => {
    const socket = rawSocket(here.url);
    const answer = await rawJoin(socket, 'projector', { version: PROTOCOL_VERSION + 1 });
    expect(answer).toMatchObject({ ok: false, code: 'version-mismatch' });
    expect(!answer.ok && answer.reason).toMatch(
      new RegExp(`version ${PROTOCOL_VERSION + 1}.*version ${PROTOCOL_VERSION}.*Reload`),
    );
    expect(here.running.status().counters.refusedJoins).toBe(1);
    socket.disconnect();
  });

  it('refuses a join with a name that could leave a folder', async () => {
    const socket = rawSocket(here.url);
    for (const canvas of ['..', '../x', 'a/b', '', 'x'.repeat(65)])
      expect(await rawJoin(socket, 'projector', { canvas })).toMatchObject({ ok: false, code: 'malformed' });
    socket.disconnect();
  });

  it('tells everyone who is here, and who left', async () => {
    let present: string[] = [];
    open({
      role: 'landing',
      name: 'l',
      onPresence: (clients) => {
        present = clients.map((c) => `${c.role} ${c.name}`).sort();
      },
    });
    const projector = open({ role: 'projector', name: 'left' });
    await until('the projector is seen', () => present.includes('projector left'));
    projector.publish({
      type: 'fault',
      faults: [{ code: 'graphics-lost', severity: 'fault', since: new Date().toISOString(), detail: 'test' }],
    });
    await until('its fault is in the status', () =>
      here.running.status().faults.some((f) => f.code === 'graphics-lost'),
    );
    projector.close();
    await until('it is gone', () => !present.includes('projector left'));
    expect(here.running.status().faults.some((f) => f.code === 'graphics-lost')).toBe(false);
  });
});

describe('a canvas', () => {
  it('belongs to one camera: a second is refused with a reason and can take it over', async () => {
    const refusals: Record<string, Refusal[]> = { first: [], second: [] };
    const faults: Record<string, string[]> = { first: [], second: [] };
    const camera = (name: string): Link =>
      open({
        role: 'camera',
        name,
        onRefused: (refusal) => refusals[name]!.push(refusal),
        onFaults: (reported) => {
          faults[name] = reported.map((r) => r.fault.code);
        },
      });
    const first = camera('first');
    first.publish(committedObservation('a', 'by the first'));
    await until('the first owns it', () => first.undelivered === 0 && first.state === 'joined');
    const second = camera('second');
    second.publish(committedObservation('b', 'by the second'));
    await until('the second is refused', () => second.state === 'refused');
    expect(refusals.second).toMatchObject([{ code: 'canvas-owned' }]);
    expect(refusals.second![0]!.reason).toContain('“first”');
    expect(faults.second).toContain('camera-taken-over');
    expect(here.running.status().canvases[0]).toMatchObject({ camera: 'first' });

    const watcher = open({ role: 'projector', name: 'p' });
    await until('the watcher sees the first', () => watcher.canvas.lines[0]?.text === 'by the first');
    second.takeOver();
    await until('the second has it', () => second.state === 'joined' && second.undelivered === 0);
    await until('the first was told', () => first.state === 'refused');
    expect(refusals.first).toMatchObject([{ code: 'taken-over' }]);
    await until('only what the second sees is there', () => watcher.canvas.lines[0]?.text === 'by the second');
    expect(watcher.canvas.lines).toHaveLength(1);

    first.publish(committedObservation('c', 'nobody should see this'));
    expect(here.running.status().canvases[0]).toMatchObject({ camera: 'second', lines: { committed: 1 } });
    expect(watcher.canvas.lines.map((l) => l.text)).toEqual(['by the second']);

    // The cause is gone: the one that waits gets it by itself, and says what it sees.
    second.close();
    await until('the first is back', () => first.state === 'joined' && first.undelivered === 0);
    await until('its fault is over', () => faults.first?.length === 0);
    await until('what it sees is there', () => watcher.canvas.lines.some((l) => l.text === 'nobody should see this'));
  });

  it('goes back to the same page after a reload, without a word', async () => {
    const before = rawSocket(here.url);
    const after = rawSocket(here.url);
    expect((await rawJoin(before, 'camera', { sender: 'same', epoch: 'before' })).ok).toBe(true);
    expect((await rawJoin(after, 'camera', { sender: 'same', epoch: 'after' })).ok).toBe(true);
    await until('the old connection is closed', () => before.disconnected);
    expect(here.running.status().clients.camera).toHaveLength(1);
    after.disconnect();
  });

  it('misses its camera when a projector waits for one, and no longer when it comes', async () => {
    let codes: string[] = [];
    open({
      role: 'projector',
      name: 'p',
      onFaults: (reported) => {
        codes = reported.map((r) => r.fault.code);
      },
    });
    await until('the camera is missed', () => codes.includes('no-camera'));
    open({ role: 'camera', name: 'c' });
    await until('it is no longer missed', () => !codes.includes('no-camera'));
  });
});
