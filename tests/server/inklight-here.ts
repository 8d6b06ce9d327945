/** The server inside the test's own process, on a port that the system chooses, with data and models folders of its own. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import type { ClientToServer, Join, JoinAnswer, MessageAnswer, Role, ServerToClient } from '../../server/protocol.ts';
import { PROTOCOL_VERSION } from '../../server/protocol.ts';
import { type RunningInklight, startInklight } from '../../server/start-server.ts';

export const ROOT = resolve(import.meta.dirname, '../..');

export interface Here {
  readonly url: string;
  readonly port: number;
  readonly dataFolder: string;
  readonly modelsFolder: string;
  readonly log: readonly string[];
  readonly running: RunningInklight;
}

/** A models folder with one small file and a manifest that names its hash. */
export const writeModel = (folder: string, content: string, hashed = content): void => {
  const sha256 = createHash('sha256').update(hashed).digest('hex');
  writeFileSync(join(folder, 'small.onnx'), content);
  writeFileSync(
    join(folder, 'manifest.json'),
    JSON.stringify({ models: [{ name: 'small', file: 'small.onnx', sha256 }] }),
  );
};

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'inklight-test-'));
export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });

export const startHere = async (
  options: { port?: number; dataFolder?: string; modelsFolder?: string; root?: string } = {},
): Promise<Here> => {
  const dataFolder = options.dataFolder ?? temporaryFolder();
  const modelsFolder = options.modelsFolder ?? temporaryFolder();
  if (options.modelsFolder === undefined) writeModel(modelsFolder, 'weights');
  const log: string[] = [];
  const running = await startInklight(
    { port: options.port ?? 0, lan: false, dataFolder, dev: false },
    {
      root: options.root ?? ROOT,
      modelsFolder,
      log: (line) => log.push(line),
      pace: { lookEveryMs: 60, noCameraGraceMs: 300 },
    },
  );
  return { url: `http://127.0.0.1:${running.port}`, port: running.port, dataFolder, modelsFolder, log, running };
};

/** Resolves when `holds` does; rejects with what was waited for. A limit, not a measurement. */
export const until = async (what: string, holds: () => boolean, limitMs = 15_000): Promise<void> => {
  const end = Date.now() + limitMs;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`waited ${limitMs} ms in vain: ${what}`);
    await new Promise((r) => setTimeout(r, 10));
  }
};

export type RawSocket = Socket<ServerToClient, ClientToServer>;

/** A socket that speaks no protocol by itself. */
export const rawSocket = (url: string, extraHeaders: Record<string, string> = {}): RawSocket =>
  io(url, { transports: ['websocket'], forceNew: true, reconnection: false, extraHeaders });

export const rawJoin = async (socket: RawSocket, role: Role, more: Partial<Join> = {}): Promise<JoinAnswer> =>
  (await socket.timeout(5_000).emitWithAck('join', {
    version: PROTOCOL_VERSION,
    role,
    canvas: 'main',
    name: 'main',
    sender: `raw-${role}`,
    epoch: 'e1',
    ...more,
  })) as JoinAnswer;

/** Whatever is given is sent: the types are for people who mean well. */
export const rawSend = async (socket: RawSocket, message: unknown): Promise<MessageAnswer> =>
  (await socket.timeout(5_000).emitWithAck('message', message as never)) as MessageAnswer;
