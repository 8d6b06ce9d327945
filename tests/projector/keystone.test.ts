import { describe, expect, it } from 'vitest';
import { projectorPoint, sheetQuad } from '../../calibration/frames.ts';
import { applyHomography } from '../../calibration/homography.ts';
import { parseCalibration } from '../../calibration/record.ts';
import { chooseAlignment, USUAL_SHEET } from '../../projector/choose-alignment.ts';
import {
  cornerNear,
  cornersOf,
  insetCorners,
  isUsable,
  moveCorner,
  nudgeCorner,
  recordOf,
} from '../../projector/keystone.ts';
import { SHEET } from './canvas-of.ts';

const RASTER = { width: 640, height: 360 };
const START = insetCorners(SHEET, RASTER);
const PLAIN = { shift: false, alt: false };
const HERE = { raster: RASTER, viewport: RASTER, devicePixelRatio: 1, camera: null };
const context = { canvas: 'main', projector: 'left', sheet: SHEET, raster: RASTER };

describe('the keystone', () => {
  it('starts with the undistorted sheet inside the raster', () => {
    const [a, b, c] = START;
    expect((b.x - a.x) / (c.y - b.y)).toBeCloseTo(SHEET.widthMm / SHEET.heightMm, 9);
    for (const p of START) {
      expect(p.x).toBeGreaterThan(0);
      expect(p.x).toBeLessThan(RASTER.width - 1);
      expect(p.y).toBeGreaterThan(0);
      expect(p.y).toBeLessThan(RASTER.height - 1);
    }
  });

  it('moves the selected corner by 1, 10 and 0.1 px', () => {
    const right = nudgeCorner(START, 1, 'ArrowRight', PLAIN);
    expect(right[1].x - START[1].x).toBeCloseTo(1, 9);
    expect(nudgeCorner(START, 1, 'ArrowUp', { shift: true, alt: false })[1].y - START[1].y).toBeCloseTo(-10, 9);
    expect(nudgeCorner(START, 2, 'ArrowDown', { shift: false, alt: true })[2].y - START[2].y).toBeCloseTo(0.1, 9);
    expect([right[0], right[2], right[3]]).toEqual([START[0], START[2], START[3]]);
  });

  it('refuses a move that would fold or flatten the sheet', () => {
    expect(moveCorner(START, 0, START[2])).toBe(START);
    const middle = projectorPoint((START[1].x + START[3].x) / 2, (START[1].y + START[3].y) / 2);
    expect(moveCorner(START, 0, middle)).toBe(START);
    expect(isUsable(START)).toBe(true);
  });

  it('takes hold of the nearest corner within reach, and of none beyond it', () => {
    expect(cornerNear(START, projectorPoint(START[2].x + 5, START[2].y - 3), 20)).toBe(2);
    expect(cornerNear(START, projectorPoint(320, 180), 20)).toBeNull();
  });

  it('survives being saved and read again', () => {
    const moved = nudgeCorner(nudgeCorner(START, 3, 'ArrowLeft', PLAIN), 0, 'ArrowDown', { shift: true, alt: false });
    const record = parseCalibration(JSON.parse(JSON.stringify(recordOf(moved, context, '2026-01-01T00:00:00.000Z'))));
    expect(record.source).toBe('keystone');
    for (const [i, p] of cornersOf(record).entries()) {
      expect(p.x).toBeCloseTo(moved[i]!.x, 6);
      expect(p.y).toBeCloseTo(moved[i]!.y, 6);
    }
  });
});

describe('choosing an alignment', () => {
  const record = recordOf(START, context, '2026-01-01T00:00:00.000Z');

  it('uses the record of this projector on its own raster', () => {
    const chosen = chooseAlignment([{ ...record, projector: 'other' }, record], 'left', HERE, null);
    expect(chosen.kind).toBe('aligned');
    expect(chosen.kind === 'aligned' && chosen.canvasToProjector).toEqual(record.canvasToProjector);
  });

  it('lays corners on corners when the camera measures the sheet in other millimetres', () => {
    const seen = { widthMm: 420, heightMm: 297 };
    const chosen = chooseAlignment([record], 'left', HERE, seen);
    if (chosen.kind !== 'aligned') throw new Error(chosen.kind);
    expect(chosen.sheet).toEqual(seen);
    for (const [i, p] of sheetQuad(seen).entries()) {
      const at = applyHomography(chosen.canvasToProjector, p);
      expect(Math.hypot(at.x - START[i]!.x, at.y - START[i]!.y)).toBeLessThan(1e-6);
    }
  });

  it('says that none is there, and falls on the inset of the sheet in view', () => {
    expect(chooseAlignment([], 'left', HERE, null)).toMatchObject({ kind: 'missing', sheet: USUAL_SHEET });
    const upright = { widthMm: 210, heightMm: 297 };
    const chosen = chooseAlignment([record], 'right', HERE, upright);
    expect(chosen).toMatchObject({ kind: 'missing', sheet: upright });
    expect(chosen.corners).toEqual(insetCorners(upright, RASTER));
  });

  it('never throws light through a record that was made for another raster', () => {
    const chosen = chooseAlignment([record], 'left', { ...HERE, raster: { width: 1280, height: 720 } }, SHEET);
    expect(chosen).toMatchObject({
      kind: 'context-changed',
      differences: ['Aligned for 640 × 360 px; this page has 1280 × 720 px.'],
    });
    expect('canvasToProjector' in chosen).toBe(false);
    expect(chosen.corners[2].x).toBeCloseTo(START[2].x * 2, 9);
  });
});
