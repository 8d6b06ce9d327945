import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_PORT, readSettings, SettingsError } from '../../server/settings.ts';
import { ROOT, removeFolder, temporaryFolder } from './inklight-here.ts';

const run = (args: readonly string[], onOutput?: (output: string, kill: (s: NodeJS.Signals) => void) => void) =>
  new Promise<{ code: number | null; output: string }>((done) => {
    const child = spawn(process.execPath, ['--import', 'tsx', join(ROOT, 'server/main.ts'), ...args], { cwd: ROOT });
    let output = '';
    const hear = (chunk: Buffer): void => {
      output += chunk.toString();
      onOutput?.(output, (signal) => child.kill(signal));
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => done({ code, output }));
  });

describe('the settings', () => {
  it('come from the command line first, then from PORT, then from the defaults', () => {
    expect(readSettings([], {}, '/r')).toEqual({
      port: DEFAULT_PORT,
      lan: false,
      dev: false,
      dataFolder: '/r/.inklight',
    });
    expect(readSettings([], { PORT: '9000' }, '/r').port).toBe(9000);
    expect(readSettings(['--port', '9001', '--lan'], { PORT: '9000' }, '/r')).toMatchObject({ port: 9001, lan: true });
    expect(readSettings(['--port=9002', '--data=/d'], {}, '/r')).toMatchObject({ port: 9002, dataFolder: '/d' });
  });

  it('that make no sense are refused with what was found', () => {
    for (const args of [['--port', 'abc'], ['--port', '70000'], ['--port'], ['--prot', '1'], ['8080'], ['--data', '']])
      expect(() => readSettings(args, {}, '/r'), args.join(' ')).toThrow(SettingsError);
    expect(() => readSettings(['--port', 'abc'], {}, '/r')).toThrow('“abc”');
    expect(() => readSettings([], { PORT: '1.5' }, '/r')).toThrow('PORT must be a whole number');
  });
});

describe('starting', () => {
  it('on a port that is in use says which, and how to choose another, and fails', async () => {
    const other = createServer();
    const port = await new Promise<number>((done) =>
      other.listen(0, '127.0.0.1', () => {
        const address = other.address();
        done(typeof address === 'object' && address !== null ? address.port : 0);
      }),
    );
    const data = temporaryFolder();
    const { code, output } = await run(['--port', String(port), '--data', data]);
    other.close();
    removeFolder(data);
    expect(code).toBe(1);
    expect(output).toContain(`Port ${port} is in use`);
    expect(output).toMatch(/npm start -- --port \d+/);
    expect(output).not.toMatch(/\bat .*\.ts:\d+/);
  });

  it('prints where everything is, and ends cleanly when told to', async () => {
    const data = temporaryFolder();
    let told = false;
    const { code, output } = await run(['--port', '0', '--data', data, '--lan'], (soFar, kill) => {
      if (told || !soFar.includes('Ctrl+C')) return;
      told = true;
      kill('SIGTERM');
    });
    removeFolder(data);
    expect(code).toBe(0);
    for (const path of ['/', '/wall', '/camera', '/projector', '/calibrate', '/status'])
      expect(output).toMatch(new RegExp(`http://localhost:\\d+${path}\\s`));
    expect(output).toContain('Anyone on this network can open these pages and join');
    expect(output).toContain('needs HTTPS, which comes later');
  });
});
