/** Two sheets on one wall, one projector: a door that is masked is where it was, whatever paper hangs there. Wall frame: mm, called canvas of no sheet. */
import { describe, expect, it } from 'vitest';
import { carryMasks, type MaskGround } from '../../calibration/carry-masks.ts';
import { type CanvasPoint, canvasPoint, type Quad, type SheetSize, sheetQuad } from '../../calibration/frames.ts';
import {
  applyHomography,
  composeHomographies,
  type Homography,
  invertHomography,
} from '../../calibration/homography.ts';
import { distortPoint, lensOf } from '../../calibration/lens.ts';
import { mapCanvasToProjector } from '../../calibration/map-canvas.ts';
import { type CanvasMask, plainRecord } from '../../calibration/record.ts';
import { masksInView } from '../../calibration/session/masks-in-view.ts';

const A4: SheetSize = { widthMm: 297, heightMm: 210 };
const A2: SheetSize = { widthMm: 594, heightMm: 420 };
const RASTER = { width: 1920, height: 1080 };
/** Keystoned, as lamps hang. */
const wallToProjector: Homography<'canvas', 'projector'> = [2.1, 0.1, 150, -0.05, 1.9, 90, 1e-5, 2e-4, 1];
const hung = (left: number, top: number): Homography<'canvas', 'canvas'> => [1, 0, left, 0, 1, top, 0, 0, 1];
const ground = (sheet: SheetSize, left: number, top: number, more: Partial<MaskGround> = {}): MaskGround => ({
  sheet,
  canvasToProjector: composeHomographies(hung(left, top), wallToProjector),
  mesh: null,
  projectorSize: RASTER,
  ...more,
});
/** On the wall, beside and over the sheets. */
const DOOR = [canvasPoint(20, 30), canvasPoint(150, 40), canvasPoint(140, 260), canvasPoint(25, 250)];
const maskAt = (left: number, top: number): CanvasMask => ({
  name: 'door',
  polygon: DOOR.map(({ x, y }) => ({ x: x - left, y: y - top })),
});
const expectPolygon = (found: CanvasMask, expected: CanvasMask, mm = 1e-6): void => {
  expect(found.name).toBe(expected.name);
  expect(found.polygon).toHaveLength(expected.polygon.length);
  for (const [i, { x, y }] of found.polygon.entries())
    expect(Math.hypot(x - expected.polygon[i]!.x, y - expected.polygon[i]!.y)).toBeLessThan(mm);
};

describe('masks on a sheet of another size', () => {
  it('stay where they lay on the wall when other paper is hung elsewhere', () => {
    const [carried] = carryMasks([maskAt(100, 60)], ground(A4, 100, 60), ground(A2, 30, 15));
    expectPolygon(carried!, maskAt(30, 15));
  });

  it('go with the sheet’s sides when the same paper is measured otherwise', () => {
    const before = ground(A4, 100, 60);
    const doubled = composeHomographies<'canvas', 'canvas', 'projector'>(
      [0.5, 0, 0, 0, 0.5, 0, 0, 0, 1],
      before.canvasToProjector,
    );
    const [carried] = carryMasks([maskAt(100, 60)], before, { ...before, sheet: A2, canvasToProjector: doubled });
    expectPolygon(carried!, {
      name: 'door',
      polygon: maskAt(100, 60).polygon.map(({ x, y }) => ({ x: 2 * x, y: 2 * y })),
    });
  });

  it('stay in the same light where paper is bent and where the raster has other px', () => {
    const bent = { columns: 2, rows: 2, offsets: [6, -4, -5, 3, 2, 8, -7, -2] };
    const before = ground(A4, 100, 60, { mesh: bent });
    const half: Homography<'projector', 'projector'> = [0.5, 0, -0.25, 0, 0.5, -0.25, 0, 0, 1];
    const after = ground(A2, 30, 15, {
      canvasToProjector: composeHomographies(ground(A2, 30, 15).canvasToProjector, half),
      mesh: { ...bent, offsets: bent.offsets.map((o) => -o) },
      projectorSize: { width: 960, height: 540 },
    });
    const [carried] = carryMasks([maskAt(100, 60)], before, after);
    const lit = (model: MaskGround, { x, y }: { readonly x: number; readonly y: number }) =>
      mapCanvasToProjector(model, canvasPoint(x, y));
    for (const [i, p] of maskAt(100, 60).polygon.entries()) {
      const [was, is] = [lit(before, p), lit(after, carried!.polygon[i]!)];
      expect(Math.abs((was.x + 0.5) / 2 - 0.5 - is.x)).toBeLessThan(0.01);
      expect(Math.abs((was.y + 0.5) / 2 - 0.5 - is.y)).toBeLessThan(0.01);
    }
  });

  it('are never dropped: one beyond the horizon of the map keeps its share of the sides', () => {
    const steep = ground(A4, 0, 0, { canvasToProjector: [2, 0, 0, 0, 2, 0, 0, -0.002, 1] });
    const far: CanvasMask = { name: 'far', polygon: [canvasPoint(0, 0), canvasPoint(10, 600), canvasPoint(20, 0)] };
    const [carried, door] = carryMasks([far, maskAt(0, 0)], steep, ground(A2, 0, 0));
    expectPolygon(carried!, { name: 'far', polygon: far.polygon.map(({ x, y }) => ({ x: 2 * x, y: 2 * y })) });
    expect(door!.name).toBe('door');
  });

  it('are the very same on a sheet of the same size, wherever it hangs', () => {
    const masks = [maskAt(100, 60)];
    expect(carryMasks(masks, ground(A4, 100, 60), ground(A4, 0, 0))).toEqual(masks);
  });
});

describe('masks under the patterns of a new run', () => {
  const CAMERA = { width: 1280, height: 720 };
  const lens = lensOf(CAMERA, { k1: -0.08, k2: 0.01 });
  const wallToCamera: Homography<'canvas', 'camera'> = [1.2, 0.02, 260, 0.01, 1.25, 120, 3e-5, -2e-5, 1];
  const cameraToProjector = composeHomographies(invertHomography(wallToCamera), wallToProjector);
  const record = plainRecord({
    canvas: 'main',
    projector: 'main',
    sheet: A4,
    canvasToProjector: [...ground(A4, 100, 60).canvasToProjector],
    projectorSize: RASTER,
    source: 'structured-light',
    madeAt: '2026-01-01T00:00:00Z',
    masks: [maskAt(100, 60)],
    camera: { id: 'cam', size: CAMERA, lens: { k1: -0.08, k2: 0.01 }, cameraToProjector: [...cameraToProjector] },
  });
  const paperAt = (sheet: SheetSize, left: number, top: number) =>
    sheetQuad(sheet).map((p: CanvasPoint) =>
      distortPoint(lens, applyHomography(wallToCamera, canvasPoint(p.x + left, p.y + top))),
    ) as unknown as Quad<'camera'>;

  it('are looked for where they lie on the sheet in view, by the camera that measured them', () => {
    const [door] = masksInView(record, A2, paperAt(A2, 30, 15), CAMERA);
    expectPolygon(door!, maskAt(30, 15), 0.01);
  });

  it('are taken for the same paper’s in other millimetres where no camera tells', () => {
    for (const [known, paper] of [
      [{ ...record, camera: null }, paperAt(A2, 30, 15)],
      [record, null],
    ] as const) {
      const [door] = masksInView(known, A2, paper, CAMERA);
      expectPolygon(door!, {
        name: 'door',
        polygon: maskAt(100, 60).polygon.map(({ x, y }) => ({ x: 2 * x, y: 2 * y })),
      });
    }
    expect(masksInView(record, A4, paperAt(A4, 0, 0), CAMERA)).toBe(record.masks);
    expect(masksInView(null, A4, null, CAMERA)).toEqual([]);
  });
});
