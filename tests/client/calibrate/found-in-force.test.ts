import { describe, expect, it } from 'vitest';
import { plainRecord } from '../../../calibration/record.ts';
import { foundInForce } from '../../../client/calibrate/found-in-force.ts';

const record = plainRecord({
  canvas: 'main',
  projector: 'main',
  sheet: { widthMm: 297, heightMm: 210 },
  canvasToProjector: [2, 0, 10, 0, 2, 20, 0, 0, 1],
  projectorSize: { width: 1280, height: 720 },
  source: 'structured-light',
  madeAt: '2026-11-22T10:00:00Z',
});
const repaired = { ...record, canvasToProjector: [2, 0, 12, 0, 2, 20, 0, 0, 1] };

describe('what the worker finds out of a calibration', () => {
  it('never brings back the one that was in force when its pictures were taken', () => {
    expect(foundInForce(repaired, { ...record, madeAt: '2026-11-22T11:00:00Z' })).toBeNull();
    expect(foundInForce(repaired, { ...record, source: 'refined' })).toBeNull();
    expect(foundInForce(repaired, undefined)).toBeNull();
  });

  it('keeps the masks that were drawn meanwhile', () => {
    const masks = [{ name: 'exit', polygon: [0, 1, 2].map((x) => ({ x, y: x * x })) }];
    expect(foundInForce(repaired, { ...record, masks })).toEqual({ ...repaired, masks });
  });
});
