/** A run that went well, as the session would end it. */
import { lensOf } from '../../../calibration/lens.ts';
import type { Verdict } from '../../../calibration/session/contract.ts';
import type { SolvedCalibration } from '../../../calibration/solve-calibration.ts';

export const SOLVED_SHEET = { widthMm: 800, heightMm: 500 };
/** px of the camera's picture. */
export const SOLVED_BY = { width: 1280, height: 720 };

export const SOLVED: SolvedCalibration = {
  kind: 'solved',
  sheet: SOLVED_SHEET,
  canvasToProjector: [2, 0, 10, 0, 2, 20, 0, 0, 1],
  mesh: { columns: 2, rows: 2, offsets: [0, 0, 1, 0, 0, 1, 0.5, 0.5] },
  lens: lensOf(SOLVED_BY, { k1: -0.1, k2: 0.01 }),
  cameraToProjector: [1.5, 0, 0, 0, 1.5, 0, 0, 0, 1],
  cameraToCanvas: [0.7, 0, 0, 0, 0.7, 0, 0, 0, 1],
  mirrored: false,
  heldOut: {
    rmsPx: 0.21,
    p95Px: 0.4,
    worstPx: 1.2,
    rmsMm: 0.105,
    p95Mm: 0.2,
    points: 4_321,
    heat: { columns: 2, rows: 1, errorMm: [0.1, null] },
  },
  flatRmsPx: 1.9,
  coverage: 0.99,
  inlierShare: 0.998,
};
export const acceptedVerdict = (more: Partial<Verdict> = {}): Verdict => ({
  outcome: 'accepted',
  troubles: [],
  model: SOLVED,
  photometry: null,
  chequerShare: 0.5,
  seconds: 21,
  pictures: { seen: 640, used: 300 },
  ...more,
});
