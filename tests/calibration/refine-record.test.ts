import { describe, expect, it } from 'vitest';
import { canvasPoint } from '../../calibration/frames.ts';
import { mapCanvasToProjector } from '../../calibration/map-canvas.ts';
import { parseCalibration, plainRecord } from '../../calibration/record.ts';
import { controlPoints, moveControlPoint } from '../../calibration/refine-record.ts';

const NOW = '2026-11-22T10:00:00.000Z';
const record = plainRecord({
  canvas: 'main',
  projector: 'main',
  sheet: { widthMm: 800, heightMm: 500 },
  canvasToProjector: [0.68, 0.01, 52.5, -0.008, 0.67, 21.25, 0.00001, 0.00002, 1],
  projectorSize: { width: 640, height: 360 },
  source: 'structured-light',
  madeAt: '2026-01-01T00:00:00.000Z',
  masks: [{ name: 'door', polygon: [canvasPoint(0, 0), canvasPoint(1, 0), canvasPoint(0, 1)] }],
});
const points = controlPoints(record);

describe('a calibration refined by hand', () => {
  it.each(points.map((_, i) => i))('moves control point %i by just what was asked, 0.1 px included', (i) => {
    const moved = controlPoints(moveControlPoint(record, i, { x: 0.1, y: -2.5 }, NOW));
    expect(moved[i]!.projector.x - points[i]!.projector.x).toBeCloseTo(0.1, 6);
    expect(moved[i]!.projector.y - points[i]!.projector.y).toBeCloseTo(-2.5, 6);
  });

  it('leaves the other corners where they are when one moves, and all corners when an inner node moves', () => {
    const byCorner = controlPoints(moveControlPoint(record, 1, { x: 3, y: 3 }, NOW));
    for (const i of [0, 2, 3])
      expect(
        Math.hypot(
          byCorner[i]!.projector.x - points[i]!.projector.x,
          byCorner[i]!.projector.y - points[i]!.projector.y,
        ),
      ).toBeLessThan(1e-6);
    const byNode = controlPoints(moveControlPoint(record, 4 + 6, { x: 3, y: 3 }, NOW));
    for (const i of [0, 1, 2, 3]) expect(byNode[i]!.projector).toEqual(points[i]!.projector);
  });

  it('bends without a crease: no light jumps between nodes', () => {
    const bent = moveControlPoint(record, 4 + 6, { x: 5, y: 0 }, NOW);
    let before = mapCanvasToProjector(bent, canvasPoint(0, 170));
    for (let x = 1; x <= 800; x++) {
      const p = mapCanvasToProjector(bent, canvasPoint(x, 170));
      expect(Math.hypot(p.x - before.x, p.y - before.y)).toBeLessThan(0.8);
      before = p;
    }
  });

  it('claims no accuracy any more, and keeps masks and context', () => {
    const moved = moveControlPoint(
      {
        ...record,
        accuracy: {
          rmsPx: 0.2,
          p95Px: 0.4,
          rmsMm: 0.3,
          p95Mm: 0.6,
          points: 10,
          coverage: 1,
          inlierShare: 1,
          heat: null,
        },
      },
      0,
      { x: 1, y: 0 },
      NOW,
    );
    expect(moved).toMatchObject({ source: 'refined', accuracy: null, masks: record.masks, madeAt: NOW });
    expect(parseCalibration(JSON.parse(JSON.stringify(moved)))).toEqual(moved);
  });

  it('makes the watchdog learn anew where its patches are seen once the plane has moved, and not before', () => {
    const watched = {
      ...record,
      reference: {
        cameraSize: { width: 640, height: 480 },
        sheet: record.sheet,
        canvasToCamera: [0.7, 0, 40, 0, 0.7, 60, 0, 0, 1],
        edge: [],
        patches: [{ id: 0, x: 40, y: 50, contrast: 0.1 }],
      },
    };
    expect(moveControlPoint(watched, 0, { x: 1, y: 0 }, NOW).reference).toBeNull();
    expect(moveControlPoint(watched, 4 + 6, { x: 1, y: 0 }, NOW).reference).toEqual(watched.reference);
  });

  it('refuses to fold the sheet', () => {
    expect(moveControlPoint(record, 0, { x: 900, y: 900 }, NOW)).toBe(record);
  });
});
