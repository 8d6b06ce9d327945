/** Points that prove a calibration take no part in making it: what was measured there may be anything. */
import { describe, expect, it } from 'vitest';
import type { Correspondences } from '../../../calibration/correspondences.ts';
import { cameraPoint, sheetQuad } from '../../../calibration/frames.ts';
import { applyHomography, quadToQuad } from '../../../calibration/homography.ts';
import { partOf } from '../../../calibration/solve/split-points.ts';
import { solveCalibration } from '../../../calibration/solve-calibration.ts';
import { normalOf, randomOf } from '../../../client/sources/virtual-wall/random.ts';
import { CAMERA, makeWall, SHEET, STEP } from './make-correspondences.ts';

const AWAY_PX = 0.5;

describe('points that are held out', () => {
  it.each([0, 6])('change the proof by what is wrong with them, and nothing else (sheet bent by %i px)', (bendPx) => {
    const random = randomOf(81);
    const wall = makeWall(
      { seed: 81, k1: -0.1, k2: 0.01, noisePx: 0.15, wrongShare: 0, bendPx, mirrored: false },
      random,
      normalOf(random),
    );
    const cameraToCanvas = quadToQuad<'camera', 'canvas'>(wall.paper, sheetQuad(SHEET));
    const isProof = (i: number): boolean => {
      const p = applyHomography(
        cameraToCanvas,
        cameraPoint(wall.decoded.camera[2 * i]!, wall.decoded.camera[2 * i + 1]!),
      );
      return partOf(SHEET, p.x, p.y) === 'prove';
    };
    const solve = (decoded: Correspondences) => {
      const setting = { cameraSize: CAMERA, sheet: SHEET, paper: wall.paper, stepPx: STEP, random: randomOf(1) };
      const result = solveCalibration(decoded, setting);
      if (result.kind !== 'solved') throw new Error(result.detail);
      return result;
    };
    const plain = solve(wall.decoded);
    const moved = solve({
      ...wall.decoded,
      projector: wall.decoded.projector.map((value, k) => (isProof(k >> 1) ? value + AWAY_PX : value)),
    });
    expect(moved.canvasToProjector).toEqual(plain.canvasToProjector);
    expect(moved.lens).toEqual(plain.lens);
    expect(moved.mesh).toEqual(plain.mesh);
    expect(moved.heldOut.points).toBe(plain.heldOut.points);
    expect(moved.heldOut.rmsPx).toBeCloseTo(Math.hypot(plain.heldOut.rmsPx, AWAY_PX, AWAY_PX), 1.5);
  });
});
