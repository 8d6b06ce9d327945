/** Photometry solved from simulated flats, and what it then predicts. */
import { describe, expect, it } from 'vitest';
import { gatherFlat, layFlatCells } from '../../../calibration/photometry/gather-flat.ts';
import { photometrySchema, type Rgb } from '../../../calibration/photometry/photometry.ts';
import { PHOTOMETRY_CHECKS, PHOTOMETRY_FLATS } from '../../../calibration/photometry/plan-flats.ts';
import { predictCamera, projectorLight } from '../../../calibration/photometry/predict-camera.ts';
import { PhotometryError, solvePhotometry } from '../../../calibration/photometry/solve-photometry.ts';
import { seededRandom } from './seeded-random.ts';
import { cellsOfSheet, drawWorld, photograph, SHEET, SIZE, type TrueWorld, trueLight } from './simulate-flats.ts';

const COLOURS = PHOTOMETRY_FLATS;
const [CHECK] = PHOTOMETRY_CHECKS as [Rgb];
const cells = cellsOfSheet();
const solve = (world: TrueWorld, colours = COLOURS, inked?: (x: number, y: number) => boolean) =>
  solvePhotometry(
    cells,
    colours.map((colour, shot) => gatherFlat(cells, colour, [photograph(world, colour, shot, inked)])),
    [gatherFlat(cells, CHECK, [photograph(world, CHECK, 99, inked)])],
    null,
  ).photometry;

/** RMS over random colours and places, share of the camera's white, of what does not clip. */
const errorOf = (world: TrueWorld, photometry: ReturnType<typeof solve>, seed: number): number => {
  const random = seededRandom(seed);
  let sum = 0;
  const count = 600;
  for (let k = 0; k < count; k++) {
    const colour: Rgb = [random(), random(), random()];
    const p = { x: random() * SHEET.widthMm, y: random() * SHEET.heightMm };
    const light = colour.map((code, channel) => projectorLight(photometry, channel, code)) as unknown as Rgb;
    const predicted = predictCamera(photometry, light, p);
    const truth = trueLight(world, colour, p.x, p.y);
    for (let c = 0; c < 3; c++)
      sum +=
        (Math.min(1, predicted[c]! ** (1 / photometry.cameraExponent)) -
          Math.min(1, truth[c]! ** (1 / world.cameraExponent))) **
          2 /
        3;
  }
  return Math.sqrt(sum / count);
};

describe('solvePhotometry', () => {
  it.each([1, 2, 3, 4])('predicts colours it never saw to a hundredth of white (seed %i)', (seed) => {
    const world = drawWorld(seed);
    const photometry = solve(world);
    expect(errorOf(world, photometry, seed)).toBeLessThan(0.01);
    expect(photometry.heldOutRms).toBeLessThan(0.01);
    expect(photometry.cameraExponent).toBe(1);
  });

  it.each([5, 6])('is right below the clip when white clips the camera (seed %i)', (seed) => {
    const world = drawWorld(seed, { room: 0.5 });
    const bright = { ...world, mixing: world.mixing.map((m) => 2.2 * m) };
    const photometry = solve(bright);
    expect(errorOf(bright, photometry, seed)).toBeLessThan(0.012);
    expect(photometry.usable.brightest).toBeLessThan(0.95);
    expect(photometry.usable.brightest).toBeGreaterThan(0.4);
  });

  it('leaves writing on the sheet out', () => {
    const world = drawWorld(7);
    const photometry = solve(world, COLOURS, (x, y) => Math.hypot((x % 31) - 15, (y % 23) - 11) < 3.5);
    expect(errorOf(world, photometry, 7)).toBeLessThan(0.015);
  });

  it('finds a camera that does not code as it says', () => {
    const world = drawWorld(8, { cameraExponent: 1.2, room: 0.2, noise: 0.5 });
    const photometry = solve(world);
    expect(photometry.cameraExponent).toBeGreaterThan(1.05);
    expect(errorOf(world, photometry, 8)).toBeLessThan(0.02);
  });

  it.each([11, 12])('predicts what a grey camera sees, which tells no channel from another (seed %i)', (seed) => {
    const world = drawWorld(seed);
    const grey = (colour: Rgb, shot: number) =>
      gatherFlat(cells, colour, [{ ...photograph(world, colour, shot), rgb: null }]);
    const { photometry, residualRms } = solvePhotometry(cells, COLOURS.map(grey), [grey(CHECK, 99)], null);
    expect(residualRms).toBeLessThan(0.005);
    // A response that says what the sum does not: full code is full light of each channel.
    for (const light of photometry.response.light.at(-1)!) expect(Math.abs(light - 1)).toBeLessThan(0.05);
  });

  it('can be stored: plain data that its schema takes', () => {
    const photometry = solve(drawWorld(9));
    expect(photometrySchema.parse(JSON.parse(JSON.stringify(photometry)))).toEqual(photometry);
    expect(JSON.stringify(photometry).length).toBeLessThan(12_000);
  });

  it('says what is missing', () => {
    const world = drawWorld(10);
    const flat = (colour: Rgb) => gatherFlat(cells, colour, [photograph(world, colour, 0)]);
    const colours: Rgb[] = COLOURS.slice(1, 7);
    expect(() => solvePhotometry(cells, colours.map(flat), [], null)).toThrow(PhotometryError);
    expect(() => solvePhotometry(cells, COLOURS.slice(0, 3).map(flat), [], null)).toThrow(/five flats/);
  });

  it('claims nothing of a sheet that it does not see, and no proof by a colour that was not compared', () => {
    const world = drawWorld(10);
    const nowhere = layFlatCells(SIZE, SHEET, () => null);
    const blind = (colour: Rgb) => gatherFlat(nowhere, colour, [photograph(world, colour, 0)]);
    const flat = (colour: Rgb) => gatherFlat(cells, colour, [photograph(world, colour, 0)]);
    expect(() => solvePhotometry(nowhere, COLOURS.map(blind), [blind(CHECK)], null)).toThrow(/nothing of the sheet/);
    expect(solvePhotometry(cells, COLOURS.map(flat), [blind(CHECK)], null).photometry.heldOutRms).toBeNull();
  });
});
