import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mayConnect } from '../../server/may-connect.ts';
import { PROTOCOL_VERSION } from '../../server/protocol.ts';
import { PAGES } from '../../server/serve-pages.ts';
import { type Here, rawSocket, removeFolder, startHere, temporaryFolder, until } from './inklight-here.ts';

let here: Here;
let root: string;
beforeAll(async () => {
  // A repository of its own, in which only one page has been built.
  root = temporaryFolder();
  const write = (path: string, text: string | Uint8Array): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write('package.json', '{"version": "9.8.7"}');
  write('dist/client/index.html', '<!doctype html><title>the camera page</title>');
  write('dist/assets/camera-abc123.js', 'export {};');
  write('models/manifest.json', '{"models": []}');
  write('models/latin.onnx', 'weights');
  write('models/latin.language.gz', gzipSync('words'));
  write('models/training/secret.py', 'print()');
  write('node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.asyncify.mjs', 'export {};');
  write('node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.asyncify.wasm', '\0asm');
  here = await startHere({ root });
});
afterAll(async () => {
  await here.running.stop();
  for (const path of [here.dataFolder, here.modelsFolder, root]) removeFolder(path);
});

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${here.url}${path}`, { headers, redirect: 'manual' });

describe('the pages', () => {
  it('have clean addresses, and every answer is cross-origin isolated', async () => {
    const page = await get('/camera?canvas=main&camera=main');
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('the camera page');
    for (const path of ['/camera', '/assets/camera-abc123.js', '/models/latin.onnx', '/status.json', '/nowhere']) {
      const { headers } = await get(path);
      expect(headers.get('cross-origin-opener-policy'), path).toBe('same-origin');
      expect(headers.get('cross-origin-embedder-policy'), path).toBe('require-corp');
      expect(headers.get('cross-origin-resource-policy'), path).toBe('same-origin');
    }
  });

  it('that were not built say so, with the file and the command', async () => {
    const page = await get('/projector');
    expect(page.status).toBe(503);
    const text = await page.text();
    expect(text).toContain(join(root, 'dist/projector/index.html'));
    expect(text).toContain('npm run build');
  });

  it('that do not exist get a page that names those that do', async () => {
    const page = await get('/nowhere<script>', { accept: 'text/html' });
    expect(page.status).toBe(404);
    const text = await page.text();
    for (const { path } of PAGES) expect(text).toContain(`href="${path}"`);
    expect(text).not.toContain('<script>');
  });

  it('get ONNX Runtime and the models with the right types, and nothing else from those folders', async () => {
    const type = async (path: string): Promise<string> => (await get(path)).headers.get('content-type') ?? '';
    expect(await type('/ort/ort-wasm-simd-threaded.asyncify.mjs')).toContain('javascript');
    expect(await type('/ort/ort-wasm-simd-threaded.asyncify.wasm')).toBe('application/wasm');
    expect((await get('/models/manifest.json')).status).toBe(200);
    // As it lies there: a browser that unpacked it on the way would find another digest than the one it expects.
    const compressed = await get('/models/latin.language.gz');
    expect(compressed.headers.get('content-encoding')).toBeNull();
    expect(gunzipSync(await compressed.arrayBuffer()).toString()).toBe('words');
    for (const path of [
      '/models/training/secret.py',
      '/models/..%2fpackage.json',
      '/ort/..%2f..%2fx.mjs',
      '/package.json',
      '/%',
    ])
      expect([400, 404], path).toContain((await get(path)).status);
  });

  it('may be kept for ever only where their name says what they hold', async () => {
    expect((await get('/assets/camera-abc123.js')).headers.get('cache-control')).toContain('immutable');
    expect((await get('/camera')).headers.get('cache-control')).toBe('no-cache');
    expect((await get('/models/latin.onnx')).headers.get('cache-control')).not.toContain('immutable');
  });
});

describe('/status', () => {
  it('is JSON for a program and a page for a person', async () => {
    const json: unknown = await (await get('/status', { accept: 'application/json' })).json();
    expect(json).toMatchObject({
      name: 'inklight',
      version: '9.8.7',
      protocol: PROTOCOL_VERSION,
      canvases: [],
      models: [{ ok: true }],
    });
    expect(await (await get('/status.json')).json()).toMatchObject({ faults: [], counters: { malformed: 0 } });
    const forPeople = await get('/status', { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' });
    expect(forPeople.headers.get('content-type')).toContain('text/html');
  });
});

describe('sockets', () => {
  it('are for this server’s own pages: other web sites and other names are turned away', async () => {
    expect(mayConnect({ host: '127.0.0.1:8080' }, false)).toBeNull();
    expect(mayConnect({ host: 'localhost:8080', origin: 'http://localhost:8080' }, false)).toBeNull();
    expect(mayConnect({ host: 'localhost:8080', origin: 'https://elsewhere.example' }, false)).toContain('elsewhere');
    expect(mayConnect({ host: 'localhost:8080', origin: 'null' }, false)).not.toBeNull();
    expect(mayConnect({ host: 'rebound.example:8080', origin: 'http://rebound.example:8080' }, false)).toContain(
      '--lan',
    );
    expect(mayConnect({ host: '192.168.1.5:8080', origin: 'http://192.168.1.5:8080' }, true)).toBeNull();
    const socket = rawSocket(here.url, { origin: 'https://elsewhere.example' });
    let refused = false;
    socket.on('connect_error', () => {
      refused = true;
    });
    await until('it is turned away', () => refused || socket.connected);
    expect(socket.connected).toBe(false);
    socket.disconnect();
  });
});
