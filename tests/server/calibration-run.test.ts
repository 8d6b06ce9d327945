/** Calibration through the server: what it refuses, and what it leaves behind when a page goes. */
import { beforeEach, describe, expect, it } from 'vitest';
import { plainRecord } from '../../calibration/record.ts';
import type { Link } from '../../server/link.ts';
import type { CalibrationMessage, Payload } from '../../server/protocol.ts';
import { type Here, rawJoin, rawSend, rawSocket, until } from './inklight-here.ts';
import { serversAndLinks } from './servers-and-links.ts';

const { start, open: openOn } = serversAndLinks();
let here: Here;
const open = (role: 'camera' | 'calibration', name: string): Link =>
  openOn({ canvas: 'main', url: here.url, role, name });
beforeEach(async () => {
  here = await start();
});

const said = (calibration: CalibrationMessage['calibration']): Payload => ({ type: 'calibration', calibration });
const record = (canvas: string, projector = 'main') =>
  plainRecord({
    canvas,
    projector,
    sheet: { widthMm: 297, heightMm: 210 },
    canvasToProjector: [2, 0, 10, 0, 2, 20, 0, 0, 1],
    projectorSize: { width: 1280, height: 720 },
    source: 'structured-light',
    madeAt: '2026-11-22T10:00:00Z',
  });

describe('a calibration over the server', () => {
  it('has ended for everybody when its camera page is gone, and goes on when that says so again', async () => {
    const wizard = open('calibration', 'ladder');
    const camera = open('camera', 'cam');
    await until('both are here', () => wizard.state === 'joined' && camera.state === 'joined');
    wizard.publish(said({ kind: 'command', projector: 'main', command: 'start' }));
    const progress = { projector: 'main', done: 0.4, stage: 'columns', note: '' };
    camera.publish(said({ kind: 'progress', progress }));
    await until('the run is seen', () => wizard.canvas.progress[0]?.done === 0.4);
    camera.close();
    await until('the run has ended', () => wizard.canvas.progress.length === 0);
    const again = open('camera', 'cam');
    await until('the camera is back', () => again.state === 'joined');
    expect(again.canvas.progress).toEqual([]);
    again.publish(said({ kind: 'progress', progress: { ...progress, done: 0.5 } }));
    await until('the run is seen again', () => wizard.canvas.progress[0]?.done === 0.5);
  });

  it('takes no record of another canvas or projector, on trial as little as in force', async () => {
    const socket = rawSocket(here.url);
    expect((await rawJoin(socket, 'camera')).ok).toBe(true);
    const verdict = (of: ReturnType<typeof record>) => ({
      projector: 'main',
      at: '2026-11-22T10:00:00Z',
      seconds: 20,
      troubles: [],
      figures: [],
      record: of,
    });
    const wrong: CalibrationMessage['calibration'][] = [
      { kind: 'record', record: record('elsewhere') },
      { kind: 'trial', record: record('elsewhere') },
      { kind: 'verdict', verdict: verdict(record('elsewhere')) },
      { kind: 'verdict', verdict: verdict(record('main', 'other')) },
    ];
    let seq = 0;
    const send = (calibration: CalibrationMessage['calibration']) =>
      rawSend(socket, {
        sender: 'raw-camera',
        epoch: 'e1',
        seq: ++seq,
        canvas: 'main',
        at: 1,
        offset: 0,
        payload: said(calibration),
      });
    for (const calibration of wrong) expect(await send(calibration)).toMatchObject({ ok: false, code: 'malformed' });
    expect(await send({ kind: 'trial', record: record('main') })).toMatchObject({ ok: true });
    socket.disconnect();
  });
});
