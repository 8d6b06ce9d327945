import { describe, expect, it } from 'vitest';
import { differencesOf, type Surroundings } from '../../calibration/compare-context.ts';
import { type CalibrationRecord, plainRecord } from '../../calibration/record.ts';

const RASTER = { width: 1920, height: 1080 };
const CAMERA = { id: 'cam', size: { width: 1280, height: 720 } };
const HERE: Surroundings = { raster: RASTER, viewport: RASTER, devicePixelRatio: 1, camera: CAMERA };
const record = (more: Partial<CalibrationRecord> = {}): CalibrationRecord =>
  plainRecord({
    canvas: 'main',
    projector: 'main',
    sheet: { widthMm: 297, heightMm: 210 },
    canvasToProjector: [2, 0, 10, 0, 2, 20, 0, 0, 1],
    projectorSize: RASTER,
    source: 'structured-light',
    madeAt: '2026-11-22T10:00:00.000Z',
    camera: { ...CAMERA, lens: { k1: 0, k2: 0 }, cameraToProjector: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
    context: { viewport: RASTER, devicePixelRatio: 1, camera: CAMERA },
    ...more,
  });

describe('the context of a calibration', () => {
  it('holds where nothing changed, and where nobody has said yet which camera looks', () => {
    expect(differencesOf(record(), HERE)).toEqual([]);
    expect(differencesOf(record(), { ...HERE, camera: null })).toEqual([]);
  });
  it('holds under a zoom that fills the same screen pixels with the same raster', () => {
    const zoomed = { ...HERE, viewport: { width: 960, height: 540 }, devicePixelRatio: 2 };
    expect(differencesOf(record(), zoomed)).toEqual([]);
  });
  it.each([
    ['another raster', { raster: { width: 1280, height: 720 } }, /1920 × 1080.*1280 × 720/],
    ['a window that fills less of the screen', { viewport: { width: 1600, height: 900 } }, /1920 × 1080.*1600 × 900/],
    ['a browser that was zoomed', { devicePixelRatio: 1.25 }, /ratio 1 then.*ratio 1.25 now/],
    ['another camera', { camera: { ...CAMERA, id: 'other' } }, /another camera/],
    [
      'another resolution of the camera',
      { camera: { ...CAMERA, size: { width: 640, height: 480 } } },
      /1280 × 720.*640 × 480/,
    ],
  ])('does not hold for %s, and says so with both numbers', (_, change, words) => {
    const found = differencesOf(record(), { ...HERE, ...change });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(words);
  });
  it('of corners laid by hand does not ask for a camera', () => {
    const byHand = record({ source: 'keystone', camera: null });
    expect(differencesOf(byHand, { ...HERE, camera: { ...CAMERA, id: 'other' } })).toEqual([]);
  });
  it('that nobody noted (version 1) is the raster alone', () => {
    const old = record({ context: null });
    expect(differencesOf(old, { ...HERE, viewport: { width: 100, height: 100 } })).toEqual([]);
    expect(differencesOf(old, { ...HERE, raster: { width: 100, height: 100 } })).toHaveLength(1);
  });
});
