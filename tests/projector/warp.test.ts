import { describe, expect, it } from 'vitest';
import { canvasPoint, projectorPoint, sheetQuad } from '../../calibration/frames.ts';
import { applyHomography, type Homography, quadToQuad } from '../../calibration/homography.ts';
import type { Corners } from '../../projector/keystone.ts';
import { canvasToClip, projectorToNdc, rasterQuadNdc } from '../../projector/warp.ts';
import { SHEET } from './canvas-of.ts';

const RASTER = { width: 640, height: 360 };
const CORNERS: Corners = [
  projectorPoint(80, 30),
  projectorPoint(590, 62.5),
  projectorPoint(560, 330),
  projectorPoint(40, 300),
];
const canvasToProjector = quadToQuad<'canvas', 'projector'>(sheetQuad(SHEET), CORNERS);

/** What the vertex shader does with a point of the sheet, and the GPU with its result. */
const clip = (m: readonly number[], x: number, y: number) => {
  const row = (r: number): number => m[r]! * x + m[4 + r]! * y + m[12 + r]!;
  return { x: row(0) / row(3), y: row(1) / row(3), z: row(2), w: row(3) };
};

describe('the warp', () => {
  it('lays the sheet’s corners on the keystone’s corners', () => {
    const m = canvasToClip(canvasToProjector, RASTER);
    for (const [i, p] of sheetQuad(SHEET).entries()) {
      const seen = clip(m, p.x, p.y);
      const wanted = projectorToNdc(CORNERS[i]!, RASTER);
      expect(seen.x).toBeCloseTo(wanted.x, 9);
      expect(seen.y).toBeCloseTo(wanted.y, 9);
    }
  });

  it('agrees with the homography between the corners too', () => {
    const m = canvasToClip(canvasToProjector, RASTER);
    for (let x = 0; x <= 297; x += 33)
      for (let y = 0; y <= 210; y += 30) {
        const wanted = projectorToNdc(applyHomography(canvasToProjector, canvasPoint(x, y)), RASTER);
        const seen = clip(m, x, y);
        expect(Math.hypot(seen.x - wanted.x, seen.y - wanted.y)).toBeLessThan(1e-9);
      }
  });

  it('keeps the sheet in front whatever the homography’s sign', () => {
    const negated: Homography<'canvas', 'projector'> = canvasToProjector.map((v) => -v);
    const anchor = { x: 148, y: 105 };
    for (const h of [canvasToProjector, negated]) {
      const seen = clip(canvasToClip(h, RASTER, anchor), 100, 50);
      expect(seen.w).toBeGreaterThan(0);
      expect(seen.z).toBe(0);
    }
  });

  it('puts pixel centres at integers and the raster’s edge half a pixel outside', () => {
    expect(projectorToNdc(projectorPoint(-0.5, -0.5), RASTER)).toEqual({ x: -1, y: 1 });
    expect(projectorToNdc(projectorPoint(639.5, 359.5), RASTER)).toEqual({ x: 1, y: -1 });
    expect(rasterQuadNdc(RASTER).map(({ x, y }) => [x, y])).toEqual([
      [-1, 1],
      [1, 1],
      [1, -1],
      [-1, -1],
    ]);
  });
});
