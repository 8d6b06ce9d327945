import { describe, expect, it } from 'vitest';
import { canvasPoint, projectorPoint, type SheetSize, type Size } from '../../calibration/frames.ts';
import { mapCanvasToProjector } from '../../calibration/map-canvas.ts';
import { type CalibrationRecord, plainRecord } from '../../calibration/record.ts';
import { holdAlignment } from '../../projector/hold-alignment.ts';
import type { Corners } from '../../projector/keystone.ts';

const RASTER = { width: 1280, height: 720 };
const MEASURED = plainRecord({
  canvas: 'main',
  projector: 'main',
  sheet: { widthMm: 400, heightMm: 250 },
  canvasToProjector: [2, 0, 100, 0, 2, 100, 0, 0, 1],
  projectorSize: RASTER,
  source: 'structured-light',
  madeAt: '2026-11-22T10:00:00Z',
  masks: [{ name: 'exit', polygon: [canvasPoint(0, 0), canvasPoint(40, 0), canvasPoint(0, 40)] }],
});
const shifted = (corners: Corners, by: number): Corners =>
  corners.map((p) => projectorPoint(p.x + by, p.y)) as unknown as Corners;

const hold = (
  record: CalibrationRecord | null,
  raster: Size = RASTER,
  isUnreadable = false,
  seen: SheetSize | null = null,
) => {
  const published: CalibrationRecord[] = [];
  const alignment = holdAlignment({
    canvas: 'main',
    projector: 'main',
    surroundings: () => ({ raster, viewport: raster, devicePixelRatio: 1, camera: null }),
    records: () => (record ? [record] : []),
    sheet: () => seen,
    isKnown: () => false,
    isUnreadable: () => isUnreadable,
    publish: (next) => void published.push(next),
    onChange: () => {},
    setFault: () => {},
  });
  return { alignment, published };
};

describe('the alignment in hand', () => {
  it('leaves what was measured in force when nothing was moved before it is kept', () => {
    const { alignment, published } = hold(MEASURED);
    alignment.save();
    expect(published).toEqual([]);
  });

  it('becomes a record with the masks of before once a corner was moved', () => {
    const { alignment, published } = hold(MEASURED);
    alignment.move(shifted(alignment.corners, 10));
    alignment.save();
    expect(published).toMatchObject([{ source: 'keystone', masks: MEASURED.masks }]);
  });

  it('keeps masks where they lay under the corners when the sheet is taken for another size by then', () => {
    const { alignment, published } = hold(MEASURED, RASTER, false, { widthMm: 800, heightMm: 500 });
    alignment.move(shifted(alignment.corners, 10));
    const before = alignment.masked!;
    const lit = before.masks[0]!.polygon.map(({ x, y }) => mapCanvasToProjector(before.model, canvasPoint(x, y)));
    alignment.save();
    const [record] = published;
    expect(record!.sheet).toEqual({ widthMm: 800, heightMm: 500 });
    for (const [i, { x, y }] of record!.masks[0]!.polygon.entries()) {
      const now = mapCanvasToProjector(record!, canvasPoint(x, y));
      expect(Math.hypot(now.x - lit[i]!.x, now.y - lit[i]!.y)).toBeLessThan(1e-6);
    }
  });

  it('can be kept as it is where the record was made for another set-up', () => {
    const { alignment, published } = hold(MEASURED, { width: 1920, height: 1080 });
    expect(alignment.kind).toBe('context-changed');
    alignment.save();
    expect(published).toHaveLength(1);
  });

  it('keeps dark what is masked while corners are moved, where the light falls now', () => {
    for (const raster of [RASTER, { width: 1920, height: 1080 }]) {
      const { alignment } = hold(MEASURED, raster);
      const before = alignment.corners;
      alignment.move(shifted(before, 30));
      const { masks, model } = alignment.masked!;
      expect(masks).toEqual(MEASURED.masks);
      expect(mapCanvasToProjector(model, canvasPoint(0, 0)).x).toBeCloseTo(before[0].x + 30, 6);
    }
  });

  it('lights nothing while a calibration is there that cannot be read, until corners are laid by hand', () => {
    expect(hold(null).alignment.model).not.toBeNull();
    expect(hold(MEASURED, RASTER, true).alignment.model).not.toBeNull();
    const { alignment } = hold(null, RASTER, true);
    expect(alignment.model).toBeNull();
    alignment.move(shifted(alignment.corners, 5));
    expect(alignment.model).not.toBeNull();
  });
});
