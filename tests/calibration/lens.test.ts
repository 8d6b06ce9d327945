import { describe, expect, it } from 'vitest';
import { cameraPoint } from '../../calibration/frames.ts';
import { distortPoint, lensOf, straightenPoint } from '../../calibration/lens.ts';
import { randomOf } from '../../client/sources/virtual-wall/random.ts';

const SIZE = { width: 1920, height: 1080 };

describe('a lens', () => {
  it('is undone exactly, for every lens in the range and anywhere in the picture', () => {
    const random = randomOf(1);
    for (let i = 0; i < 2000; i++) {
      const lens = lensOf(SIZE, { k1: -0.25 + 0.35 * random(), k2: -0.02 + 0.07 * random() });
      const p = cameraPoint(1919 * random(), 1079 * random());
      const back = straightenPoint(lens, distortPoint(lens, p));
      expect(Math.hypot(back.x - p.x, back.y - p.y)).toBeLessThan(1e-6);
    }
  });

  it('leaves the picture’s centre where it is, and pulls corners in when k1 is negative', () => {
    const lens = lensOf(SIZE, { k1: -0.2, k2: 0 });
    expect(distortPoint(lens, cameraPoint(959.5, 539.5))).toEqual({ x: 959.5, y: 539.5 });
    expect(distortPoint(lens, cameraPoint(0, 0)).x).toBeGreaterThan(150);
  });

  it('gives numbers even for px that no straight point reaches', () => {
    const p = straightenPoint(lensOf(SIZE, { k1: -0.6, k2: 0 }), cameraPoint(0, 0));
    expect(Number.isFinite(p.x) && Number.isFinite(p.y)).toBe(true);
  });
});
