import { describe, expect, it } from 'vitest';
import { repairOf } from '../../../calibration/drift/repair-calibration.ts';
import { repairRecord } from '../../../calibration/drift/repair-record.ts';
import { type Displacement, fitSmallMotion, NO_MOTION } from '../../../calibration/drift/small-motion.ts';
import {
  applyHomography,
  composeHomographies,
  type Homography,
  invertHomography,
} from '../../../calibration/homography.ts';
import { plainRecord } from '../../../calibration/record.ts';

const SHEET = { widthMm: 800, heightMm: 500 };
const CAMERA = { width: 960, height: 540 };
const canvasToCamera: Homography<'canvas', 'camera'> = [0.9, 0.01, 110, -0.005, 0.9, 40, 1e-5, 2e-5, 1];
const canvasToProjector: Homography<'canvas', 'projector'> = [0.7, 0, 40, 0.01, 0.7, 10, 2e-5, 0, 1];
const shift = (x: number, y: number): Homography<'canvas', 'canvas'> => [1, 0, x, 0, 1, y, 0, 0, 1];
const RECORD = plainRecord({
  canvas: 'main',
  projector: 'main',
  sheet: SHEET,
  canvasToProjector: [...canvasToProjector],
  projectorSize: { width: 640, height: 360 },
  source: 'structured-light',
  madeAt: '2026-01-01T00:00:00.000Z',
  camera: {
    id: 'virtual-wall',
    size: CAMERA,
    lens: { k1: 0, k2: 0 },
    cameraToProjector: [...composeHomographies(invertHomography(canvasToCamera), canvasToProjector)],
  },
});

/** The motion in the picture of points on the wall that move by dx, dy mm. */
const motionOf = (dx: number, dy: number) => {
  const moved = composeHomographies(shift(dx, dy), canvasToCamera);
  const seen: Displacement[] = [];
  for (let y = 0; y <= 500; y += 100)
    for (let x = 0; x <= 800; x += 100) {
      const [at, now] = [applyHomography(canvasToCamera, { x, y }), applyHomography(moved, { x, y })];
      seen.push({ at, along: { x: 1, y: 0 }, by: now.x - at.x, weight: 10 });
      seen.push({ at, along: { x: 0, y: 1 }, by: now.y - at.y, weight: 10 });
    }
  return fitSmallMotion(seen, CAMERA);
};
const repaired = (paper: typeof NO_MOTION, light: typeof NO_MOTION, record = RECORD) =>
  repairRecord(record, repairOf(SHEET, canvasToCamera, paper, light), SHEET, canvasToCamera);
/** mm on the wall between where light for a point of the sheet falls and where the point is, after true shifts of paper and light. */
const errorMm = (record: typeof RECORD, paper: readonly [number, number], light: readonly [number, number]): number => {
  const projectorToWall = invertHomography(canvasToProjector);
  let most = 0;
  for (const x of [0, 400, 800])
    for (const y of [0, 250, 500]) {
      const px = applyHomography<'canvas', 'projector'>(record.canvasToProjector, { x, y });
      const lit = applyHomography(projectorToWall, px);
      most = Math.max(most, Math.hypot(lit.x + light[0] - (x + paper[0]), lit.y + light[1] - (y + paper[1])));
    }
  return most;
};

describe('repairRecord', () => {
  it('follows paper that was pushed', () => {
    const record = repaired(motionOf(2, -3), NO_MOTION);
    expect(errorMm(RECORD, [2, -3], [0, 0])).toBeGreaterThan(3);
    expect(errorMm(record, [2, -3], [0, 0])).toBeLessThan(0.05);
    expect(
      record
        .camera!.cameraToProjector.map((v, i) => v - RECORD.camera!.cameraToProjector[i]!)
        .every((d) => Math.abs(d) < 1e-3),
    ).toBe(true);
  });

  it('follows a projector that was pushed', () => {
    expect(errorMm(repaired(NO_MOTION, motionOf(4, 1)), [0, 0], [4, 1])).toBeLessThan(0.05);
  });

  it('changes where the camera looks, not where light falls, when the camera was pushed', () => {
    const record = repaired(motionOf(3, 2), motionOf(3, 2));
    expect(errorMm(record, [0, 0], [0, 0])).toBeLessThan(0.05);
    const seen = applyHomography(composeHomographies(shift(3, 2), canvasToCamera), { x: 300, y: 200 });
    const px = applyHomography<'camera', 'projector'>(record.camera!.cameraToProjector, seen);
    const true_ = applyHomography(canvasToProjector, { x: 300, y: 200 });
    expect(Math.hypot(px.x - true_.x, px.y - true_.y)).toBeLessThan(0.05);
  });

  it('counts in the millimetres of the record', () => {
    const inMetres = {
      ...RECORD,
      sheet: { widthMm: 400, heightMm: 250 },
      canvasToProjector: [...composeHomographies([2, 0, 0, 0, 2, 0, 0, 0, 1], canvasToProjector)],
    };
    const record = repaired(motionOf(2, -3), NO_MOTION, inMetres);
    const direct = repaired(motionOf(2, -3), NO_MOTION);
    const a = applyHomography<'canvas', 'projector'>(record.canvasToProjector, { x: 200, y: 100 });
    const b = applyHomography<'canvas', 'projector'>(direct.canvasToProjector, { x: 400, y: 200 });
    expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeLessThan(0.01);
  });

  it('claims no accuracy that was measured before, and wants a new reference', () => {
    expect(repaired(motionOf(2, 0), NO_MOTION)).toMatchObject({ accuracy: null, reference: null });
  });
});
