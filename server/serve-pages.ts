/**
 * The pages and what they load, over HTTP: clean addresses, built assets, ONNX Runtime's WASM, the models. Every answer is
 * cross-origin isolated (COOP, COEP, CORP), without which WASM has no threads.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import { plainPage } from './plain-page.ts';

/** Address → page, below the repository in development and below dist/ otherwise; what it is for stands in the table at start. */
export const PAGES = [
  { path: '/', file: 'client/landing/index.html', purpose: 'start here: who is connected, and every page' },
  { path: '/wall', file: 'client/wall/index.html', purpose: 'the virtual wall: try everything without hardware' },
  { path: '/camera', file: 'client/index.html', purpose: 'the camera: sees the paper and reads it' },
  { path: '/projector', file: 'projector/index.html', purpose: 'the projector: the light that answers' },
  { path: '/calibrate', file: 'calibration/index.html', purpose: 'the calibration: light and paper aligned' },
  { path: '/status', file: 'server/pages/status/index.html', purpose: 'the state of everything (JSON: /status.json)' },
] as const;

/** One loop of light on ink. */
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0b0a09"/>' +
  '<path d="M4 23C13 23 22 15 21 8.500C20.500 5 16 6 14.500 12C13 18.500 14.500 24 20 23.500C23.500 23 26 21 28 18.500" fill="none" stroke="#ffd08a" stroke-width="2.200" stroke-linecap="round"/></svg>';

export interface PagesOptions {
  /** The repository's root. */
  readonly root: string;
  readonly status: () => unknown;
  /** In development: turns a page's source into what the browser gets, and serves its modules. */
  readonly development: { readonly middleware: RequestHandler; transform(file: string): Promise<string> } | null;
}

export const createPages = ({ root, status, development }: PagesOptions): Express => {
  const app = express();
  app.disable('x-powered-by');
  app.use((_request, response, next) => {
    response.set({
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
    });
    next();
  });

  app.get('/favicon.ico', (_request, response) => {
    response.set('Cache-Control', 'public, max-age=86400').type('image/svg+xml').send(ICON);
  });
  const sendStatus = (response: Response): void => {
    response.set('Cache-Control', 'no-store').json(status());
  };
  app.get('/status.json', (_request, response) => sendStatus(response));
  app.get('/status', (request, response, next) => {
    response.vary('Accept');
    if (request.accepts(['html', 'json']) === 'json') sendStatus(response);
    else next();
  });

  const folder = development ? root : join(root, 'dist');
  for (const { path, file } of PAGES)
    app.get(path, async (_request, response) => {
      const page = join(folder, file);
      response.set('Cache-Control', 'no-cache');
      if (!existsSync(page)) response.status(503).type('html').send(notBuilt(path, page));
      else if (development) response.type('html').send(await development.transform(file));
      else response.sendFile(page, { cacheControl: false });
    });

  const files = { index: false as const, fallthrough: false, redirect: false };
  app.use(
    '/ort',
    only(/^\/[\w.-]+\.(wasm|mjs)$/),
    express.static(join(root, 'node_modules/onnxruntime-web/dist'), files),
  );
  app.use('/models', only(/^\/[\w.-]+\.(onnx|json|md|gz|bin|txt)$/), express.static(join(root, 'models'), files));
  if (development) app.use(development.middleware);
  else
    app.use(
      express.static(join(root, 'dist'), {
        index: false,
        redirect: false,
        setHeaders: (response, path) => {
          // Their names carry a hash of what they hold.
          const lasting = dirname(path).endsWith('assets');
          response.setHeader('Cache-Control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache');
        },
      }),
    );

  app.use((request, response) => answerAbsent(request, response));
  app.use((error: unknown, request: Request, response: Response, next: (e: unknown) => void) => {
    if (response.headersSent) return next(error);
    const code = statusOf(error);
    if (code === 404) return answerAbsent(request, response);
    if (code >= 500) console.error(error);
    const text =
      code < 500
        ? 'This request makes no sense to the server.'
        : 'The server failed on this request; its log says why.';
    response
      .status(code)
      .type('html')
      .send(plainPage(`Error ${code}`, [text]));
  });
  return app;
};

/** Lets through only paths of this shape; a folder of ours is not a file server. */
const only =
  (shape: RegExp): RequestHandler =>
  (request, response, next) => {
    if (shape.test(request.path)) next();
    else answerAbsent(request, response);
  };

const answerAbsent = (request: Request, response: Response): void => {
  response.status(404);
  if (request.accepts(['html', 'text']) === 'html')
    response.type('html').send(plainPage('There is no such page', [`Nothing lies at ${request.originalUrl}.`], PAGES));
  else response.type('text').send('not found\n');
};

const notBuilt = (path: string, file: string): string =>
  plainPage('This page has not been built', [
    `${path} should come from ${file}, and that file is missing.`,
    'Run npm run build in the repository, then reload. (npm start builds by itself.)',
  ]);

const statusOf = (error: unknown): number => {
  const code = typeof error === 'object' && error !== null ? Reflect.get(error, 'status') : undefined;
  return typeof code === 'number' && code >= 400 && code < 600 ? code : 500;
};
