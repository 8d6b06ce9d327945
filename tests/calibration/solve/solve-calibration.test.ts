import { describe, expect, it } from 'vitest';
import { filterCorrespondences } from '../../../calibration/correspondences.ts';
import { cameraPoint, sheetQuad } from '../../../calibration/frames.ts';
import { applyHomography, quadToQuad } from '../../../calibration/homography.ts';
import { mapCanvasToProjector } from '../../../calibration/map-canvas.ts';
import { partOf } from '../../../calibration/solve/split-points.ts';
import { type SolvedCalibration, solveCalibration } from '../../../calibration/solve-calibration.ts';
import { normalOf, randomOf } from '../../../client/sources/virtual-wall/random.ts';
import { CAMERA, makeWall, SHEET, STEP, type WallSetting } from './make-correspondences.ts';

const PLAIN: WallSetting = { seed: 1, k1: 0, k2: 0, noisePx: 0.15, wrongShare: 0.03, bendPx: 0, mirrored: false };

const solveWall = (change: Partial<WallSetting>) => {
  const setting = { ...PLAIN, ...change };
  const random = randomOf(setting.seed);
  const wall = makeWall(setting, random, normalOf(random));
  const result = solveCalibration(wall.decoded, {
    cameraSize: CAMERA,
    sheet: SHEET,
    paper: wall.paper,
    stepPx: STEP,
    random,
  });
  return { result, wall, random };
};

const solved = (change: Partial<WallSetting>) => {
  const { result, wall, random } = solveWall(change);
  if (result.kind !== 'solved') throw new Error(`not solved: ${result.detail}`);
  return { calibration: result, truth: wall.truth, random };
};

/** RMS over 500 places on the sheet, projector px. */
const errorAgainst = ({ calibration, truth, random }: ReturnType<typeof solved>): number => {
  let sum = 0;
  for (let i = 0; i < 500; i++) {
    const x = SHEET.widthMm * (0.01 + 0.98 * random());
    const y = SHEET.heightMm * (0.01 + 0.98 * random());
    const p = mapCanvasToProjector(calibration, { x, y });
    const q = truth(x, y);
    sum += (p.x - q.x) ** 2 + (p.y - q.y) ** 2;
  }
  return Math.sqrt(sum / 500);
};

const noiseOf = (noisePx: number): number => noisePx * Math.SQRT2;

describe('solving a calibration', () => {
  it('finds the truth behind every lens in the range, with noise and wrong codes', () => {
    for (const [seed, k1, k2] of [
      [11, 0, 0],
      [12, -0.25, 0.04],
      [13, -0.12, 0],
      [14, 0.1, -0.02],
    ] as const) {
      const wall = solved({ seed, k1, k2 });
      expect(errorAgainst(wall), `seed ${seed}`).toBeLessThan(0.12);
      expect(wall.calibration.mesh, `seed ${seed}`).toBeNull();
      expect(wall.calibration.lens.k1).toBeCloseTo(k1, 1);
    }
  });

  it('states as accuracy what the noise of points that it never saw leaves, no less', () => {
    for (const noisePx of [0.1, 0.4]) {
      const { heldOut, inlierShare, coverage } = solved({ seed: 21, noisePx }).calibration;
      expect(heldOut.rmsPx / noiseOf(noisePx)).toBeGreaterThan(0.93);
      expect(heldOut.rmsPx / noiseOf(noisePx)).toBeLessThan(1.1);
      expect(heldOut.points).toBeGreaterThan(400);
      expect(inlierShare).toBeGreaterThan(0.95);
      expect(coverage).toBe(1);
    }
  });

  it('says in millimetres what it says in pixels', () => {
    const { heldOut } = solved({ seed: 22 }).calibration;
    // The sheet is 594 mm across and covers 1,300 ± 400 px.
    expect(heldOut.rmsPx / heldOut.rmsMm).toBeGreaterThan(900 / 594);
    expect(heldOut.rmsPx / heldOut.rmsMm).toBeLessThan(1700 / 594);
    expect(heldOut.heat.errorMm.filter((mm) => mm !== null).length).toBeGreaterThan(80);
  });

  it('bends light for bent paper, and only then', () => {
    const bent = solved({ seed: 31, bendPx: 6 });
    expect(bent.calibration.mesh).not.toBeNull();
    expect(bent.calibration.flatRmsPx).toBeGreaterThan(1);
    expect(bent.calibration.heldOut.rmsPx / noiseOf(PLAIN.noisePx)).toBeLessThan(1.15);
    expect(solved({ seed: 31 }).calibration.mesh).toBeNull();
  });

  it('sees that the camera looks into a mirror', () => {
    expect(solved({ seed: 41, mirrored: true }).calibration.mirrored).toBe(true);
    expect(solved({ seed: 41 }).calibration.mirrored).toBe(false);
  });

  it('counts wrong codes against itself but is not moved by them', () => {
    const wall = solved({ seed: 51, wrongShare: 0.15 });
    expect(errorAgainst(wall)).toBeLessThan(0.12);
    expect(wall.calibration.inlierShare).toBeLessThan(0.88);
    expect(wall.calibration.inlierShare).toBeGreaterThan(0.8);
  });

  it('refuses to speak of paper on which next to nothing was decoded', () => {
    const { wall } = solveWall({ seed: 61 });
    const few = {
      ...wall.decoded,
      count: 200,
      camera: wall.decoded.camera.slice(0, 400),
      projector: wall.decoded.projector.slice(0, 400),
      confidence: wall.decoded.confidence.slice(0, 200),
    };
    const setting = { cameraSize: CAMERA, sheet: SHEET, paper: wall.paper, stepPx: STEP, random: randomOf(1) };
    expect(solveCalibration(few, setting)).toMatchObject({ kind: 'unsolved', reason: 'too-few-points' });
  });

  it('calls nothing solved that could not be proven on held-out points', () => {
    const { wall } = solveWall({ seed: 61 });
    const cameraToCanvas = quadToQuad<'camera', 'canvas'>(wall.paper, sheetQuad(SHEET));
    const unproven = filterCorrespondences(wall.decoded, (i) => {
      const p = applyHomography(
        cameraToCanvas,
        cameraPoint(wall.decoded.camera[2 * i]!, wall.decoded.camera[2 * i + 1]!),
      );
      return partOf(SHEET, p.x, p.y) !== 'prove';
    });
    const setting = { cameraSize: CAMERA, sheet: SHEET, paper: wall.paper, stepPx: STEP, random: randomOf(1) };
    expect(solveCalibration(unproven, setting)).toMatchObject({ kind: 'unsolved', reason: 'too-few-points' });
  });

  it('believes in no lens where nothing was left to choose it by', () => {
    const { wall } = solveWall({ seed: 61 });
    const cameraToCanvas = quadToQuad<'camera', 'canvas'>(wall.paper, sheetQuad(SHEET));
    const unchosen = filterCorrespondences(wall.decoded, (i) => {
      const p = applyHomography(
        cameraToCanvas,
        cameraPoint(wall.decoded.camera[2 * i]!, wall.decoded.camera[2 * i + 1]!),
      );
      return partOf(SHEET, p.x, p.y) !== 'choose';
    });
    const setting = { cameraSize: CAMERA, sheet: SHEET, paper: wall.paper, stepPx: STEP, random: randomOf(1) };
    expect(solveCalibration(unchosen, setting)).toMatchObject({ kind: 'solved', lens: { k1: 0, k2: 0 }, mesh: null });
  });

  it('says of paper whose corners are no quad that it cannot be solved', () => {
    const { wall } = solveWall({ seed: 61 });
    const [a, b, c, d] = wall.paper;
    const flat = [a, b, cameraPoint(2 * b.x - a.x, 2 * b.y - a.y), d] as const;
    for (const paper of [flat, [a, c, b, d] as const]) {
      const setting = { cameraSize: CAMERA, sheet: SHEET, paper, stepPx: STEP, random: randomOf(1) };
      expect(solveCalibration(wall.decoded, setting)).toMatchObject({ kind: 'unsolved', reason: 'no-plane' });
    }
  });

  it('gives the same answer for the same seed', () => {
    const figures = ({ heldOut, canvasToProjector }: SolvedCalibration) => ({ heldOut, canvasToProjector });
    expect(figures(solved({ seed: 71 }).calibration)).toEqual(figures(solved({ seed: 71 }).calibration));
  });
});
