import { describe, expect, it } from 'vitest';
import type { Link } from '../../server/link.ts';
import type { Relayed } from '../../server/protocol.ts';
import { freePort } from '../browser/start-server.ts';
import { openProxy } from './breakable-proxy.ts';
import { rawJoin, rawSend, rawSocket, until } from './inklight-here.ts';
import { committedObservation, observationSource, seededRandom } from './random-observation.ts';
import { serversAndLinks } from './servers-and-links.ts';

const { start, open } = serversAndLinks();

const cue = (value: number) => ({ type: 'cue', cue: { kind: 'intensity', value } }) as const;
const cueValue = ({ payload }: Relayed): number =>
  payload.type === 'cue' && payload.cue.kind === 'intensity' ? Math.round(payload.cue.value * 1000) : -1;

describe('delivery', () => {
  it('drops what the server already has, and acknowledges it again', async () => {
    const here = await start();
    const camera = rawSocket(here.url);
    const watcher = rawSocket(here.url);
    const relayed: Relayed[] = [];
    watcher.on('message', (m) => relayed.push(m));
    await rawJoin(watcher, 'wall');
    await rawJoin(camera, 'camera');
    const message = {
      sender: 'raw-camera',
      epoch: 'e1',
      seq: 1,
      canvas: 'main',
      at: 0,
      offset: 0,
      payload: committedObservation('s', 'x'),
    };
    for (let i = 0; i < 5; i++) expect(await rawSend(camera, message)).toEqual({ ok: true, seq: 1 });
    expect(await rawSend(camera, { ...message, seq: 3 })).toMatchObject({
      ok: false,
      code: 'out-of-order',
      lastSeq: 1,
    });
    expect(await rawSend(camera, { ...message, seq: 2 })).toEqual({ ok: true, seq: 2 });
    await until('both are relayed', () => relayed.length === 2);
    expect(relayed.map((m) => m.seq)).toEqual([1, 2]);
    expect(here.running.status().counters).toMatchObject({ duplicates: 4, outOfOrder: 1, messages: 2 });
    camera.disconnect();
    watcher.disconnect();
  });

  it('delivers once and in order while the server is stopped and started again', async () => {
    const port = await freePort();
    const first = await start({ port });
    const heard: number[] = [];
    const onMessage = (m: Relayed): void => void (m.payload.type === 'cue' && heard.push(cueValue(m)));
    const receiver = open({ role: 'projector', canvas: 'main', name: 'main', url: first.url, onMessage });
    const performer = open({ role: 'wall', canvas: 'main', name: 'main', url: first.url });
    const camera = open({ role: 'camera', canvas: 'main', name: 'main', url: first.url });
    const all = [receiver, performer, camera];
    await until('all joined', () => all.every((link) => link.state === 'joined'));
    let sent = 0;
    const send = (count: number): void => {
      for (let i = 0; i < count; i++) {
        sent++;
        performer.publish(cue(sent / 1000));
        camera.publish(committedObservation(`s${sent}`, `line ${sent}`));
      }
    };
    let server = first;
    for (let round = 0; round < 3; round++) {
      send(20);
      // Some are in flight, some wait, some were delivered: wherever the stop finds them.
      if (round === 1) await until('some arrived', () => heard.some((value) => value > 25));
      await server.running.stop();
      await until('all noticed', () => all.every((link) => link.state === 'unreachable'));
      send(5);
      server = await start({ port, dataFolder: first.dataFolder, modelsFolder: first.modelsFolder });
      await until('all are back', () => all.every((link) => link.state === 'joined'));
    }
    send(5);
    await until('all is acknowledged', () => performer.undelivered === 0 && camera.undelivered === 0);
    await until('the last one is heard', () => heard.at(-1) === sent);
    // A cue that was given while the projector itself was away is over; none comes twice, none comes late.
    expect(heard).toEqual([...new Set(heard)].sort((a, b) => a - b));
    const expected = Array.from({ length: sent }, (_, i) => `s${i + 1}`);
    await until('the projector has all ink', () => receiver.canvas.strokes.length === sent);
    expect(receiver.canvas.strokes.map((s) => s.id)).toEqual(expected);
  });

  it('gives a sender whose connection breaks every message exactly once', async () => {
    const here = await start();
    const proxy = await openProxy(here.port);
    const heard: number[] = [];
    const receiver = open({
      role: 'projector',
      canvas: 'main',
      name: 'p',
      url: here.url,
      onMessage: (m) => heard.push(cueValue(m)),
    });
    await until('the receiver joined', () => receiver.state === 'joined');
    const sender = open({ role: 'wall', canvas: 'main', name: 'w', url: proxy.url });
    const all = 160;
    for (let i = 1; i <= all; i++) {
      sender.publish(cue(i / 1000));
      if (i % 40 !== 0) continue;
      await until('some are through', () => heard.length > i - 35);
      proxy.cut();
      await until('the sender noticed', () => sender.state !== 'joined');
    }
    await until('all is acknowledged', () => sender.undelivered === 0);
    await until('all arrived', () => heard.length >= all);
    expect(heard).toEqual(Array.from({ length: all }, (_, i) => i + 1));
    await proxy.close();
  });

  it('shows a late joiner what an early one has, and both what the camera said (20 seeds)', async () => {
    const here = await start();
    for (let seed = 1; seed <= 20; seed++) {
      const canvas = `c${seed}`;
      const early = open({ role: 'projector', canvas, name: 'early', url: here.url });
      const camera = open({ role: 'camera', canvas, name: 'main', url: here.url });
      await until('early and camera joined', () => early.state === 'joined' && camera.state === 'joined');
      const next = observationSource(seededRandom(seed));
      for (let i = 0; i < 25; i++) camera.publish(next());
      await until('all is delivered', () => camera.undelivered === 0);
      const late = open({ role: 'projector', canvas, name: 'late', url: here.url });
      await until('late joined', () => late.state === 'joined');
      expect(late.canvas, `seed ${seed}`).toEqual(early.canvas);
      const ids = (link: Link): string[] => link.canvas.strokes.map((s) => `${s.id} ${s.state}`).sort();
      expect(ids(early), `seed ${seed}`).toEqual(ids(camera));
      for (const link of [early, camera, late]) link.close();
    }
  });

  it('clears what an earlier camera page saw when a new one looks for the first time', async () => {
    const here = await start();
    const watcher = open({ role: 'projector', canvas: 'main', name: 'main', url: here.url });
    const before = open({ role: 'camera', canvas: 'main', name: 'main', url: here.url });
    before.publish(committedObservation('old', 'old words'));
    await until('the old stroke is seen', () => watcher.canvas.strokes.some((s) => s.id === 'old'));
    before.close();
    const after = open({ role: 'camera', canvas: 'main', name: 'main', url: here.url });
    after.publish(committedObservation('new', 'new words'));
    await until('the new stroke is seen', () => watcher.canvas.strokes.some((s) => s.id === 'new'));
    expect(watcher.canvas.strokes.map((s) => s.id)).toEqual(['new']);
    expect(watcher.canvas.lines.map((l) => l.text)).toEqual(['new words']);
  });

  it('tells a restarted server everything that the camera sees, tentative ink too', async () => {
    const port = await freePort();
    const first = await start({ port });
    const camera = open({ role: 'camera', canvas: 'main', name: 'main', url: first.url });
    const next = observationSource(seededRandom(3));
    for (let i = 0; i < 10; i++) camera.publish(next());
    await until('all is delivered', () => camera.undelivered === 0 && camera.state === 'joined');
    const tentative = camera.canvas.strokes.filter((s) => s.state === 'tentative').map((s) => s.id);
    expect(tentative.length).toBeGreaterThan(0);
    await first.running.stop();
    // A folder of its own: this server knows nothing at all.
    const second = await start({ port });
    await until('the camera is back', () => camera.state === 'joined' && camera.undelivered === 0);
    const [canvas] = second.running.status().canvases;
    expect(canvas?.strokes.tentative).toBe(tentative.length);
  });

  it('measures the offset to the server’s clock at join', async () => {
    const here = await start();
    const link = open({ role: 'landing', canvas: 'main', name: 'l', url: here.url });
    await until('joined', () => link.state === 'joined');
    // Same process, same clock: the offset is the process's time origin, to within a round trip that was held up badly.
    expect(Math.abs(link.serverOffset - performance.timeOrigin)).toBeLessThan(1_000);
    expect(Math.abs(link.serverNow() - Date.now())).toBeLessThan(2_000);
  });

  it('reports a server that is gone, and takes the report back when it returns', async () => {
    const port = await freePort();
    const first = await start({ port });
    const codes: string[][] = [];
    const link = open({
      role: 'landing',
      canvas: 'main',
      name: 'l',
      url: first.url,
      onFaults: (faults) => codes.push(faults.map((f) => f.fault.code)),
    });
    await until('joined', () => link.state === 'joined');
    await first.running.stop();
    await until('the fault is there', () => codes.at(-1)?.includes('server-unreachable') === true);
    await start({ port, dataFolder: first.dataFolder, modelsFolder: first.modelsFolder });
    await until('the fault is gone', () => codes.at(-1)?.length === 0 && link.state === 'joined');
  });
});
