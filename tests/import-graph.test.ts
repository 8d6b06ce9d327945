/** The rooms' walls: who may import whom (DESIGN, "Imports point one way"). Reads every import and export-from of the source files. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const ROOMS = ['server', 'client', 'projector', 'calibration'];

const filesBelow = (folder: string): string[] =>
  readdirSync(folder).flatMap((entry) => {
    const path = join(folder, entry);
    if (statSync(path).isDirectory()) return filesBelow(path);
    return path.endsWith('.ts') ? [path] : [];
  });

interface Edge {
  readonly from: string;
  readonly to: string;
}

const edges: Edge[] = ROOMS.flatMap((room) => filesBelow(join(ROOT, room))).flatMap((path) => {
  const source = readFileSync(path, 'utf8');
  const specifiers = [...source.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map((match) => match[1]!);
  return specifiers.map((specifier) => ({
    from: relative(ROOT, path),
    to: specifier.startsWith('.') ? relative(ROOT, resolve(dirname(path), specifier)) : specifier,
  }));
});

const within = (room: string) => (path: string) => path.startsWith(`${room}/`);
const violations = (from: (path: string) => boolean, forbidden: (path: string) => boolean): string[] =>
  edges.filter((edge) => from(edge.from) && forbidden(edge.to)).map((edge) => `${edge.from} imports ${edge.to}`);

/** What pages may take from the server room: the contract, and the pages' side of it. */
const SHARED_BY_SERVER = ['server/protocol.ts', 'server/link.ts'];
/** What the link is made of: pages reach it only through link.ts, and it must run in them. */
const PARTS_OF_LINK = ['server/outbox.ts', 'server/page-identity.ts', 'server/measure-offset.ts'];
const runsInPages = (path: string) => isShared(path) || isWire(path) || PARTS_OF_LINK.includes(path);
const isShared = (path: string) => SHARED_BY_SERVER.includes(path);
/** What the contract is made of: reached only through it. */
const isWire = within('server/wire');
const isStyle = (path: string) => path.endsWith('.css');

describe('the import graph', () => {
  it('sees the source files at all', () => {
    expect(edges.length).toBeGreaterThan(50);
    expect(edges).toContainEqual({ from: 'server/wire/calibration.ts', to: 'calibration/record.ts' });
  });

  it('keeps client and projector apart', () => {
    expect(violations(within('client'), within('projector'))).toEqual([]);
    expect(violations(within('projector'), within('client'))).toEqual([]);
  });

  it('lets pages take only the contract and its page side from the server', () => {
    const forbidden = (path: string) => within('server')(path) && !isShared(path) && !isStyle(path);
    expect(violations(within('client'), forbidden)).toEqual([]);
    expect(violations(within('projector'), forbidden)).toEqual([]);
  });

  it('keeps the contract and what pages share free of Node', () => {
    expect(violations(runsInPages, (path) => path.startsWith('node:'))).toEqual([]);
    expect(
      violations(
        (path) => path === 'server/protocol.ts' || isWire(path),
        (path) => within('server')(path) && !isWire(path),
      ),
    ).toEqual([]);
  });

  it('lets only the contract know what the contract is made of', () => {
    const knows = (path: string) => path === 'server/protocol.ts' || isWire(path);
    expect(violations((path) => !knows(path), isWire)).toEqual([]);
  });

  it('lets the server take only what a calibration record and a run are from the calibration room', () => {
    const allowed = [
      'calibration/record.ts',
      'calibration/frames.ts',
      'calibration/patterns/pattern-spec.ts',
      'calibration/session/contract.ts',
    ];
    const isPage = (path: string) => path.startsWith('server/pages/');
    expect(
      violations(
        (p) => within('server')(p) && !isPage(p),
        (p) => within('calibration')(p) && !allowed.includes(p),
      ),
    ).toEqual([]);
  });

  it('keeps seeing, reading and the kernels free of sources, sockets, workers and pages', () => {
    const pure = (path: string) => /^client\/(vision|reading|inference)\//.test(path);
    const outside = (path: string) =>
      /^client\/(sources|workers|panel|publish|landing|wall)\//.test(path) ||
      path.startsWith('socket.io') ||
      path.startsWith('node:') ||
      path.startsWith('onnxruntime') ||
      path.startsWith('@techstark');
    expect(violations(pure, outside)).toEqual([]);
  });

  it('imports only files that exist', () => {
    const missing = edges
      .filter(
        ({ to }) =>
          within('server')(to) || within('client')(to) || within('projector')(to) || within('calibration')(to),
      )
      .filter(({ to }) => !statSync(join(ROOT, to.replace(/\?.*$/, '')), { throwIfNoEntry: false }));
    expect(missing).toEqual([]);
  });
});
