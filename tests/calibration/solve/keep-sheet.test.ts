import { describe, expect, it } from 'vitest';
import type { Correspondences } from '../../../calibration/correspondences.ts';
import { keepSheet } from '../../../calibration/solve/keep-sheet.ts';
import { normalOf, randomOf } from '../../../client/sources/virtual-wall/random.ts';

const STEP = 4;
const COLUMNS = 80;
const ROWS = 50;

/** A sheet that bulges, and the wall behind it from column 70 on, lit `jumpPx` aside. */
const makeField = (jumpPx: number, noisePx: number, seed: number): Correspondences => {
  const normal = normalOf(randomOf(seed));
  const camera: number[] = [];
  const projector: number[] = [];
  for (let j = 0; j < ROWS; j++)
    for (let i = 0; i < COLUMNS; i++) {
      const bulge = 8 * Math.sin((Math.PI * i) / COLUMNS);
      const aside = i >= 70 ? jumpPx : 0;
      camera.push(STEP * i + 2, STEP * j + 2);
      projector.push(100 + 5 * i + 0.3 * j + aside + noisePx * normal(), 60 + 4.5 * j + bulge + noisePx * normal());
    }
  return {
    count: COLUMNS * ROWS,
    camera: Float64Array.from(camera),
    projector: Float64Array.from(projector),
    confidence: new Float32Array(COLUMNS * ROWS).fill(1),
  };
};

const isDeep =
  ({ camera }: Correspondences) =>
  (i: number): boolean =>
    Math.abs(camera[2 * i]! - 160) < 60 && Math.abs(camera[2 * i + 1]! - 100) < 50;

const columnsOf = ({ camera, count }: Correspondences): number[] =>
  Array.from({ length: count }, (_, i) => (camera[2 * i]! - 2) / STEP);

describe('what is kept as the sheet', () => {
  it('ends where the light jumps, through noise, and keeps all up to there', () => {
    for (const [jump, noise, seed] of [
      [15, 0.1, 1],
      [-12, 0.2, 2],
    ] as const) {
      const field = makeField(jump, noise, seed);
      const kept = columnsOf(keepSheet(field, STEP, isDeep(field)));
      expect(Math.max(...kept), `seed ${seed}`).toBe(69);
      expect(kept.length, `seed ${seed}`).toBeGreaterThan(0.98 * 70 * ROWS);
    }
  });

  it('goes on where nothing jumps: a flat sheet on its wall, a bulge, noisy light', () => {
    const field = makeField(0, 0.8, 3);
    expect(keepSheet(field, STEP, isDeep(field)).count).toBeGreaterThan(0.98 * COLUMNS * ROWS);
  });

  it('keeps nothing when nothing was decoded well inside the sheet', () => {
    expect(keepSheet(makeField(0, 0.1, 4), STEP, () => false).count).toBe(0);
  });
});
