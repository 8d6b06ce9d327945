import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ZodError } from 'zod';
import { CALIBRATION_VERSION, calibrationSchema, parseCalibration } from '../../calibration/record.ts';

const FIXTURES = resolve(import.meta.dirname, '../fixtures/calibrations');
const fixtures = readdirSync(FIXTURES).map((file) => ({
  file,
  value: JSON.parse(readFileSync(join(FIXTURES, file), 'utf8')) as Record<string, unknown>,
}));
const newest = fixtures.find(({ file }) => file.startsWith('v2'))!.value;

describe('a calibration record', () => {
  it('has a fixture of every version ever written', () => {
    const versions = new Set(fixtures.map(({ value }) => value.version));
    for (let version = 1; version <= CALIBRATION_VERSION; version++) expect(versions).toContain(version);
  });

  it.each(fixtures)('still loads from $file, all that it knew included', ({ value }) => {
    const record = parseCalibration(value);
    expect(record).toMatchObject({ ...value, version: CALIBRATION_VERSION });
  });

  it('migrated from version 1 claims nothing that was not measured', () => {
    const old = fixtures.find(({ file }) => file.startsWith('v1'))!.value;
    expect(parseCalibration(old)).toMatchObject({
      mesh: null,
      camera: null,
      accuracy: null,
      photometry: null,
      reference: null,
      masks: [],
      context: null,
    });
  });

  it('is the same after a journey as JSON', () => {
    for (const { value } of fixtures) {
      const record = parseCalibration(value);
      expect(parseCalibration(JSON.parse(JSON.stringify(record)))).toEqual(record);
    }
  });

  it.each([
    ['a version of the future', { version: 3 }, 'version'],
    ['a matrix with a missing number', { canvasToProjector: [1, 2, 3] }, 'canvasToProjector'],
    ['a map that takes all of the sheet to nowhere', { canvasToProjector: Array(9).fill(0) }, 'canvasToProjector'],
    ['a map that folds the sheet to a line', { canvasToProjector: [1, 0, 0, 1, 0, 0, 0, 0, 1] }, 'canvasToProjector'],
    [
      'a map that takes half of the sheet behind the projector',
      { sheet: { widthMm: 297, heightMm: 210 }, canvasToProjector: [2, 0, 10, 0, 2, 20, -0.005, 0, 1] },
      'canvasToProjector',
    ],
    [
      'a camera’s map without an inverse',
      {
        camera: {
          id: 'cam',
          size: { width: 640, height: 480 },
          lens: { k1: 0, k2: 0 },
          cameraToProjector: [1, 0, 0, 0, 1, 0, 0, 0, 0],
        },
      },
      'camera.cameraToProjector',
    ],
    ['a mesh of another size than it says', { mesh: { columns: 3, rows: 3, offsets: Array(8).fill(0) } }, 'mesh'],
    [
      'a mask of two points',
      {
        masks: [
          {
            name: '',
            polygon: [
              { x: 0, y: 0 },
              { x: 1, y: 1 },
            ],
          },
        ],
      },
      'masks.0.polygon',
    ],
    ['a share above one', { accuracy: { ...(newest.accuracy as object), coverage: 1.5 } }, 'accuracy.coverage'],
  ])('refuses %s and names the place', (_, change, path) => {
    const result = calibrationSchema.safeParse({ ...newest, ...change });
    expect(result.error).toBeInstanceOf(ZodError);
    expect(result.error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
  });
});
