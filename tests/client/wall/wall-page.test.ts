import { describe, expect, it } from 'vitest';
import { canvasPoint } from '../../../calibration/frames.ts';
import { makeWorld } from '../../../client/sources/virtual-wall/default-world.ts';
import { cameraPointOf } from '../../../client/sources/virtual-wall/world-maps.ts';
import { parseWallParameters, WallParameterError } from '../../../client/wall/page-parameters.ts';
import { attachPen, canvasPointUnder, nibWidth } from '../../../client/wall/pointer-pen.ts';
import { inReadingOrder, voiceOf } from '../../../client/wall/read-lines.ts';
import type { ObservedLine } from '../../../server/protocol.ts';

describe('the address of the wall', () => {
  it('needs nothing: it writes by itself, sheet after sheet, by a drawn seed', () => {
    expect(parseWallParameters('', 42)).toEqual({
      canvas: 'wall',
      seed: 42,
      lineCount: null,
      auto: true,
      calibration: 'exact',
      camera: null,
    });
  });

  it('takes seed, lines, auto and canvas', () => {
    expect(parseWallParameters('?seed=7&lines=5&auto=0&canvas=atelier', 1)).toEqual({
      canvas: 'atelier',
      seed: 7,
      lineCount: 5,
      auto: false,
      calibration: 'exact',
      camera: null,
    });
  });

  it('may leave the calibrating to somebody, and keep its camera as it is', () => {
    expect(parseWallParameters('?calibration=none&camera=640x480', 1)).toMatchObject({
      calibration: 'none',
      camera: { width: 640, height: 480 },
    });
  });

  it.each([
    '?seed=x',
    '?seed=-1',
    '?lines=0',
    '?lines=1.5',
    '?auto=yes',
    '?canvas=a/b',
    '?calibration=some',
    '?camera=641x480',
    '?camera=big',
  ])('refuses %s and says what it expected', (search) => {
    expect(() => parseWallParameters(search, 1)).toThrow(WallParameterError);
    expect(() => parseWallParameters(search, 1)).toThrow(/expected/);
  });
});

describe('the pointer as a pen', () => {
  const { camera, projector, sheet } = makeWorld();
  const geometry = {
    sheet: sheet.size,
    cameraSize: camera.size,
    projectorSize: projector.size,
    canvasToCamera: camera.canvasToCamera,
    canvasToProjector: projector.canvasToProjector,
    lens: camera.lens,
  };

  it('writes where it points, however large the view and whatever bars it has', () => {
    const at = canvasPoint(333, 222);
    const seen = cameraPointOf(camera, at);
    for (const view of [
      { width: 960, height: 540 },
      { width: 480, height: 270 },
      { width: 1200, height: 540 },
    ]) {
      const scale = Math.min(view.width / 960, view.height / 540);
      const x = (seen.x + 0.5) * scale + (view.width - 960 * scale) / 2;
      const y = (seen.y + 0.5) * scale + (view.height - 540 * scale) / 2;
      const p = canvasPointUnder(geometry, view, x, y);
      expect(Math.hypot(p.x - at.x, p.y - at.y)).toBeLessThan(0.01);
    }
  });

  it('turns a press and its moves into one way, a tap into a dot, and nothing into nothing', () => {
    const view = Object.assign(new EventTarget(), {
      getBoundingClientRect: () => ({ left: 10, top: 20, width: 960, height: 540 }),
      setPointerCapture: () => {},
    });
    const ways: number[][] = [];
    attachPen(
      view as unknown as HTMLElement,
      () => geometry,
      () => 3,
      (way) => ways.push([...way]),
    );
    // As Chromium does: moves carry what was coalesced into them, a press carries an empty list.
    const send = (type: string, x: number, y: number, between: readonly (readonly [number, number])[] = []): void => {
      const at = {
        clientX: x + 10,
        clientY: y + 20,
        pointerType: 'mouse',
        pressure: 0.5,
        button: 0,
        buttons: 1,
        pointerId: 1,
      };
      const coalesced = between.map(([u, v]) => ({ ...at, clientX: u + 10, clientY: v + 20 }));
      view.dispatchEvent(Object.assign(new Event(type), at, { getCoalescedEvents: () => coalesced }));
    };
    send('pointermove', 300, 200, [[300, 200]]);
    expect(ways).toEqual([]);
    send('pointerdown', 300, 200);
    expect(ways).toHaveLength(1);
    expect(ways[0]!.slice(0, 3)).toEqual(ways[0]!.slice(3, 6));
    send('pointermove', 320, 200, [
      [310, 200],
      [320, 200],
    ]);
    expect(ways[1]).toHaveLength(9);
    expect(ways[1]!.slice(0, 3)).toEqual(ways[0]!.slice(3, 6));
    expect(ways[1]![6]!).toBeGreaterThan(ways[1]![3]!);
    send('pointerup', 320, 200);
    send('pointermove', 340, 200, [[340, 200]]);
    expect(ways).toHaveLength(2);
  });

  it('writes evenly with a mouse, and wider the harder a pen is pressed', () => {
    expect(nibWidth(3, 'mouse', 0.5)).toBe(3);
    expect(nibWidth(3, 'pen', 0.1)).toBeLessThan(nibWidth(3, 'pen', 0.9));
  });
});

describe('the caption', () => {
  const line = (id: string, x: number, y: number, text: string, kind: 'text' | 'drawing' = 'text'): ObservedLine => ({
    id,
    revision: 1,
    state: 'committed',
    kind,
    text,
    confidence: 0.9,
    alternatives: [],
    characters: [],
    baseline: [
      { x, y },
      { x: x + 100, y },
    ],
    box: { x, y, width: 100, height: 40 },
    style: { slantDegrees: 0, xHeightMm: 10, strokeWidthMm: 2, spacingMm: 5, curvature: 0.1 },
    strokes: [],
  });

  it('reads from top to bottom, and left to right within a row', () => {
    const order = inReadingOrder([line('c', 10, 200, 'c'), line('b', 300, 12, 'b'), line('a', 10, 20, 'a')]);
    expect(order.map((l) => l.id)).toEqual(['a', 'b', 'c']);
  });

  it('tells as a guess what was read for good but is hardly right', () => {
    expect(voiceOf({ state: 'committed', confidence: 0.93 })).toBe('committed');
    expect(voiceOf({ state: 'committed', confidence: 0.08 })).toBe('committed doubted');
    // Still being written: unsure anyway.
    expect(voiceOf({ state: 'tentative', confidence: 0.08 })).toBe('tentative');
  });

  it('leaves out drawings and lines without text', () => {
    expect(inReadingOrder([line('a', 0, 0, '  '), line('b', 0, 90, 'x', 'drawing')])).toEqual([]);
  });
});
