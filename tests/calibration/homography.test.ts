import { describe, expect, it } from 'vitest';
import { canvasPoint, projectorPoint, sheetQuad } from '../../calibration/frames.ts';
import {
  applyHomography,
  composeHomographies,
  DegeneratePointsError,
  fitHomography,
  type Homography,
  invertHomography,
  quadToQuad,
} from '../../calibration/homography.ts';

const sheet = { widthMm: 297, heightMm: 210 };
const corners = [
  projectorPoint(103, 51),
  projectorPoint(892, 88),
  projectorPoint(911, 640),
  projectorPoint(70, 601),
] as const;
const canvasToProjector = quadToQuad<'canvas', 'projector'>(sheetQuad(sheet), corners);

describe('a homography', () => {
  it('takes the four corners of a quad exactly where they belong', () => {
    sheetQuad(sheet).forEach((corner, i) => {
      const p = applyHomography(canvasToProjector, corner);
      expect(p.x).toBeCloseTo(corners[i]!.x, 6);
      expect(p.y).toBeCloseTo(corners[i]!.y, 6);
    });
  });

  it('is undone by its inverse, anywhere on the sheet', () => {
    const projectorToCanvas = invertHomography(canvasToProjector);
    for (let x = 0; x <= 297; x += 33)
      for (let y = 0; y <= 210; y += 30) {
        const back = applyHomography(projectorToCanvas, applyHomography(canvasToProjector, canvasPoint(x, y)));
        expect(Math.hypot(back.x - x, back.y - y)).toBeLessThan(1e-6);
      }
  });

  it('composes in the order its names say', () => {
    const grow: Homography<'projector', 'camera'> = [2, 0, 5, 0, 2, -3, 0, 0, 1];
    const canvasToCamera = composeHomographies(canvasToProjector, grow);
    const p = applyHomography(canvasToProjector, canvasPoint(120, 80));
    const q = applyHomography(canvasToCamera, canvasPoint(120, 80));
    expect(q.x).toBeCloseTo(2 * p.x + 5, 6);
    expect(q.y).toBeCloseTo(2 * p.y - 3, 6);
  });

  it('averages noise out when it has many points', () => {
    const points = Array.from({ length: 400 }, (_, i) => canvasPoint((i % 20) * 15, Math.floor(i / 20) * 10));
    const noisy = points.map((p, i) => {
      const q = applyHomography(canvasToProjector, p);
      return projectorPoint(q.x + Math.sin(i * 12.9898), q.y + Math.cos(i * 78.233));
    });
    const fitted = fitHomography<'canvas', 'projector'>(points, noisy);
    for (const p of points.filter((_, i) => i % 37 === 0)) {
      const truth = applyHomography(canvasToProjector, p);
      const found = applyHomography(fitted, p);
      expect(Math.hypot(truth.x - found.x, truth.y - found.y)).toBeLessThan(0.3);
    }
  });

  it('refuses points that do not determine one', () => {
    const line = [canvasPoint(0, 0), canvasPoint(1, 1), canvasPoint(2, 2), canvasPoint(3, 3)];
    expect(() => fitHomography<'canvas', 'projector'>(line, [...corners])).toThrow(DegeneratePointsError);
    expect(() => fitHomography<'canvas', 'projector'>(line.slice(0, 3), corners.slice(0, 3))).toThrow(
      DegeneratePointsError,
    );
    const bent = [projectorPoint(0, 0), projectorPoint(50, 0), projectorPoint(100, 0), projectorPoint(30, 80)];
    expect(() => fitHomography<'canvas', 'projector'>(sheetQuad(sheet), bent)).toThrow(DegeneratePointsError);
    expect(() => fitHomography<'projector', 'canvas'>(bent, sheetQuad(sheet))).toThrow(DegeneratePointsError);
    expect(() => invertHomography<'canvas', 'projector'>([1, 2, 3, 2, 4, 6, 0, 0, 1])).toThrow(DegeneratePointsError);
  });
});
