import { describe, expect, it } from 'vitest';
import { type CodeField, smoothCodes } from '../../../calibration/decode/smooth-codes.ts';
import { cameraPoint, projectorPoint } from '../../../calibration/frames.ts';
import { applyHomography, quadToQuad } from '../../../calibration/homography.ts';
import { randomOf } from '../../../client/sources/virtual-wall/random.ts';

const SIZE = { width: 160, height: 120 };

/** Codes of a plane at a random slant: what the projector px is called that each camera px looks at. Truth: columns. */
const makeField = (seed: number, wrongShare: number): { field: CodeField; truth: Float64Array } => {
  const random = randomOf(seed);
  const off = (amount: number): number => (2 * random() - 1) * amount;
  const cameraToProjector = quadToQuad<'camera', 'projector'>(
    [cameraPoint(0, 0), cameraPoint(159, 0), cameraPoint(159, 119), cameraPoint(0, 119)],
    [
      projectorPoint(300 + off(20), 200 + off(20)),
      projectorPoint(400 + off(20), 210 + off(20)),
      projectorPoint(390 + off(20), 290 + off(20)),
      projectorPoint(310 + off(20), 280 + off(20)),
    ],
  );
  const truth = new Float64Array(SIZE.width * SIZE.height);
  const column = new Int16Array(truth.length);
  const row = new Int16Array(truth.length);
  for (let i = 0; i < truth.length; i++) {
    const p = applyHomography(cameraToProjector, cameraPoint(i % SIZE.width, Math.floor(i / SIZE.width)));
    truth[i] = p.x;
    column[i] = random() < wrongShare ? Math.round(random() * 1023) : Math.round(p.x);
    row[i] = Math.round(p.y);
  }
  const group = new Uint8Array(truth.length).fill(1);
  return { field: { size: SIZE, column, row, group, weight: new Float32Array(truth.length).fill(1) }, truth };
};

const rmsError = (smooth: Float32Array, truth: Float64Array, counts: (i: number) => boolean = () => true): number => {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < truth.length; i++) {
    if (!counts(i)) continue;
    sum += (smooth[i]! - truth[i]!) ** 2;
    count++;
  }
  return Math.sqrt(sum / count);
};

describe('smoothing whole codes', () => {
  it('recovers a fraction of a px that rounding took, at any slant', () => {
    for (const seed of [1, 2, 3, 4]) {
      const { field, truth } = makeField(seed, 0);
      expect(rmsError(smoothCodes(field).column, truth), `seed ${seed}`).toBeLessThan(0.05);
    }
  });

  it('is not moved by one code in five that is wrong by anything', () => {
    for (const seed of [5, 6, 7]) {
      const { field, truth } = makeField(seed, 0.2);
      expect(rmsError(smoothCodes(field).column, truth), `seed ${seed}`).toBeLessThan(0.07);
    }
  });

  it('lets no group see the codes of another', () => {
    const { field } = makeField(8, 0);
    const chequered = field.group.map(
      (_, i) => 1 + ((((i % SIZE.width) >> 5) + (Math.floor(i / SIZE.width) >> 5)) & 1),
    );
    const column = field.column.map((code, i) => (chequered[i] === 2 ? 900 - code : code));
    const before = smoothCodes({ ...field, group: chequered }).column;
    const after = smoothCodes({ ...field, group: chequered, column }).column;
    for (let i = 0; i < before.length; i++) if (chequered[i] === 1) expect(after[i]).toBe(before[i]);
  });

  it('serves a thin strip by looking farther along it', () => {
    const { field, truth } = makeField(9, 0);
    const onStrip = (i: number): boolean => Math.abs(Math.floor(i / SIZE.width) - 60) < 2;
    const smooth = smoothCodes({ ...field, group: field.group.map((_, i) => (onStrip(i) ? 1 : 0)) }).column;
    expect(rmsError(smooth, truth, onStrip)).toBeLessThan(0.12);
    expect(Number.isNaN(smooth[0])).toBe(true);
  });

  it('believes bright codes over dim ones', () => {
    const { field, truth } = makeField(10, 0);
    const dim = (i: number): boolean => ((i % SIZE.width) >> 4) % 2 === 1;
    const column = field.column.map((code, i) => (dim(i) ? code + 1 : code));
    const weight = field.weight.map((_, i) => (dim(i) ? 0.02 : 1));
    // The last dim stripe has no bright one beyond it.
    const between = (i: number): boolean => i % SIZE.width < 140;
    const believed = rmsError(smoothCodes({ ...field, column, weight }).column, truth, between);
    expect(believed).toBeLessThan(0.08);
    expect(believed).toBeLessThan(rmsError(smoothCodes({ ...field, column }).column, truth, between) / 3);
  });
});
