/**
 * A folder of real Gray-code captures in OpenCV's order → pixels by bit: column bits most significant first, each followed by its inverse; row bits
 * likewise; white; black. And the mask: a polygon in camera px → 1 for each px inside.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { BitPair } from '../../calibration/decode/decode-gray-code.ts';
import type { Size } from '../../calibration/frames.ts';
import { bitsFor } from '../../calibration/patterns/gray-code.ts';
import { loadPicture } from './load-picture.ts';
import type { GrayCodeCaptures } from './measure-graycode.ts';

const PICTURE = /\.(png|jpe?g|webp|tiff?)$/i;

/** Throws with the path and what was expected when pictures are missing or differ in size. */
export const loadGrayCode = async (directory: string, projectorSize: Size): Promise<GrayCodeCaptures> => {
  const names = (await readdir(directory))
    .filter((name) => PICTURE.test(name))
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const columnBits = bitsFor(projectorSize.width);
  const rowBits = bitsFor(projectorSize.height);
  const expected = 2 * (columnBits + rowBits) + 2;
  if (names.length !== expected)
    throw new Error(
      `${directory}: ${expected} pictures expected for a ${projectorSize.width}x${projectorSize.height} projector ` +
        `(${columnBits} column bits and ${rowBits} row bits with their inverses, white, black), ${names.length} found`,
    );
  const pictures = await Promise.all(names.map((name) => loadPicture(join(directory, name))));
  const { width, height } = pictures[0]!;
  pictures.forEach((picture, i) => {
    if (picture.width !== width || picture.height !== height)
      throw new Error(
        `${join(directory, names[i]!)}: ${picture.width}x${picture.height} px, the first picture has ${width}x${height}`,
      );
  });
  const data = pictures.map((picture) => Uint8Array.from(picture.data));
  const pairs = (first: number, bits: number): BitPair[] =>
    Array.from({ length: bits }, (_, i) => ({ pattern: data[first + 2 * i]!, inverse: data[first + 2 * i + 1]! }));
  return {
    size: { width, height },
    projectorSize,
    columns: pairs(0, columnBits),
    rows: pairs(2 * columnBits, rowBits),
    white: data[expected - 2]!,
    black: data[expected - 1]!,
  };
};

const maskFile = z.object({ polygon: z.array(z.tuple([z.number(), z.number()])).min(3) });

/** Throws with the path when the file is absent, no JSON, or holds no polygon. */
export const loadMask = async (path: string, size: Size): Promise<Uint8Array> => {
  try {
    const parsed: unknown = JSON.parse(await readFile(path, 'utf8'));
    return fillPolygon(maskFile.parse(parsed).polygon, size);
  } catch (cause) {
    throw new Error(`mask ${path}: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
};

/** Px whose centre lies inside, by the even-odd rule. */
export const fillPolygon = (polygon: readonly (readonly [number, number])[], size: Size): Uint8Array => {
  const inside = new Uint8Array(size.width * size.height);
  for (let y = 0; y < size.height; y++) {
    const crossings: number[] = [];
    polygon.forEach(([x1, y1], i) => {
      const [x0, y0] = polygon[(i + polygon.length - 1) % polygon.length]!;
      if (y0 > y !== y1 > y) crossings.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0));
    });
    crossings.sort((a, b) => a - b);
    for (let k = 0; k + 1 < crossings.length; k += 2) {
      const from = Math.max(0, Math.ceil(crossings[k]!));
      const to = Math.min(size.width - 1, Math.ceil(crossings[k + 1]!) - 1);
      for (let x = from; x <= to; x++) inside[y * size.width + x] = 1;
    }
  }
  return inside;
};
