/** A layer's weights in the order in which the kernels read them, and whether it is computed in tiles. Pure. */
import { CHANNELS } from './convolution-kernel.ts';
import type { Convolution } from './plan-network.ts';
import { BAND_PLANES, outputsOf, PLANES, turnTaps } from './winograd.ts';

export const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step;

/** Channels that a tensor has in memory: whole groups, but for a picture's single one. */
export const channelsInMemory = (channels: number): number => (channels === 1 ? 1 : roundUp(channels, CHANNELS));

/** Outputs of a tile of this layer; 0 = it is computed directly. */
export function tileOutputs({ shape: [, inputs, , columns], strides, dilations, padding }: Convolution): number {
  const outputs = outputsOf(columns);
  const reach = (dilations[1] * (columns - 1)) / 2;
  const keepsColumns = strides[1] === 1 && padding[1] === reach && padding[3] === reach;
  return inputs > 1 && keepsColumns && dilations[0] === 1 ? outputs : 0;
}

/** Whether its tiles are turned down the columns too: squares of three by three that keep the rows. */
export const isSquare = (layer: Convolution): boolean =>
  tileOutputs(layer) > 0 &&
  layer.shape[2] === 3 &&
  layer.shape[3] === 3 &&
  layer.strides[0] === 1 &&
  layer.padding[0] === 1 &&
  layer.padding[2] === 1;

/** [outputs / CHANNELS, rows, columns, inputs, CHANNELS], channels as in memory. */
export function packDirect(weights: Float32Array, shape: Convolution['shape']): Float32Array {
  const columns = shape[3];
  const deep = channelsInMemory(shape[1]);
  const packed = new Float32Array(sizeInMemory(shape, columns));
  eachRowOfTaps(shape, columns, (from, to) => {
    for (let column = 0; column < columns; column++) packed[to + column * deep * CHANNELS] = weights[from + column]!;
  });
  return packed;
}

/** [PLANES][outputs / CHANNELS, rows, inputs, CHANNELS], channels as in memory. */
export function packTiles(weights: Float32Array, shape: Convolution['shape']): Float32Array[] {
  const planes = Array.from({ length: PLANES }, () => new Float32Array(sizeInMemory(shape, 1)));
  const turned = new Float64Array(PLANES);
  eachRowOfTaps(shape, 1, (from, to) => {
    turnTaps(weights.subarray(from, from + shape[3]), turned);
    for (let j = 0; j < PLANES; j++) planes[j]![to] = turned[j]!;
  });
  return planes;
}

/** [BAND_PLANES, PLANES][outputs / CHANNELS, inputs, CHANNELS], channels as in memory, of three by three taps. */
export function packSquares(weights: Float32Array, [outputs, inputs]: Convolution['shape']): Float32Array[] {
  const shape = [outputs, inputs, 1, 9] as const;
  const planes = Array.from({ length: BAND_PLANES * PLANES }, () => new Float32Array(sizeInMemory(shape, 1)));
  const rows = Array.from({ length: 3 }, () => new Float64Array(PLANES));
  const turned = new Float64Array(BAND_PLANES);
  eachRowOfTaps(shape, 1, (from, to) => {
    rows.forEach((row, i) => {
      turnTaps(weights.subarray(from + 3 * i, from + 3 * i + 3), row);
    });
    for (let j = 0; j < PLANES; j++) {
      turnTaps(
        Float64Array.from(rows, (row) => row[j]!),
        turned,
      );
      for (let i = 0; i < BAND_PLANES; i++) planes[i * PLANES + j]![to] = turned[i]!;
    }
  });
  return planes;
}

const sizeInMemory = ([outputs, inputs, rows]: Convolution['shape'], columns: number): number =>
  roundUp(outputs, CHANNELS) * rows * columns * channelsInMemory(inputs);

/** Tells where each row of taps lies in [outputs, inputs, rows, taps], and where its first goes if `columns` of each are kept. */
function eachRowOfTaps(
  [outputs, inputs, rows, taps]: Convolution['shape'],
  columns: number,
  visit: (from: number, to: number) => void,
): void {
  const deep = channelsInMemory(inputs);
  const group = CHANNELS * rows * columns * deep;
  let from = 0;
  for (let output = 0; output < outputs; output++) {
    const start = Math.floor(output / CHANNELS) * group + (output % CHANNELS);
    for (let input = 0; input < inputs; input++)
      for (let row = 0; row < rows; row++, from += taps) visit(from, start + (row * columns * deep + input) * CHANNELS);
  }
}
