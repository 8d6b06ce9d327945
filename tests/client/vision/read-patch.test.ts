/** The projector's coded patch as a camera of the simulator sees it: on dark plaster, through lens, blur and noise. */
import { describe, expect, it } from 'vitest';
import { applyHomography, invertHomography } from '../../../calibration/homography.ts';
import { codeOfCount, PATCH_CODES } from '../../../calibration/latency/patch-code.ts';
import { placePatches } from '../../../calibration/latency/place-patches.ts';
import { makeWorld } from '../../../client/sources/virtual-wall/default-world.ts';
import { stepper } from '../../../client/sources/virtual-wall/step-world.ts';
import { cameraPointOf } from '../../../client/sources/virtual-wall/world-maps.ts';
import type { GreyImage } from '../../../client/vision/grey-image.ts';
import { readPatch } from '../../../client/vision/read-patch.ts';
import { paintPatches } from '../../evaluate/drift/paint-patches.ts';

const world = makeWorld();
const { size, canvasToProjector } = world.projector;
/** The corner at the bottom right is in this camera's view. */
const PLACE = placePatches(canvasToProjector, size, world.sheet.size).find(({ corner }) => corner === 2)!;
const projectorToCanvas = invertHomography(canvasToProjector);
const projectorToCamera = (p: { x: number; y: number }) =>
  cameraPointOf(world.camera, applyHomography(projectorToCanvas, p));
const step = stepper(world, 4);

const photograph = (code: number | null, time: number, mix: number | null = null): GreyImage => {
  const picture = (shown: number | null): Uint8Array => {
    const data = new Uint8ClampedArray(4 * size.width * size.height);
    if (shown !== null) paintPatches({ size, data }, [PLACE], shown);
    const now = { inks: [], inkChanged: null, projectorFrame: { size, data }, occluders: [], time };
    return Uint8Array.from(
      { length: world.camera.size.width * world.camera.size.height },
      (
        (rgba) => (_, i) =>
          rgba[4 * i + 1]!
      )(step(now).frame.data),
    );
  };
  const data = picture(code);
  if (mix === null) return { ...world.camera.size, data };
  const other = picture(mix);
  return { ...world.camera.size, data: data.map((v, i) => (v + other[i]!) >> 1) };
};

describe('readPatch', () => {
  it('reads every code and finds its place to a tenth of a px', () => {
    let x = 0;
    let y = 0;
    for (let n = 0; n < PATCH_CODES; n++) {
      const reading = readPatch(photograph(codeOfCount(n), 100 * n), PLACE, projectorToCamera, 6);
      expect(reading).toMatchObject({ code: codeOfCount(n) });
      x += reading!.shift.x / PATCH_CODES;
      y += reading!.shift.y / PATCH_CODES;
    }
    expect(Math.hypot(x, y)).toBeLessThan(0.1);
  });

  it('finds it some px from where it was expected', () => {
    const off = (p: { x: number; y: number }) => {
      const q = projectorToCamera(p);
      return { x: q.x - 3.4, y: q.y + 2.3 };
    };
    const { shift } = readPatch(photograph(5, 50), PLACE, off, 8)!;
    expect(shift.x).toBeCloseTo(3.4, 0);
    expect(shift.y).toBeCloseTo(-2.3, 0);
  });

  it('says nothing while a column turns over, when nothing is shown, and out of the picture', () => {
    expect(readPatch(photograph(codeOfCount(2), 0, codeOfCount(3)), PLACE, projectorToCamera, 4)).toBeNull();
    expect(readPatch(photograph(null, 10), PLACE, projectorToCamera, 4)).toBeNull();
    const away = (p: { x: number; y: number }) => ({ x: projectorToCamera(p).x + 400, y: projectorToCamera(p).y });
    expect(readPatch(photograph(3, 20), PLACE, away, 4)).toBeNull();
  });
});
