/** A camera with a lens, a projector and a sheet of paper at random poses, as correspondences with noise: what a solver must find its way back from. */

import type { Correspondences } from '../../../calibration/correspondences.ts';
import {
  cameraPoint,
  canvasPoint,
  type ProjectorPoint,
  projectorPoint,
  type Quad,
  sheetQuad,
} from '../../../calibration/frames.ts';
import { applyHomography, type Homography, invertHomography, quadToQuad } from '../../../calibration/homography.ts';
import { distortPoint, lensOf, straightenPoint } from '../../../calibration/lens.ts';

export interface WallSetting {
  readonly seed: number;
  readonly k1: number;
  readonly k2: number;
  /** Standard deviation of each projector coordinate, px. */
  readonly noisePx: number;
  /** Share of correspondences that are wrong by anything. */
  readonly wrongShare: number;
  /** How far the middle of the sheet is pushed, projector px at its highest. */
  readonly bendPx: number;
  readonly mirrored: boolean;
}

export const CAMERA = { width: 1280, height: 720 };
export const PROJECTOR = { width: 1920, height: 1080 };
export const SHEET = { widthMm: 594, heightMm: 420 };
export const STEP = 8;

/** `random` and `normal`: streams of the test's seed. */
export const makeWall = (setting: WallSetting, random: () => number, normal: () => number) => {
  const lens = lensOf(CAMERA, setting);
  const jitter = (amount: number): number => (2 * random() - 1) * amount;
  const straightPaper = [
    cameraPoint(240 + jitter(120), 120 + jitter(80)),
    cameraPoint(1040 + jitter(120), 120 + jitter(80)),
    cameraPoint(1040 + jitter(120), 600 + jitter(80)),
    cameraPoint(240 + jitter(120), 600 + jitter(80)),
  ] as const;
  const lit = [
    projectorPoint(300 + jitter(200), 200 + jitter(150)),
    projectorPoint(1600 + jitter(200), 200 + jitter(150)),
    projectorPoint(1600 + jitter(200), 880 + jitter(150)),
    projectorPoint(300 + jitter(200), 880 + jitter(150)),
  ] as const;
  const raster: Quad<'projector'> = setting.mirrored ? [lit[1], lit[0], lit[3], lit[2]] : lit;
  const canvasToProjector = quadToQuad<'canvas', 'projector'>(sheetQuad(SHEET), raster);
  const canvasToCamera = quadToQuad<'canvas', 'camera'>(sheetQuad(SHEET), straightPaper);
  const cameraToCanvas = invertHomography(canvasToCamera);
  /** Truth, canvas mm → projector px. */
  const truth = (x: number, y: number): ProjectorPoint => {
    const p = applyHomography(canvasToProjector, canvasPoint(x, y));
    const bow = Math.sin((Math.PI * x) / SHEET.widthMm) * (1 - 0.3 * Math.cos((Math.PI * y) / SHEET.heightMm));
    return projectorPoint(p.x + 0.4 * setting.bendPx * bow, p.y + setting.bendPx * bow);
  };
  const camera: number[] = [];
  const projector: number[] = [];
  for (let y = 4; y < CAMERA.height; y += STEP)
    for (let x = 4; x < CAMERA.width; x += STEP) {
      const canvas = applyHomography(cameraToCanvas, straightenPoint(lens, cameraPoint(x, y)));
      if (canvas.x < 0 || canvas.x > SHEET.widthMm || canvas.y < 0 || canvas.y > SHEET.heightMm) continue;
      const p = truth(canvas.x, canvas.y);
      const wrong = random() < setting.wrongShare;
      camera.push(x, y);
      if (wrong) projector.push(random() * PROJECTOR.width, random() * PROJECTOR.height);
      else projector.push(p.x + setting.noisePx * normal(), p.y + setting.noisePx * normal());
    }
  const decoded: Correspondences = {
    count: camera.length / 2,
    camera: Float64Array.from(camera),
    projector: Float64Array.from(projector),
    confidence: new Float32Array(camera.length / 2).fill(1),
  };
  const paper = straightPaper.map((corner) => distortPoint(lens, corner)) as unknown as Quad<'camera'>;
  return { decoded, paper, truth, lens, canvasToProjector: canvasToProjector as Homography<'canvas', 'projector'> };
};
