/** Aligns a projector over the wire as a technician would by keystone: the sheet, centred, fills the raster. Frames: canvas mm → projector px. */
import { io } from 'socket.io-client';
import { projectorPoint, type SheetSize, type Size, sheetQuad } from '../../calibration/frames.ts';
import { type Homography, quadToQuad } from '../../calibration/homography.ts';
import { plainRecord } from '../../calibration/record.ts';
import {
  type JoinAnswer,
  type Message,
  type MessageAnswer,
  PROTOCOL_VERSION,
  type Role,
  type Snapshot,
  unpackSnapshot,
} from '../../server/protocol.ts';

/** Share of the raster's height or width that the sheet takes. */
const FILL = 0.94;

const withSocket = async <T>(
  url: string,
  role: Role,
  work: (
    snapshot: Snapshot,
    send: (message: Omit<Message, 'sender' | 'epoch'>) => Promise<MessageAnswer>,
  ) => Promise<T>,
): Promise<T> => {
  const socket = io(url, { transports: ['websocket'], reconnection: false });
  const identity = { sender: `evaluation-${role}`, epoch: `${process.pid}-${Date.now()}` };
  try {
    const answer = (await socket.timeout(10_000).emitWithAck('join', {
      version: PROTOCOL_VERSION,
      role,
      canvas: 'main',
      name: 'evaluation',
      ...identity,
    })) as JoinAnswer;
    if (!answer.ok) throw new Error(`the server refused to let ${role} join: ${answer.reason}`);
    return await work(unpackSnapshot(answer.snapshot), (message) =>
      socket.timeout(10_000).emitWithAck('message', { ...identity, ...message }),
    );
  } finally {
    socket.disconnect();
  }
};

export const snapshotOf = (url: string): Promise<Snapshot> => withSocket(url, 'status', async (snapshot) => snapshot);

/** Throws when the server refuses the calibration. */
export const alignProjector = (
  url: string,
  sheet: SheetSize,
  raster: Size,
): Promise<Homography<'canvas', 'projector'>> =>
  withSocket(url, 'calibration', async (_snapshot, send) => {
    const scale = FILL * Math.min(raster.width / sheet.widthMm, raster.height / sheet.heightMm);
    const left = (raster.width - sheet.widthMm * scale) / 2;
    const top = (raster.height - sheet.heightMm * scale) / 2;
    const [a, b, c, d] = sheetQuad(sheet).map((p) => projectorPoint(left + p.x * scale, top + p.y * scale));
    const canvasToProjector = quadToQuad<'canvas', 'projector'>(sheetQuad(sheet), [a!, b!, c!, d!]);
    const record = plainRecord({
      canvas: 'main',
      projector: 'main',
      sheet,
      canvasToProjector: [...canvasToProjector],
      projectorSize: raster,
      source: 'keystone',
      madeAt: new Date().toISOString(),
    });
    const answer = await send({
      seq: 1,
      canvas: 'main',
      at: 0,
      offset: 0,
      payload: { type: 'calibration', calibration: { kind: 'record', record } },
    });
    if (!answer.ok) throw new Error(`the server refused the calibration: ${answer.reason}`);
    return canvasToProjector;
  });
