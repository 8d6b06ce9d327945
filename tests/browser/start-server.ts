/** Starts the server as `npm start` does (without the build), on a free port and with a data folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface RunningServer {
  readonly url: string;
  readonly port: number;
  readonly dataFolder: string;
  /** Ends it; resolves when the process is gone. Keeps the data folder when asked to. */
  stop(options?: { readonly keepData?: boolean; readonly signal?: NodeJS.Signals }): Promise<void>;
}

const ROOT = resolve(import.meta.dirname, '../..');
const START_LIMIT_MS = 60_000;

export const freePort = (): Promise<number> =>
  new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address !== null && typeof address === 'object' ? done(address.port) : fail(new Error('no port')),
      );
    });
  });

/** Throws with the server's own output when it does not come up. */
export const startServer = async (
  options: { readonly port?: number; readonly dataFolder?: string; readonly args?: readonly string[] } = {},
): Promise<RunningServer> => {
  const port = options.port ?? (await freePort());
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'inklight-'));
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      join(ROOT, 'server/main.ts'),
      '--port',
      String(port),
      '--data',
      dataFolder,
      ...(options.args ?? []),
    ],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const url = `http://127.0.0.1:${port}`;
  const until = Date.now() + START_LIMIT_MS;
  while (!(await answers(url))) {
    if (child.exitCode !== null || Date.now() > until) {
      child.kill('SIGKILL');
      throw new Error(`the server did not come up on ${url}:\n${output}`);
    }
    await new Promise((r) => setTimeout(r, 100));
  }
  return {
    url,
    port,
    dataFolder,
    stop: async ({ keepData = false, signal = 'SIGTERM' } = {}) => {
      await ended(child, signal);
      if (!keepData) rmSync(dataFolder, { recursive: true, force: true });
    },
  };
};

const answers = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(`${url}/status.json`)).ok;
  } catch {
    return false;
  }
};

const ended = (child: ChildProcess, signal: NodeJS.Signals): Promise<void> =>
  new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) return done();
    child.once('exit', () => done());
    child.kill(signal);
    // Open sockets may hold a graceful stop; nobody waits for ever in a test.
    setTimeout(() => child.kill('SIGKILL'), 5_000).unref();
  });
