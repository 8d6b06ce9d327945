import { describe, expect, it } from 'vitest';
import { cameraPoint, canvasPoint } from '../../../../calibration/frames.ts';
import { applyHomography, type Homography } from '../../../../calibration/homography.ts';
import { makeWorld, SMALL_CAMERA, WIDE_CAMERA } from '../../../../client/sources/virtual-wall/default-world.ts';
import { distort, undistort } from '../../../../client/sources/virtual-wall/lens.ts';
import { homographyOfPose } from '../../../../client/sources/virtual-wall/pinhole.ts';
import { randomOf } from '../../../../client/sources/virtual-wall/random.ts';
import { cameraPointOf, canvasPointOf } from '../../../../client/sources/virtual-wall/world-maps.ts';

describe('the lens', () => {
  it('bends out and back to the same place, anywhere in the picture, for lenses of both signs', () => {
    const random = randomOf(1);
    for (const lens of [
      { k1: -0.15, k2: 0.02 },
      { k1: 0.12, k2: 0 },
      { k1: 0, k2: 0 },
    ])
      for (let n = 0; n < 200; n++) {
        const p = cameraPoint(random() * 960, random() * 540);
        const back = undistort(lens, WIDE_CAMERA, distort(lens, WIDE_CAMERA, p));
        expect(Math.hypot(back.x - p.x, back.y - p.y)).toBeLessThan(1e-3);
      }
  });

  it('leaves the middle in place and draws a corner in when k1 is negative', () => {
    const middle = cameraPoint(479.5, 269.5);
    const lens = { k1: -0.1, k2: 0 };
    expect(distort(lens, WIDE_CAMERA, middle)).toEqual(middle);
    expect(distort(lens, WIDE_CAMERA, cameraPoint(0, 0)).x).toBeGreaterThan(10);
  });
});

describe('a pinhole pose', () => {
  const pose = {
    position: [300, 200, 1000] as const,
    target: [410, 260] as const,
    rollDegrees: 4,
    focalPx: 900,
    size: WIDE_CAMERA,
  };

  it('sees its target in the middle of the picture', () => {
    const h: Homography<'canvas', 'camera'> = homographyOfPose(pose);
    const p = applyHomography(h, canvasPoint(410, 260));
    expect(p.x).toBeCloseTo(479.5, 6);
    expect(p.y).toBeCloseTo(269.5, 6);
  });

  it('sees the paper upright and unmirrored', () => {
    const h: Homography<'canvas', 'camera'> = homographyOfPose({ ...pose, rollDegrees: 0 });
    const [a, right, below] = [canvasPoint(400, 250), canvasPoint(450, 250), canvasPoint(400, 300)].map((p) =>
      applyHomography(h, p),
    );
    expect(right!.x).toBeGreaterThan(a!.x);
    expect(below!.y).toBeGreaterThan(a!.y);
  });

  it('agrees with projecting through the optical centre by hand', () => {
    const h: Homography<'canvas', 'camera'> = homographyOfPose({
      ...pose,
      position: [400, 250, 1000],
      target: [400, 250],
      rollDegrees: 0,
    });
    const p = applyHomography(h, canvasPoint(500, 150));
    expect(p.x).toBeCloseTo(479.5 + 90, 6);
    expect(p.y).toBeCloseTo(269.5 - 90, 6);
  });

  it('refuses to stand behind the paper', () => {
    expect(() => homographyOfPose({ ...pose, position: [0, 0, -5] })).toThrow(RangeError);
  });
});

describe('the default wall', () => {
  for (const [name, size] of Object.entries({ wide: WIDE_CAMERA, small: SMALL_CAMERA }))
    it(`shows the whole sheet to the ${name} camera, and the projector covers it`, () => {
      const { camera, projector, sheet } = makeWorld({ camera: size });
      for (const x of [0, sheet.size.widthMm])
        for (const y of [0, sheet.size.heightMm]) {
          const seen = cameraPointOf(camera, canvasPoint(x, y));
          expect(seen.x).toBeGreaterThan(8);
          expect(seen.x).toBeLessThan(size.width - 8);
          expect(seen.y).toBeGreaterThan(8);
          expect(seen.y).toBeLessThan(size.height - 8);
          const lit = applyHomography(projector.canvasToProjector, canvasPoint(x, y));
          expect(lit.x).toBeGreaterThan(4);
          expect(lit.x).toBeLessThan(projector.size.width - 4);
          expect(lit.y).toBeGreaterThan(4);
          expect(lit.y).toBeLessThan(projector.size.height - 4);
          const back = canvasPointOf(camera, seen);
          expect(Math.hypot(back.x - x, back.y - y)).toBeLessThan(0.01);
        }
    });
});
