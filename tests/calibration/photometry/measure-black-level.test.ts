import { describe, expect, it } from 'vitest';
import type { Quad } from '../../../calibration/frames.ts';
import { measureBlackLevel } from '../../../calibration/photometry/measure-black-level.ts';
import { srgbOfLinear } from '../../../calibration/srgb.ts';
import { seededRandom } from './seeded-random.ts';

const SIZE = { width: 160, height: 100 };
const RASTER: Quad<'camera'> = [
  { x: 20, y: 15 },
  { x: 140, y: 12 },
  { x: 144, y: 88 },
  { x: 18, y: 84 },
];
const LEVEL = 0.02;

const isLit = (x: number, y: number): boolean =>
  RASTER.every((p, i) => {
    const q = RASTER[(i + 1) % 4]!;
    return (q.x - p.x) * (y - p.y) - (q.y - p.y) * (x - p.x) > 0;
  });

/** Room light with a slope, the lamp's light inside of the raster, noise. */
const photograph = (lamp: number, seed: number): Uint8Array => {
  const random = seededRandom(seed);
  return Uint8Array.from({ length: SIZE.width * SIZE.height }, (_, i) => {
    const x = i % SIZE.width;
    const y = (i - x) / SIZE.width;
    const light = 0.05 * (1 + x / 400) + (isLit(x, y) ? lamp * 0.5 : 0);
    return Math.round(255 * srgbOfLinear(light) + 2 * random() - 1);
  });
};
const shots = (lamp: number, seed: number) => [0, 1, 2].map((k) => photograph(lamp, seed + k));

describe('measureBlackLevel', () => {
  it.each([1, 20])('tells a black lamp from the room by the step at the raster’s border (seed %i)', (seed) => {
    const level = measureBlackLevel(SIZE, shots(LEVEL, seed), shots(1, seed + 9), RASTER);
    expect(level).toBeGreaterThan(0.7 * LEVEL);
    expect(level).toBeLessThan(1.3 * LEVEL);
  });

  it('does not mind in which direction the border runs', () => {
    const [a, b, c, d] = RASTER;
    const level = measureBlackLevel(SIZE, shots(LEVEL, 3), shots(1, 7), [b, a, d, c]);
    expect(level).toBeCloseTo(LEVEL, 2);
  });

  it('looks only at the sides it is told to', () => {
    const black = shots(LEVEL, 3).map((picture) =>
      // The upper border shows something else: a pattern's id.
      picture.map((v, i) => (i < 22 * SIZE.width ? 200 : v)),
    );
    const level = measureBlackLevel(SIZE, black, shots(1, 7), RASTER, { sides: [1, 2, 3], inset: 0.2 });
    expect(level).toBeCloseTo(LEVEL, 2);
  });

  it('seldom takes noise for a black level: three standard errors are three', () => {
    let told = 0;
    for (let seed = 1; seed <= 120; seed++)
      if (measureBlackLevel(SIZE, [photograph(0, 2 * seed)], [photograph(1, 2 * seed + 1)], RASTER) !== null) told++;
    // Of 120, one in a thousand is none; half a dozen would be two standard errors.
    expect(told, 'seeds 1 to 120').toBeLessThanOrEqual(2);
  });

  it('says nothing when the border is out of view, or no light falls', () => {
    const far = RASTER.map((p) => ({ x: p.x * 9 - 700, y: p.y * 9 - 400 })) as unknown as Quad<'camera'>;
    expect(measureBlackLevel(SIZE, shots(LEVEL, 3), shots(1, 7), far)).toBeNull();
    expect(measureBlackLevel(SIZE, shots(0, 3), shots(0, 7), RASTER)).toBeNull();
  });
});
