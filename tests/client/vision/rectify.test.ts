import { describe, expect, it } from 'vitest';
import { canvasPoint, type Quad } from '../../../calibration/frames.ts';
import { applyHomography, invertHomography } from '../../../calibration/homography.ts';
import { distortPoint, lensOf } from '../../../calibration/lens.ts';
import { mapCameraToCanvas, straightCameraToCanvasOf } from '../../../calibration/map-canvas.ts';
import { chooseScale, chooseSheetSize } from '../../../client/vision/choose-sheet-size.ts';
import { canvasToCameraOf, rectify } from '../../../client/vision/rectify.ts';

const CAMERA = { width: 320, height: 240 };
const SHEET = { widthMm: 210, heightMm: 148 };
const QUAD: Quad<'camera'> = [
  { x: 40, y: 30 },
  { x: 280, y: 45 },
  { x: 270, y: 215 },
  { x: 55, y: 200 },
];

/** A camera that sees a brightness that grows linearly over its picture. */
const ramp = {
  ...CAMERA,
  data: Uint8Array.from(
    { length: CAMERA.width * CAMERA.height },
    (_, at) => (at % CAMERA.width) / 2 + Math.floor(at / CAMERA.width) / 4,
  ),
};

describe('rectify', () => {
  it('shows in pixel (i, j) what the camera saw of canvas point ((i + 0.5) / pxPerMm, (j + 0.5) / pxPerMm)', () => {
    const picture = rectify(ramp, QUAD, SHEET, 1.5);
    expect([picture.width, picture.height, picture.pxPerMm]).toEqual([315, 222, 1.5]);
    const canvasToCamera = canvasToCameraOf(QUAD, SHEET);
    for (const [i, j] of [
      [0, 0],
      [314, 0],
      [157, 111],
      [20, 221],
      [314, 221],
    ] as const) {
      const seen = applyHomography(canvasToCamera, { x: (i + 0.5) / 1.5, y: (j + 0.5) / 1.5 });
      expect(Math.abs(picture.data[j * 315 + i]! - (seen.x / 2 + seen.y / 4))).toBeLessThan(1.5);
    }
  });

  it('through a lens shows what the calibration says that the camera saw of each point', () => {
    const lens = lensOf(CAMERA, { k1: -0.2, k2: 0.03 });
    const picture = rectify(ramp, QUAD, SHEET, 1.5, lens);
    const straightCameraToCanvas = straightCameraToCanvasOf(lens, QUAD, SHEET);
    const canvasToStraight = invertHomography(straightCameraToCanvas);
    let bent = 0;
    for (let j = 3; j < 222; j += 24)
      for (let i = 3; i < 315; i += 24) {
        const mm = canvasPoint((i + 0.5) / 1.5, (j + 0.5) / 1.5);
        const seen = distortPoint(lens, applyHomography(canvasToStraight, mm));
        const back = mapCameraToCanvas(lens, straightCameraToCanvas, seen);
        expect(Math.hypot(back.x - mm.x, back.y - mm.y)).toBeLessThan(1e-6);
        expect(Math.abs(picture.data[j * 315 + i]! - (seen.x / 2 + seen.y / 4))).toBeLessThan(1.5);
        const straight = applyHomography(canvasToCameraOf(QUAD, SHEET), mm);
        bent = Math.max(bent, Math.hypot(seen.x - straight.x, seen.y - straight.y));
      }
    // The lens is worth the trouble: a straight camera would look px away.
    expect(bent).toBeGreaterThan(2);
  });

  it('repeats the border where the sheet leaves the frame, so that no edge appears', () => {
    const outside: Quad<'camera'> = [
      { x: -60, y: 30 },
      { x: 200, y: 30 },
      { x: 200, y: 200 },
      { x: -60, y: 200 },
    ];
    const white = { ...CAMERA, data: new Uint8Array(CAMERA.width * CAMERA.height).fill(200) };
    expect(new Set(rectify(white, outside, SHEET, 1).data)).toEqual(new Set([200]));
  });

  it('refuses corners that are all one point', () => {
    const point = { x: 5, y: 5 };
    expect(() => rectify(ramp, [point, point, point, point], SHEET, 1)).toThrow(/same/);
  });
});

/** A pinhole camera before a sheet that is turned about both axes. */
const photographed = (widthMm: number, heightMm: number, turnDeg: number, tiltDeg: number): Quad<'camera'> => {
  const turn = (turnDeg * Math.PI) / 180;
  const tilt = (tiltDeg * Math.PI) / 180;
  return [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ].map(([u, v]) => {
    const x = (u! * widthMm) / 2;
    const y = (v! * heightMm) / 2;
    const depth = 700 + x * Math.sin(turn) + y * Math.cos(turn) * Math.sin(tilt);
    const down = y * Math.cos(tilt);
    return { x: 480 + (900 * x * Math.cos(turn)) / depth, y: 270 + (900 * down) / depth };
  }) as unknown as Quad<'camera'>;
};

describe('chooseSheetSize', () => {
  const camera = { width: 960, height: 540 };
  it('takes A-series shapes for A4, lying or upright, also when seen from the side', () => {
    for (const [turn, tilt] of [
      [0, 0],
      [25, 0],
      [0, 20],
      [-20, 12],
    ] as const) {
      expect(chooseSheetSize(photographed(297, 210, turn, tilt), camera)).toEqual({ widthMm: 297, heightMm: 210 });
      expect(chooseSheetSize(photographed(210, 297, turn, tilt), camera)).toEqual({ widthMm: 210, heightMm: 297 });
    }
  });
  it('keeps the aspect of other sheets', () => {
    const { widthMm, heightMm } = chooseSheetSize(photographed(200, 200, 0, 0), camera);
    expect(widthMm / heightMm).toBeCloseTo(1, 1);
  });
});

describe('chooseScale', () => {
  it('matches the camera’s own sampling', () => {
    const quad = photographed(297, 210, 0, 0);
    expect(chooseScale(quad, { widthMm: 297, heightMm: 210 })).toBeCloseTo(900 / 700, 0);
  });
  it('keeps the raster within 1.6 megapixels', () => {
    const huge = photographed(297, 210, 0, 0).map(({ x, y }) => ({ x: x * 8, y: y * 8 })) as unknown as Quad<'camera'>;
    expect(chooseScale(huge, { widthMm: 297, heightMm: 210 }) ** 2 * 297 * 210).toBeLessThan(1_650_000);
  });
});
