/** Builds the reading test page with the project's own vite configuration and serves it beside /models and /ort, as the server does. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize, resolve } from 'node:path';
import { build, type UserConfig } from 'vite';
import config from '../../vite.config.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};

export interface ServedPage {
  readonly url: string;
  stop(): Promise<void>;
}

/** `models` is the folder served as /models, `root` that of the page's index.html, `more` other folders by their prefix ("/name/"). */
export async function serveReadingPage(
  models = join(ROOT, 'models'),
  root = join(import.meta.dirname, 'reading-page'),
  more: Readonly<Record<string, string>> = {},
): Promise<ServedPage> {
  const outDir = mkdtempSync(join(tmpdir(), 'inklight-reading-page-'));
  await build({
    ...(config as UserConfig),
    configFile: false,
    root,
    logLevel: 'error',
    build: { outDir, emptyOutDir: true, target: 'es2023', chunkSizeWarningLimit: 20_000 },
  });
  const folders: readonly (readonly [string, string])[] = [
    ...Object.entries(more),
    ['/models/', models],
    ['/ort/', join(ROOT, 'node_modules/onnxruntime-web/dist')],
    ['/', outDir],
  ];
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://page').pathname));
    const wanted = path === '/' ? '/index.html' : path;
    const [prefix, folder] = folders.find(([start]) => wanted.startsWith(start))!;
    try {
      const bytes = readFileSync(join(folder, wanted.slice(prefix.length)));
      response.writeHead(200, {
        'Content-Type': TYPES[extname(wanted)] ?? 'application/octet-stream',
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': 'require-corp',
      });
      response.end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address !== 'object') throw new Error('the test page has no port');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      rmSync(outDir, { recursive: true, force: true });
    },
  };
}
