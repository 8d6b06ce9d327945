import { describe, expect, it } from 'vitest';
import { digestPicture } from '../../../client/workers/digest-picture.ts';
import { type GreyableFrame, greyFromFrame } from '../../../client/workers/grey-from-frame.ts';

/** A 4×2 picture in `format` whose rows are `stride` bytes apart. */
const frameOf = (
  format: string | null,
  stride: number,
  rows: readonly (readonly number[])[],
  offset = 0,
): GreyableFrame => ({
  format: format as VideoPixelFormat | null,
  visibleRect: { width: 4, height: rows.length } as DOMRectReadOnly,
  allocationSize: () => offset + stride * rows.length,
  copyTo: async (destination) => {
    const bytes = destination as Uint8Array;
    for (const [y, row] of rows.entries()) bytes.set(row, offset + y * stride);
    return [{ offset, stride }];
  },
});
const pixel = (r: number, g: number, b: number): number[] => [r, g, b, 255];

describe('a camera picture as grey', () => {
  it('is the luma plane, whatever its stride and offset', async () => {
    const rows = [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ];
    for (const format of ['I420', 'NV12', 'I444'])
      for (const [stride, offset] of [
        [4, 0],
        [16, 0],
        [16, 32],
      ] as const) {
        const grey = await greyFromFrame(frameOf(format, stride, rows, offset));
        expect([...grey.data]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
        expect([grey.width, grey.height]).toEqual([4, 2]);
      }
  });
  it('weighs colours alike in every order of channels, and keeps white white', async () => {
    const rgb = [[...pixel(255, 0, 0), ...pixel(0, 255, 0), ...pixel(0, 0, 255), ...pixel(255, 255, 255)]];
    const bgr = [[...pixel(0, 0, 255), ...pixel(0, 255, 0), ...pixel(255, 0, 0), ...pixel(255, 255, 255)]];
    const fromRgba = await greyFromFrame(frameOf('RGBA', 16, rgb));
    const fromBgrx = await greyFromFrame(frameOf('BGRX', 24, bgr));
    const converted = await greyFromFrame(frameOf(null, 16, rgb));
    expect([...fromBgrx.data]).toEqual([...fromRgba.data]);
    expect([...converted.data]).toEqual([...fromRgba.data]);
    expect(fromRgba.data[3]).toBe(255);
    expect(fromRgba.data[1]).toBeGreaterThan(fromRgba.data[0]!);
    expect(fromRgba.data[0]).toBeGreaterThan(fromRgba.data[2]!);
  });
  it('refuses a picture without a size', async () => {
    const nothing = { ...frameOf('I420', 4, []), visibleRect: null };
    await expect(greyFromFrame(nothing)).rejects.toThrow(/without a size/);
  });
});

describe('the digest of a picture', () => {
  const picture = (change: number) => {
    const data = new Uint8Array(640 * 360).fill(120);
    // Noise of one level over the picture, as the quietest sensor has.
    for (let i = 0; i < data.length; i += 3) data[i] = 120 + ((i * 7919 + change) % 2);
    return { width: 640, height: 360, data };
  };
  it('is the same for the same picture and differs when only noise differs', () => {
    expect(digestPicture(picture(0))).toBe(digestPicture(picture(0)));
    expect(digestPicture(picture(0))).not.toBe(digestPicture(picture(1)));
  });
});
