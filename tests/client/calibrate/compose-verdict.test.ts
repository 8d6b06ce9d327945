import { describe, expect, it } from 'vitest';
import { canvasPoint } from '../../../calibration/frames.ts';
import { mapCanvasToProjector } from '../../../calibration/map-canvas.ts';
import { parseCalibration, plainRecord } from '../../../calibration/record.ts';
import { composeVerdict, type VerdictSurroundings } from '../../../client/calibrate/compose-verdict.ts';
import { payloadSchema } from '../../../server/protocol.ts';
import { SOLVED_BY as CAMERA, SOLVED_SHEET as SHEET, acceptedVerdict as verdict } from './accepted-verdict.ts';

const RASTER = { width: 1920, height: 1080 };
const MASKS = [{ name: 'door', polygon: [0, 1, 2].map((x) => ({ x, y: x * x })) }];

const around: VerdictSurroundings = {
  canvas: 'main',
  camera: {
    name: 'main',
    device: { id: 'cam', label: 'Camera' },
    size: CAMERA,
    fps: 30,
    locks: [],
    sheet: SHEET,
    mmPerPx: 0.6,
  },
  projector: (name) => ({
    name,
    raster: RASTER,
    viewport: RASTER,
    devicePixelRatio: 1,
    fullscreen: true,
    pageZoom: null,
    fixedRaster: false,
    software: false,
    pattern: false,
    dark: false,
  }),
  inForce: () =>
    plainRecord({
      canvas: 'main',
      projector: 'left',
      sheet: SHEET,
      canvasToProjector: [1, 0, 0, 0, 1, 0, 0, 0, 1],
      projectorSize: RASTER,
      source: 'keystone',
      madeAt: '2026-01-01T00:00:00Z',
      masks: MASKS,
    }),
  date: () => '2026-11-22T10:00:00.000Z',
};

describe('a run’s end', () => {
  it('is a message with a record that loads again, made for this set-up, the masks kept', () => {
    const told = composeVerdict(verdict(), 'left', 24.5, around);
    expect(
      payloadSchema.safeParse({ type: 'calibration', calibration: { kind: 'verdict', verdict: told } }).success,
    ).toBe(true);
    expect(parseCalibration(JSON.parse(JSON.stringify(told.record)))).toEqual(told.record);
    expect(told.record).toMatchObject({
      canvas: 'main',
      projector: 'left',
      source: 'structured-light',
      projectorSize: RASTER,
      masks: MASKS,
      camera: { id: 'cam', size: CAMERA, lens: { k1: -0.1, k2: 0.01 } },
      context: { viewport: RASTER, devicePixelRatio: 1, camera: { id: 'cam', size: CAMERA } },
      accuracy: { rmsPx: 0.21, rmsMm: 0.105, points: 4_321 },
    });
  });

  it('keeps masks where they lay in the light when the sheet has another size now, and asks somebody to look', () => {
    const before = plainRecord({
      ...around.inForce('left')!,
      sheet: { widthMm: 400, heightMm: 250 },
      canvasToProjector: [4, 0, 10, 0, 4, 20, 0, 0, 1],
    });
    const told = composeVerdict(verdict(), 'left', 24.5, { ...around, inForce: () => before });
    const { mesh, canvasToProjector, sheet, masks } = told.record!;
    for (const [i, { x, y }] of masks[0]!.polygon.entries()) {
      const was = MASKS[0]!.polygon[i]!;
      const lit = mapCanvasToProjector({ mesh, canvasToProjector, sheet }, canvasPoint(x, y));
      expect(Math.hypot(lit.x - (4 * was.x + 10), lit.y - (4 * was.y + 20))).toBeLessThan(0.01);
    }
    expect(told.troubles).toMatchObject([{ code: 'masks-to-check', severity: 'warns' }]);
    expect(told.troubles[0]!.detail).toContain('the sheet was 400 × 250 mm and is 800 × 500 mm');
    expect(
      payloadSchema.safeParse({ type: 'calibration', calibration: { kind: 'verdict', verdict: told } }).success,
    ).toBe(true);
    // Nothing is masked: nothing is to be looked at.
    const bare = composeVerdict(verdict(), 'left', 24.5, { ...around, inForce: () => ({ ...before, masks: [] }) });
    expect(bare.troubles).toEqual([]);
  });

  it('puts a number with its unit, and what is good, beside everything', () => {
    const { figures } = composeVerdict(verdict(), 'left', 24.5, around);
    expect(figures.find(({ label }) => label === 'held-out error')).toEqual({
      label: 'held-out error',
      value: '0.21 px · 0.10 mm',
      good: 'good below 0.7 px',
    });
    for (const { value, good } of figures) {
      expect(value).toMatch(/\d/);
      expect(good).not.toBe('');
    }
  });

  it('leaves nothing to accept where the run was declined, though geometry was found', () => {
    const troubles = [{ code: 'keystone-on', detail: '31 %', remedy: 'Switch it off.', severity: 'blocks' }] as const;
    const told = composeVerdict(verdict({ outcome: 'declined', troubles }), 'left', 9, around);
    expect(told).toMatchObject({ record: null, troubles });
  });
});
