/** The judgements of a run, each by itself. */
import { describe, expect, it } from 'vitest';
import { cameraPoint } from '../../../calibration/frames.ts';
import { lensOf } from '../../../calibration/lens.ts';
import { markersOf } from '../../../calibration/patterns/markers.ts';
import { choosePlan } from '../../../calibration/patterns/plan-patterns.ts';
import { checkScaling, isWhole } from '../../../calibration/session/check-scaling.ts';
import {
  cameraOfRaster,
  isMirrored,
  rasterFromMarkers,
  rasterOfCamera,
} from '../../../calibration/session/coarse-raster.ts';
import { TROUBLES } from '../../../calibration/session/contract.ts';
import { findBlobs } from '../../../calibration/session/find-blobs.ts';
import { judgeLook } from '../../../calibration/session/judge-run.ts';
import { planRun } from '../../../calibration/session/plan-run.ts';
import { troubleOf } from '../../../calibration/session/troubles.ts';

const RASTER = { width: 1280, height: 800 };
const HEALTHY = { devicePixelRatio: 1, pageZoom: 1, native: RASTER };

describe('what scales a raster', () => {
  const named = (share: number, beat: 'even' | 'uneven' | null, change: object = {}) =>
    checkScaling(share, beat, RASTER, { ...HEALTHY, ...change }).map(({ code, severity }) => `${code} ${severity}`);

  it('is nothing where a chequer of single px is half as bright as white', () => {
    expect(named(0.5, null)).toEqual([]);
    expect(isWhole(0.47)).toBe(true);
    expect(isWhole(0.35)).toBe(false);
  });

  it('is the page’s zoom, the system’s scaling, another resolution, or the projector’s keystone, by what is reported and by the beat', () => {
    expect(named(0.28, 'even', { devicePixelRatio: 1.1, pageZoom: 1.1 })).toEqual(['browser-zoomed blocks']);
    expect(named(0.28, 'even', { devicePixelRatio: 1.25 })).toEqual(['display-scaled blocks']);
    expect(named(0.28, 'even', { native: { width: 1920, height: 1200 } })).toEqual(['display-scaled blocks']);
    expect(named(0.28, 'even', { native: null })).toEqual(['display-scaled blocks']);
    expect(named(0.28, 'uneven')).toEqual(['keystone-on blocks']);
  });

  it('only warns of a zoom that does no harm', () => {
    expect(named(0.5, null, { devicePixelRatio: 1.1, pageZoom: 1.1 })).toEqual(['browser-zoomed warns']);
  });
});

describe('a second look at the markers', () => {
  const before = [10, 200, 400, 600].map((x) => cameraPoint(x, x / 2));
  const movedBy = (shifts: readonly number[]) => before.map((p, i) => cameraPoint(p.x + shifts[i]!, p.y));

  it('says how far they moved', () => {
    expect(judgeLook(before, movedBy([3, 3, 3, 3]))).toMatchObject({ code: 'camera-moved', severity: 'blocks' });
    expect(judgeLook(before, movedBy([3, 3, 3, 3]))?.detail).toContain('3.0 camera px');
  });

  it('lets noise pass, and one marker that somebody half hides', () => {
    expect(judgeLook(before, movedBy([0.1, -0.2, 0.1, 0]))).toBeNull();
    expect(judgeLook(before, movedBy([0, 0, 9, 0]))).toBeNull();
  });
});

describe('blobs', () => {
  it('are counted with their holes, specks apart', () => {
    const size = { width: 120, height: 60 };
    const plane = new Float32Array(size.width * size.height);
    const disc = (cx: number, cy: number, r: number, value: number): void => {
      for (let y = 0; y < size.height; y++)
        for (let x = 0; x < size.width; x++) if (Math.hypot(x - cx, y - cy) <= r) plane[y * size.width + x] = value;
    };
    disc(30, 30, 20, 50);
    disc(24, 30, 5, 0);
    disc(38, 30, 5, 0);
    disc(90, 30, 15, 50);
    plane[30 * size.width + 85] = 0;
    const blobs = findBlobs(plane, size, 10, 100);
    expect(blobs.map(({ holes }) => holes)).toEqual([2, 0]);
    expect(blobs[1]!.x).toBeCloseTo(90, 1);
    expect(blobs[1]!.y).toBeCloseTo(30, 1);
  });
});

describe('the coarse raster', () => {
  const camera = { width: 1280, height: 720 };
  const markers = markersOf(RASTER);
  const flat = (p: { x: number; y: number }) => cameraPoint(100 + 0.8 * p.x, 40 + 0.78 * p.y);

  it('goes through the markers and back', () => {
    const coarse = rasterFromMarkers(
      markers,
      markers.map(({ centre }) => flat(centre)),
      lensOf(camera),
    );
    for (const p of [
      { x: 0, y: 0 },
      { x: 640, y: 400 },
      { x: 1279, y: 799 },
    ]) {
      const seen = cameraOfRaster(coarse, p);
      expect(Math.hypot(seen.x - flat(p).x, seen.y - flat(p).y)).toBeLessThan(1.5);
      const back = rasterOfCamera(coarse, seen);
      expect(Math.hypot(back.x - p.x, back.y - p.y)).toBeLessThan(1e-6);
    }
    expect(isMirrored(coarse, RASTER)).toBe(false);
  });

  it('knows a mirrored picture, and a projector that hangs upside down is none', () => {
    const seen = (turn: (p: { x: number; y: number }) => { x: number; y: number }) =>
      rasterFromMarkers(
        markers,
        markers.map(({ centre }) => turn(flat(centre))),
        lensOf(camera),
      );
    expect(
      isMirrored(
        seen(({ x, y }) => ({ x: 1279 - x, y })),
        RASTER,
      ),
    ).toBe(true);
    expect(
      isMirrored(
        seen(({ x, y }) => ({ x: 1279 - x, y: 719 - y })),
        RASTER,
      ),
    ).toBe(false);
  });
});

describe('a run’s plan', () => {
  it('fits into half a minute of 30 pictures a second when each pattern takes ten until it is seen', () => {
    for (const raster of [RASTER, { width: 1920, height: 1080 }]) {
      const pictures = planRun(raster).reduce((sum, { frames }) => sum + frames + 10, 0);
      expect(pictures).toBeLessThanOrEqual(900);
    }
  });

  it('shows waves twice as wide where the camera is too coarse for the usual ones, and needs no more pictures for them', () => {
    const periodsOf = (spanPx: number): number[] =>
      planRun(RASTER, choosePlan(spanPx)).flatMap(({ pattern }) =>
        pattern.kind === 'phase' ? [pattern.periodPx] : [],
      );
    expect(new Set(periodsOf(1))).toEqual(new Set([16]));
    expect(new Set(periodsOf(3.2))).toEqual(new Set([32]));
    expect(planRun(RASTER, choosePlan(3.2)).length).toBeLessThan(planRun(RASTER, choosePlan(1)).length);
  });

  it('has a remedy for every trouble', () => {
    for (const code of TROUBLES) expect(troubleOf(code, 'x').remedy.length).toBeGreaterThan(30);
  });
});
