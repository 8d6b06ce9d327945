/** Patterns on the projector page in a real browser: byte for byte, dark at once, gone by themselves, and never on what is masked. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canvasPoint } from '../../calibration/frames.ts';
import { mapCanvasToProjector } from '../../calibration/map-canvas.ts';
import { drawPattern } from '../../calibration/patterns/draw-pattern.ts';
import type { PatternSpec } from '../../calibration/patterns/pattern-spec.ts';
import { plainRecord } from '../../calibration/record.ts';
import { type Link, openLink } from '../../server/link.ts';
import { PATTERN_HOLDS_MS, type Pattern, packStrokes } from '../../server/protocol.ts';
import { pollUntil } from '../evaluate/page-reports.ts';
import { strokeOf } from '../projector/canvas-of.ts';
import { launchChromium } from './launch-chromium.ts';
import { type RunningServer, startServer } from './start-server.ts';

const RASTER = { width: 640, height: 360 };
const PATIENCE_MS = 15_000;
let server: RunningServer;
let browser: Browser;
let page: Page;
let wizard: Link;

const record = plainRecord({
  canvas: 'main',
  projector: 'main',
  sheet: { widthMm: 800, heightMm: 500 },
  canvasToProjector: [0.7, 0.01, 40, 0, 0.62, 25, 0, 0, 1],
  projectorSize: RASTER,
  source: 'keystone',
  madeAt: '2026-11-22T10:00:00.000Z',
});

const report = () => page.evaluate(() => window.inklightProjector?.report() ?? null);
const show = (pattern: Pattern['pattern'], patternId = 0): void =>
  wizard.publish({ type: 'pattern', projector: 'main', patternId, pattern });
const isShown = (layer: string, id = 0) =>
  pollUntil(report, (r) => r?.pattern.layer === layer && r.pattern.id === id, PATIENCE_MS);
/** RGBA of the output as it was drawn. */
const pixels = async (): Promise<Uint8Array> => {
  const packed = await page.evaluate(() => {
    const gl = document.querySelector<HTMLCanvasElement>('canvas#light')!.getContext('webgl2')!;
    const [w, h] = [gl.drawingBufferWidth, gl.drawingBufferHeight];
    const read = new Uint8Array(w * h * 4);
    gl.readPixels(0, 0, w, h, gl.RGBA, gl.UNSIGNED_BYTE, read);
    let text = '';
    for (let y = h - 1; y >= 0; y--) text += String.fromCharCode(...read.subarray(y * w * 4, (y + 1) * w * 4));
    return btoa(text);
  });
  return new Uint8Array(Buffer.from(packed, 'base64'));
};
const differing = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let count = 0;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) count++;
  return count;
};
const levelAt = (bytes: Uint8Array, x: number, y: number): number => {
  const p = mapCanvasToProjector(record, canvasPoint(x, y));
  const at = 4 * (Math.round(p.y) * RASTER.width + Math.round(p.x));
  return Math.max(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!);
};

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchChromium()]);
  wizard = openLink({ role: 'calibration', canvas: 'main', name: 'test', url: server.url });
  wizard.publish({ type: 'calibration', calibration: { kind: 'record', record } });
  page = await browser.newPage({ viewport: RASTER });
  await page.goto(`${server.url}/projector?raster=${RASTER.width}x${RASTER.height}`);
  await pollUntil(report, (r) => r?.alignment === 'aligned', PATIENCE_MS);
});
afterAll(async () => {
  wizard?.close();
  await browser?.close();
  await server?.stop();
});

const PATTERNS: readonly PatternSpec[] = [
  { kind: 'flat', colour: [1, 0.5, 0.2] },
  { kind: 'markers' },
  { kind: 'gray-code', axis: 'column', bit: 0, inverse: false },
  { kind: 'phase', axis: 'row', periodPx: 18, step: 2, steps: 4 },
  { kind: 'checker', cellPx: 1, inverse: true },
];

describe('patterns', () => {
  it.each(PATTERNS.map((spec, i) => [spec.kind, spec, 100 + i] as const))(
    'of kind %s reach the raster byte for byte',
    async (_, spec, id) => {
      show(spec, id);
      await isShown('bytes', id);
      const wanted = drawPattern(spec, id, RASTER);
      const seen = await pollUntil(pixels, (bytes) => differing(bytes, wanted) === 0, PATIENCE_MS);
      expect(differing(seen, wanted)).toBe(0);
    },
  );

  it('obey the panic key, and come back after it', async () => {
    await page.keyboard.press('b');
    expect((await pixels()).every((v, i) => i % 4 === 3 || v === 0)).toBe(true);
    await page.keyboard.press('b');
    show({ kind: 'flat', colour: [1, 1, 1] }, 7);
    await isShown('bytes', 7);
    const lit = await pollUntil(pixels, (bytes) => levelAt(bytes, 400, 250) === 255, PATIENCE_MS);
    expect(levelAt(lit, 400, 250)).toBe(255);
  });

  it('are sent away by Escape, and the wizard is told', async () => {
    const told: string[] = [];
    const listener = openLink({
      role: 'camera',
      canvas: 'main',
      name: 'listener',
      url: server.url,
      onMessage: ({ payload }) => {
        if (payload.type === 'calibration' && payload.calibration.kind === 'command')
          told.push(payload.calibration.command);
      },
    });
    await pollUntil(
      async () => listener.state,
      (s) => s === 'joined',
      PATIENCE_MS,
    );
    await page.keyboard.press('Escape');
    expect((await isShown('scene'))?.pattern.layer).toBe('scene');
    await pollUntil(
      async () => told,
      (t) => t.includes('stop'),
      PATIENCE_MS,
    );
    expect(told).toEqual(['stop']);
    listener.close();
  });

  it('leave what is masked dark, whatever is shown', async () => {
    const masks = [
      {
        name: 'door',
        polygon: [
          [200, 100],
          [400, 100],
          [400, 300],
          [200, 300],
        ].map(([x, y]) => canvasPoint(x!, y!)),
      },
    ];
    await new Promise((r) => setTimeout(r, 3_000));
    wizard.publish({ type: 'calibration', calibration: { kind: 'record', record: { ...record, masks } } });
    show({ kind: 'flat', colour: [1, 1, 1] }, 9);
    await isShown('bytes', 9);
    const seen = await pollUntil(
      pixels,
      (b) => levelAt(b, 300, 200) === 0 && levelAt(b, 600, 200) === 255,
      PATIENCE_MS,
    );
    for (const [x, y] of [
      [205, 105],
      [395, 105],
      [395, 295],
      [205, 295],
      [300, 200],
    ])
      expect(levelAt(seen, x!, y!)).toBe(0);
    for (const [x, y] of [
      [190, 90],
      [410, 90],
      [410, 310],
      [190, 310],
    ])
      expect(levelAt(seen, x!, y!)).toBe(255);
  });

  it('for eyes lie on the sheet through the calibration', async () => {
    show({ kind: 'cross-hair', x: 520, y: 410 });
    await isShown('overlay');
    const seen = await pollUntil(pixels, (b) => levelAt(b, 520, 410) > 100, PATIENCE_MS);
    expect(levelAt(seen, 520, 410)).toBeGreaterThan(100);
    expect(levelAt(seen, 540, 430)).toBeLessThan(30);
  });

  it(
    'leave the scene to light that follows the bent sheet: through the mesh, not only the plane',
    async () => {
      const [columns, rows, push] = [17, 11, 16];
      const bump = (t: number): number => Math.sin(Math.PI * t) ** 2;
      const offsets = Array.from({ length: columns * rows }, (_, k) => [
        0,
        push * bump((k % columns) / (columns - 1)) * bump(Math.floor(k / columns) / (rows - 1)),
      ]).flat();
      const bent = { ...record, mesh: { columns, rows, offsets }, madeAt: '2026-11-22T11:00:00.000Z' };
      wizard.publish({ type: 'calibration', calibration: { kind: 'record', record: bent } });
      show({ kind: 'none' });
      const camera = openLink({ role: 'camera', canvas: 'main', name: 'main', url: server.url });
      const points = Array.from({ length: 81 }, (_, i): [number, number] => [200 + 5 * i, 250]);
      camera.publish({
        type: 'observation',
        time: performance.now(),
        paper: {
          kind: 'found',
          quad: [
            { x: 0, y: 0 },
            { x: 9, y: 0 },
            { x: 9, y: 6 },
            { x: 0, y: 6 },
          ],
          cameraSize: { width: 640, height: 480 },
          sheet: record.sheet,
          source: 'detected',
        },
        ...packStrokes([strokeOf('a', points, 'committed')]),
        lines: [],
      });
      const middle = mapCanvasToProjector(bent, canvasPoint(400, 250));
      const flat = mapCanvasToProjector(record, canvasPoint(400, 250));
      expect(middle.y - flat.y).toBeCloseTo(push, 6);
      /** Where the light of one column of px lies, weighed by its strength; NaN while it is dark. */
      const lightRow = (bytes: Uint8Array): number => {
        let [sum, weight] = [0, 0];
        for (let y = Math.round(flat.y) - 40; y < flat.y + 60; y++) {
          const level = bytes[4 * (y * RASTER.width + Math.round(middle.x)) + 1]! ** 2;
          sum += level * y;
          weight += level;
        }
        return sum / weight;
      };
      const lit = await pollUntil(
        async () => lightRow(await pixels()),
        (y) => Math.abs(y - middle.y) < 1.5,
        PATIENCE_MS,
      );
      camera.close();
      expect(Math.abs(lit - middle.y)).toBeLessThan(1.5);
    },
    3 * PATIENCE_MS,
  );

  it(
    'end by themselves when whoever asked for them is gone',
    async () => {
      show({ kind: 'grid', pitchMm: 50 });
      await isShown('overlay');
      const after = await pollUntil(report, (r) => r?.pattern.layer === 'scene', PATTERN_HOLDS_MS + PATIENCE_MS);
      expect(after?.pattern.layer).toBe('scene');
    },
    PATTERN_HOLDS_MS + 2 * PATIENCE_MS,
  );
});
