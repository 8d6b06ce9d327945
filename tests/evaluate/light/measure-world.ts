/** The photometry of a virtual wall, measured as the wizard does: flats through its camera, cells by its true map. */
import { type FlatPicture, gatherFlat, layFlatCells } from '../../../calibration/photometry/gather-flat.ts';
import type { Photometry, Rgb } from '../../../calibration/photometry/photometry.ts';
import { PHOTOMETRY_FLATS } from '../../../calibration/photometry/plan-flats.ts';
import { solvePhotometry } from '../../../calibration/photometry/solve-photometry.ts';
import { stepper } from '../../../client/sources/virtual-wall/step-world.ts';
import type { World } from '../../../client/sources/virtual-wall/world.ts';
import { canvasPointOf } from '../../../client/sources/virtual-wall/world-maps.ts';

export const measureWorldPhotometry = (world: World, seed: number): Photometry => {
  const { size } = world.projector;
  const step = stepper(world, seed);
  const cells = layFlatCells(world.camera.size, world.sheet.size, (p) => canvasPointOf(world.camera, p));
  const photograph = (colour: Rgb, time: number): FlatPicture => {
    const data = new Uint8ClampedArray(4 * size.width * size.height);
    for (let i = 0; i < data.length; i += 4) data.set([...colour.map((code) => Math.round(255 * code)), 255], i);
    const { frame } = step({ inks: [], inkChanged: null, projectorFrame: { size, data }, occluders: [], time });
    const n = frame.size.width * frame.size.height;
    const rgb = new Uint8Array(3 * n);
    const luma = new Uint8Array(n);
    for (let i = 0; i < n; i++) {
      for (let c = 0; c < 3; c++) rgb[3 * i + c] = frame.data[4 * i + c]!;
      luma[i] = 0.2126 * rgb[3 * i]! + 0.7152 * rgb[3 * i + 1]! + 0.0722 * rgb[3 * i + 2]! + 0.5;
    }
    return { size: frame.size, luma, rgb };
  };
  const flats = PHOTOMETRY_FLATS.map((colour, k) => gatherFlat(cells, colour, [photograph(colour, 100 * k)]));
  return solvePhotometry(cells, flats, [], null).photometry;
};
