import { describe, expect, it } from 'vitest';
import { layOutTensors } from '../../../client/inference/lay-out-tensors.ts';
import { runPlan } from '../../../client/inference/open-network.ts';
import { isSquare, tileOutputs } from '../../../client/inference/pack-weights.ts';
import type { Bridge, Convolution, Layer, NetworkPlan } from '../../../client/inference/plan-network.ts';
import { enableRelaxedSimd } from '../../relaxed-simd.ts';
import { at, computePlainly, type Tensor } from './compute-plainly.ts';

/** Reproducible numbers from −1 to 1 (Marsaglia 2003, xorshift). */
const numbers = (seed: number) => {
  let state = seed;
  return (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state | 0) / 2 ** 31;
  };
};
const next = numbers(20_261_122);
const draw = (count: number, scale = 1): Float32Array => Float32Array.from({ length: count }, () => scale * next());

const convolution = (
  input: string,
  output: string,
  shape: Convolution['shape'],
  other: Partial<Convolution> = {},
): Convolution => ({
  kind: 'convolution',
  input,
  output,
  shape,
  weights: draw(shape[0] * shape[1] * shape[2] * shape[3], 1 / Math.sqrt(shape[1] * shape[2] * shape[3])),
  bias: draw(shape[0], 0.2),
  strides: [1, 1],
  dilations: [1, 1],
  padding: [0, 0, 0, 0],
  ending: 'linear',
  other: null,
  ...other,
});

/** Greatest difference between the kernels and the definition, over a batch of two pictures, `fused` or not. */
async function worst(layers: readonly Layer[], height: number, width: number, fused: boolean): Promise<number> {
  const plan: NetworkPlan = { input: 'ink', output: layers.at(-1)!.output, layers };
  const classes = layers.at(-1)!.shape[0];
  const run = await runPlan(plan, classes, fused);
  // Other pictures before: what they left in memory must not show.
  for (const times of [4, 1, 3]) await run(draw(height * width * times), { batch: 1, height, width: times * width });
  const pictures = [draw(height * width), draw(height * width)];
  const input = Float32Array.from(pictures.flatMap((picture) => [...picture]));
  const found = await run(input, { batch: 2, height, width });
  let difference = 0;
  pictures.forEach((picture, line) => {
    const ink: Tensor = { channels: 1, height, width, data: Float64Array.from(picture) };
    const wanted = computePlainly(plan, ink);
    expect(wanted.height).toBe(1);
    expect(found.frames).toBe(wanted.width);
    for (let frame = 0; frame < found.frames; frame++)
      for (let channel = 0; channel < classes; channel++) {
        const logit = found.data[(line * found.frames + frame) * classes + channel]!;
        difference = Math.max(difference, Math.abs(logit - at(wanted, channel, 0, frame)));
      }
  });
  return difference;
}

/** float32 against float64, a few layers deep. */
const ROUNDING = 1e-4;

/** Every stage after one that brings the picture to 24 channels, the last one read frame by frame. */
const first = convolution('ink', 'a', [24, 1, 5, 5], { padding: [2, 2, 2, 2], strides: [2, 2], ending: 'relu' });
const row = convolution('ink', 'a', [16, 1, 6, 3], { padding: [0, 1, 0, 1], ending: 'relu' });
const networks: Record<string, { layers: readonly Layer[]; height: number; width: number }> = {
  'a picture of one channel in steps of two': {
    layers: [first, convolution('a', 'b', [7, 24, 3, 1])],
    height: 6,
    width: 64,
  },
  'three by three in tiles, with a residual': {
    layers: [
      first,
      convolution('a', 'b', [24, 24, 3, 3], { padding: [1, 1, 1, 1], ending: 'residual', other: 'a' }),
      convolution('b', 'c', [10, 24, 6, 1]),
    ],
    height: 12,
    width: 40,
  },
  'every other row in tiles, channels that fill no group': {
    layers: [
      convolution('ink', 'a', [12, 1, 3, 3], { padding: [1, 1, 1, 1], ending: 'relu' }),
      convolution('a', 'b', [20, 12, 3, 3], { padding: [1, 1, 1, 1], strides: [2, 1], ending: 'relu' }),
      convolution('b', 'c', [5, 20, 4, 1]),
    ],
    height: 8,
    width: 20,
  },
  'steps of two columns without tiles': {
    layers: [row, convolution('a', 'b', [9, 16, 1, 3], { padding: [0, 1, 0, 1], strides: [1, 2] })],
    height: 6,
    width: 24,
  },
  'dilated columns that no tile fits: four taps': {
    layers: [row, convolution('a', 'b', [9, 16, 1, 4], { padding: [0, 3, 0, 3], dilations: [1, 2] })],
    height: 6,
    width: 24,
  },
  'a transposed convolution beside what it is added to': {
    layers: [
      row,
      convolution('a', 'b', [32, 16, 1, 3], { padding: [0, 1, 0, 1], strides: [1, 2], ending: 'relu' }),
      {
        kind: 'bridge',
        input: 'b',
        other: 'a',
        output: 'c',
        weights: [draw(16 * 32, 0.2), draw(16 * 32, 0.2)],
        shape: [16, 32, 1, 1],
        bias: draw(16),
      } satisfies Bridge,
      convolution('c', 'd', [11, 16, 1, 1]),
    ],
    height: 6,
    width: 48,
  },
};
for (const height of [4, 6, 10])
  for (const width of [8, 24, 56])
    networks[`squares of three by three over ${height} rows and ${width} columns`] = {
      layers: [
        convolution('ink', 'a', [20, 1, 3, 3], { padding: [1, 1, 1, 1], ending: 'relu' }),
        convolution('a', 'b', [20, 20, 3, 3], { padding: [1, 1, 1, 1], ending: 'relu' }),
        convolution('b', 'c', [20, 20, 3, 3], { padding: [1, 1, 1, 1], ending: 'residual', other: 'b' }),
        convolution('c', 'd', [12, 20, 3, 3], { padding: [1, 1, 1, 1] }),
        convolution('d', 'e', [9, 12, height, 1]),
      ],
      height,
      width,
    };
for (const taps of [3, 5])
  for (const dilation of [1, 2, 4, 8])
    for (const width of [8, 20, 24, 56, 60]) {
      const reach = ((taps - 1) / 2) * dilation;
      networks[`${taps} taps in tiles, ${dilation} columns apart, over ${width} columns`] = {
        layers: [
          row,
          convolution('a', 'b', [16, 16, 1, taps], {
            padding: [0, reach, 0, reach],
            dilations: [1, dilation],
            ending: 'residual',
            other: 'a',
          }),
          convolution('b', 'c', [8, 16, 1, taps], { padding: [0, reach, 0, reach], dilations: [1, dilation] }),
        ],
        height: 6,
        width,
      };
    }

describe('the kernels compute what the definition says', () => {
  it.each(Object.entries(networks))('%s', async (_, { layers, height, width }) => {
    expect(await worst(layers, height, width, false)).toBeLessThan(ROUNDING);
    expect(enableRelaxedSimd(), 'relaxed SIMD, which Chrome has').toBe(true);
    expect(await worst(layers, height, width, true)).toBeLessThan(ROUNDING);
  });

  it('in squares where the rows are kept, and only there', () => {
    const squares = Object.values(networks)
      .flatMap((network) => network.layers)
      .filter((layer) => layer.kind === 'convolution' && isSquare(layer));
    expect(squares.length).toBeGreaterThan(20);
    expect(squares.every(({ shape }) => shape[2] === 3 && shape[3] === 3)).toBe(true);
    expect(squares.every((layer) => layer.kind === 'convolution' && layer.strides.join() === '1,1')).toBe(true);
  });

  it('in tiles where they save products, and only there', () => {
    const layers = Object.values(networks).flatMap((network) => network.layers);
    const tiled = layers.filter((layer) => layer.kind === 'convolution' && tileOutputs(layer) > 0);
    expect(new Set(tiled.map(({ shape }) => shape[3]))).toEqual(new Set([3, 5]));
    expect(tiled.every((layer) => layer.kind === 'convolution' && layer.strides[1] === 1)).toBe(true);
  });
});

describe('a picture that does not fit', () => {
  const plan: NetworkPlan = { input: 'ink', output: 'b', layers: [first, convolution('a', 'b', [7, 24, 3, 1])] };
  it('is refused with its width', () => {
    expect(() => layOutTensors(plan, 6, 20)).toThrow('found 20 columns');
  });

  it('is refused where a sum has two sizes', () => {
    const layers = [first, convolution('a', 'b', [24, 24, 3, 1], { ending: 'residual', other: 'a' })];
    expect(() => layOutTensors({ input: 'ink', output: 'b', layers }, 6, 32)).toThrow('expected a to be as large as b');
  });
});
