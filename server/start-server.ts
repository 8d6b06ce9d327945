/**
 * The server, put together: pages, relay, store, faults. Looks at its files every second, so that whatever is repaired is taken
 * up by itself. Reads no environment and prints nothing but through `log`, so that tests start it as it is.
 */

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { Server } from 'socket.io';
import { createFaultBoard } from './fault-board.ts';
import { keepStore } from './keep-store.ts';
import { mayConnect } from './may-connect.ts';
import { attachRelay, type RelayServer } from './relay.ts';
import { createPages, type PagesOptions } from './serve-pages.ts';
import type { Settings } from './settings.ts';
import { describeStatus, type Status } from './status.ts';
import { createModelVerifier, type ModelState } from './verify-models.ts';

export interface RunningInklight {
  readonly port: number;
  status(): Status;
  /** Writes what is pending, disconnects everyone and frees the port. */
  stop(): Promise<void>;
}

export interface Surroundings {
  /** The repository's root. */
  readonly root: string;
  /** Where the models lie; tests put a folder of their own here. */
  readonly modelsFolder?: string;
  readonly log: (line: string) => void;
  readonly development?: PagesOptions['development'];
  /** Tests that wait for what the server finds by itself look more often. */
  readonly pace?: Pace;
}

export interface Pace {
  readonly lookEveryMs: number;
  readonly noCameraGraceMs: number;
}

const PACE: Pace = {
  /** Often enough that a repaired file is taken up while the technician still looks; a stat of a few files costs nothing. */
  lookEveryMs: 1_000,
  /** A camera page that is loading, on a slow machine too, is no fault. */
  noCameraGraceMs: 10_000,
};
/** A complete observation of a full wall, several times over. */
const MESSAGE_LIMIT_BYTES = 16 * 1024 * 1024;

/** Rejects with Node's own error when the port cannot be had, and when the data folder cannot be read. */
export const startInklight = async (settings: Settings, around: Surroundings): Promise<RunningInklight> => {
  const { root, log, pace = PACE } = around;
  const startedAt = new Date();
  // Monotonic, and near the wall clock, so that offsets to it read as dates.
  const now = (): number => performance.timeOrigin + performance.now();
  const serverRun = startedAt.getTime().toString(36);
  const version = versionOf(root);

  let models: readonly ModelState[] = [];
  const board = createFaultBoard(
    () => relay.tellFaults(),
    () => new Date(),
    log,
  );
  const status = (): Status =>
    describeStatus({
      version,
      startedAt,
      now: now(),
      dataFolder: settings.dataFolder,
      lan: settings.lan,
      canvases: relay.canvases.values(),
      clients: relay.clients(),
      faults: board.all(),
      models,
      counters: relay.counters,
    });

  const http = createServer(createPages({ root, status, development: around.development ?? null }));
  const io: RelayServer = new Server(http, {
    transports: ['websocket'],
    perMessageDeflate: false,
    maxHttpBufferSize: MESSAGE_LIMIT_BYTES,
    serveClient: false,
    pingInterval: 10_000,
    pingTimeout: 20_000,
    allowRequest: (request, decide) => {
      const objection = mayConnect(request.headers, settings.lan);
      if (objection) log(`a page was turned away: ${objection}`);
      decide(objection, objection === null);
    },
  });
  const store = keepStore(settings.dataFolder, board, log);
  const relay = attachRelay(io, {
    now,
    serverRun,
    log,
    faultsOf: (canvas) => board.concerning(canvas),
    onAccepted: (message, canvas) => store.onAccepted(message.payload, canvas.snapshot),
  });

  for (const snapshot of await store.load()) relay.canvas(snapshot.canvas).snapshot = snapshot;

  const verifyModels = createModelVerifier(around.modelsFolder ?? join(root, 'models'));
  const lookAtModels = async (): Promise<void> => {
    const look = await verifyModels();
    const before = models;
    models = look.models;
    if (look.manifestProblem === null) board.clear('model-missing', 'manifest');
    else board.set('model-missing', 'manifest', look.manifestProblem);
    for (const m of before) if (!models.some((n) => n.file === m.file)) board.clear('model-corrupt', m.file);
    for (const { file, expected, found, ok } of models)
      if (ok) board.clear('model-corrupt', file);
      else
        board.set('model-corrupt', file, `models/${file}: expected sha256 ${expected}, found ${found ?? 'no file'}.`);
  };

  const lookForCameras = (): void => {
    for (const state of relay.canvases.values()) {
      const waits = relay
        .clients()
        .some((c) => c.canvas === state.name && (c.role === 'projector' || c.role === 'wall'));
      if (waits && state.owner === null) state.waitingForCameraSince ??= now();
      else state.waitingForCameraSince = null;
      const since = state.waitingForCameraSince;
      if (since === null) board.clear('no-camera', state.name);
      else if (now() - since > pace.noCameraGraceMs)
        board.set('no-camera', state.name, `Canvas “${state.name}”.`, { canvas: state.name });
    }
  };

  const look = async (): Promise<void> => {
    lookForCameras();
    for (const record of await store.lookAtCalibrations())
      relay.announce(record.canvas, { type: 'calibration', calibration: { kind: 'record', record } });
    await lookAtModels();
    await store.flush();
  };

  await listen(http, settings);
  let looking: Promise<void> = look();
  const timer = setInterval(() => {
    looking = looking.then(look).catch((error: unknown) => log(`looking at the files failed: ${String(error)}`));
  }, pace.lookEveryMs);
  await looking;
  const address = http.address();

  return {
    port: typeof address === 'object' && address !== null ? address.port : settings.port,
    status,
    stop: async () => {
      clearInterval(timer);
      await looking;
      await store.flush();
      const closed = new Promise<void>((done) => void io.close(() => done()));
      http.closeAllConnections();
      await closed;
    },
  };
};

const listen = (http: ReturnType<typeof createServer>, { port, lan }: Settings): Promise<void> =>
  new Promise((done, fail) => {
    http.once('error', fail);
    http.listen(port, lan ? '0.0.0.0' : '127.0.0.1', () => {
      http.off('error', fail);
      done();
    });
  });

const versionOf = (root: string): string => {
  const value: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const version = typeof value === 'object' && value !== null ? Reflect.get(value, 'version') : undefined;
  return typeof version === 'string' ? version : 'unknown';
};
