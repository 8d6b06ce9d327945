import { describe, expect, it } from 'vitest';
import { type PicturableFrame, pictureFromFrame } from '../../../client/workers/picture-from-frame.ts';

type Rgb = readonly [number, number, number];
const WIDTH = 4;
const HEIGHT = 2;
/** Two blocks of 2 × 2, each of one colour. */
const planesOf = ([left, right]: readonly [Rgb, Rgb], kr: number, kb: number, full: boolean) => {
  const coded = [left, right].map(([r, g, b]) => {
    const y = kr * r + (1 - kr - kb) * g + kb * b;
    const u = (b - y) / (2 * (1 - kb));
    const v = (r - y) / (2 * (1 - kr));
    return full ? [y, u + 128, v + 128] : [16 + (y * 219) / 255, 128 + (u * 224) / 255, 128 + (v * 224) / 255];
  });
  const [a, b] = coded.map((c) => c.map(Math.round));
  return { y: [a![0]!, a![0]!, b![0]!, b![0]!], u: [a![1]!, b![1]!], v: [a![2]!, b![2]!] };
};
const frameOf = (
  format: 'I420' | 'NV12',
  colours: readonly [Rgb, Rgb],
  matrix: VideoMatrixCoefficients,
  fullRange: boolean,
): PicturableFrame => {
  const [kr, kb] = matrix === 'bt709' ? [0.2126, 0.0722] : [0.299, 0.114];
  const { y, u, v } = planesOf(colours, kr, kb, fullRange);
  const stride = 8;
  return {
    format,
    visibleRect: { width: WIDTH, height: HEIGHT } as DOMRectReadOnly,
    colorSpace: { matrix, fullRange, primaries: 'bt709', transfer: 'bt709' } as VideoColorSpace,
    allocationSize: () => 64,
    copyTo: async (destination) => {
      const bytes = destination as Uint8Array;
      for (let row = 0; row < HEIGHT; row++) bytes.set(y, row * stride);
      if (format === 'I420') {
        bytes.set(u, 32);
        bytes.set(v, 48);
        return [
          { offset: 0, stride },
          { offset: 32, stride },
          { offset: 48, stride },
        ];
      }
      bytes.set([u[0]!, v[0]!, u[1]!, v[1]!], 32);
      return [
        { offset: 0, stride },
        { offset: 32, stride },
      ];
    },
  };
};

const COLOURS: readonly (readonly [Rgb, Rgb])[] = [
  [
    [255, 255, 255],
    [0, 0, 0],
  ],
  [
    [200, 40, 30],
    [20, 90, 210],
  ],
  [
    [90, 180, 60],
    [128, 128, 128],
  ],
];

describe('a camera picture for a calibration', () => {
  it.each(
    (['I420', 'NV12'] as const).flatMap((format) =>
      (['bt709', 'smpte170m'] as const).flatMap((matrix) =>
        [true, false].map((full) => [format, matrix, full ? 'full' : 'limited'] as const),
      ),
    ),
  )('has the colours that the camera coded (%s, %s, %s range)', async (format, matrix, range) => {
    for (const colours of COLOURS) {
      const picture = await pictureFromFrame(frameOf(format, colours, matrix, range === 'full'), 5);
      expect(picture.size).toEqual({ width: WIDTH, height: HEIGHT });
      const rgb = picture.rgb!;
      for (const [x, colour] of [
        [0, colours[0]],
        [3, colours[1]],
      ] as const)
        for (let c = 0; c < 3; c++) {
          const seen = rgb[(WIDTH + x) * 3 + c]!;
          // Three codes were rounded on the way.
          expect(
            Math.abs(seen - colour[c]!),
            `${colour} seen ${rgb.slice((WIDTH + x) * 3, (WIDTH + x) * 3 + 3)}`,
          ).toBeLessThanOrEqual(2);
        }
    }
  });

  it('keeps luma as it was sent', async () => {
    const picture = await pictureFromFrame(frameOf('I420', COLOURS[0]!, 'bt709', false), 5);
    expect([...picture.luma]).toEqual([235, 235, 16, 16, 235, 235, 16, 16]);
    expect(picture.time).toBe(5);
  });
});
