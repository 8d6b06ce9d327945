/** A whole run on the virtual wall that /wall shows, off line: what the wizard's browser test does in two minutes, without pages. */
import { describe, expect, it } from 'vitest';
import { canvasPoint, type Quad, sheetQuad } from '../../calibration/frames.ts';
import { applyHomography, invertHomography } from '../../calibration/homography.ts';
import { mapCanvasToProjector } from '../../calibration/map-canvas.ts';
import { drawPattern } from '../../calibration/patterns/draw-pattern.ts';
import { startSession, stepSession } from '../../calibration/session/step-session.ts';
import { makeWorld } from '../../client/sources/virtual-wall/default-world.ts';
import { planesLength } from '../../client/sources/virtual-wall/sensor.ts';
import { planeStepper } from '../../client/sources/virtual-wall/step-world.ts';
import { cameraPointOf } from '../../client/sources/virtual-wall/world-maps.ts';

const CAMERA = { width: 640, height: 480 };
/** As the wall's page sets it for a calibration. */
const EXPOSURE = 0.5;
const FRAME_MS = 1000 / 30;
const MOST_FRAMES = 900;
const SEED = 3;

const greyAsRgb = (luma: Uint8Array): Uint8Array => {
  const rgb = new Uint8Array(3 * luma.length);
  for (let i = 0, to = 0; i < luma.length; i++, to += 3) rgb[to] = rgb[to + 1] = rgb[to + 2] = luma[i]!;
  return rgb;
};

describe('the virtual wall', () => {
  it(`is calibrated by its own camera in half a minute of its time, to half a mm on the paper (seed ${SEED})`, () => {
    const world = makeWorld({ camera: CAMERA, exposure: EXPOSURE });
    const raster = world.projector.size;
    const expose = planeStepper(world, SEED);
    const planes = new Uint8ClampedArray(planesLength(CAMERA));
    const paper = sheetQuad(world.sheet.size).map((p) => cameraPointOf(world.camera, p)) as unknown as Quad<'camera'>;
    let step = startSession({
      projectorSize: raster,
      cameraSize: CAMERA,
      sheet: world.sheet.size,
      paper,
      display: null,
      seed: SEED,
    });
    let shown = step.show;
    let data = drawPattern(shown.pattern, shown.patternId, raster);
    const pixels = CAMERA.width * CAMERA.height;
    for (let frame = 0; frame < MOST_FRAMES && !step.verdict; frame++) {
      if (step.show !== shown) data = drawPattern(step.show.pattern, step.show.patternId, raster);
      shown = step.show;
      const time = frame * FRAME_MS;
      expose(
        {
          inks: [],
          inkChanged: frame === 0 ? 'all' : null,
          projectorFrame: { size: raster, data },
          occluders: [],
          time,
        },
        planes,
      );
      const luma = new Uint8Array(planes.subarray(0, pixels));
      // Grey is all that geometry needs.
      const rgb = step.wantsColour ? greyAsRgb(luma) : null;
      step = stepSession(step.state, { size: CAMERA, luma, rgb, time });
    }
    const { verdict } = step;
    expect(verdict?.troubles).toEqual([]);
    expect(verdict?.outcome).toBe('accepted');
    expect(verdict!.seconds).toBeLessThanOrEqual(30);
    const projectorToCanvas = invertHomography(world.projector.canvasToProjector);
    let worst = 0;
    for (let x = 10; x < world.sheet.size.widthMm; x += 20)
      for (let y = 10; y < world.sheet.size.heightMm; y += 20) {
        const lit = applyHomography(projectorToCanvas, mapCanvasToProjector(verdict!.model!, canvasPoint(x, y)));
        worst = Math.max(worst, Math.hypot(lit.x - x, lit.y - y));
      }
    console.log(`claimed ${verdict!.model!.heldOut.rmsMm.toFixed(3)} mm RMS, true worst ${worst.toFixed(3)} mm`);
    expect(worst).toBeLessThan(0.5);
  });

  it('is found on a slow machine, whose patterns come a second late, eight pictures a second', () => {
    const world = makeWorld({ camera: CAMERA, exposure: EXPOSURE });
    const raster = world.projector.size;
    const expose = planeStepper(world, SEED);
    const planes = new Uint8ClampedArray(planesLength(CAMERA));
    let step = startSession({
      projectorSize: raster,
      cameraSize: CAMERA,
      sheet: world.sheet.size,
      paper: sheetQuad(world.sheet.size).map((p) => cameraPointOf(world.camera, p)) as unknown as Quad<'camera'>,
      display: null,
      seed: SEED,
      patience: 6,
    });
    const asked: { readonly at: number; readonly data: Uint8ClampedArray<ArrayBuffer> }[] = [];
    let shown: typeof step.show | null = null;
    let dark: Uint8ClampedArray<ArrayBuffer> | null = null;
    for (let frame = 0; frame < 120 && step.progress.stage === 'finding the raster' && !step.verdict; frame++) {
      const time = frame * 125;
      if (step.show !== shown)
        asked.push({ at: time, data: drawPattern(step.show.pattern, step.show.patternId, raster) });
      shown = step.show;
      dark ??= new Uint8ClampedArray(raster.width * raster.height * 4);
      const onWall = asked.filter(({ at }) => at <= time - 1000).at(-1)?.data ?? dark;
      expose(
        {
          inks: [],
          inkChanged: frame === 0 ? 'all' : null,
          projectorFrame: { size: raster, data: onWall },
          occluders: [],
          time,
        },
        planes,
      );
      const luma = new Uint8Array(planes.subarray(0, CAMERA.width * CAMERA.height));
      step = stepSession(step.state, { size: CAMERA, luma, rgb: null, time });
    }
    expect(step.verdict).toBeNull();
    expect(step.progress.stage).toBe('checking');
  });
});
