/** The layers of a plan as their definitions say, one multiplication after another: what the kernels are held against. */
import type { Convolution, Layer, NetworkPlan } from '../../../client/inference/plan-network.ts';

/** [channels, height, width], row-major. */
export interface Tensor {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly data: Float64Array;
}

export const at = ({ height, width, data }: Tensor, channel: number, row: number, column: number): number =>
  row < 0 || row >= height || column < 0 || column >= width ? 0 : data[(channel * height + row) * width + column]!;

const make = (
  channels: number,
  height: number,
  width: number,
  value: (channel: number, row: number, column: number) => number,
): Tensor => {
  const data = new Float64Array(channels * height * width);
  for (let c = 0, i = 0; c < channels; c++)
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++, i++) data[i] = value(c, y, x);
  return { channels, height, width, data };
};

function convolve(layer: Convolution, input: Tensor, other: Tensor | undefined): Tensor {
  const [outputs, inputs, rows, columns] = layer.shape;
  const [top, left, bottom, right] = layer.padding;
  const height = Math.floor((input.height + top + bottom - (rows - 1) * layer.dilations[0] - 1) / layer.strides[0]) + 1;
  const width =
    Math.floor((input.width + left + right - (columns - 1) * layer.dilations[1] - 1) / layer.strides[1]) + 1;
  return make(outputs, height, width, (o, y, x) => {
    let sum = layer.bias[o]!;
    for (let i = 0; i < inputs; i++)
      for (let r = 0; r < rows; r++)
        for (let c = 0; c < columns; c++)
          sum +=
            layer.weights[((o * inputs + i) * rows + r) * columns + c]! *
            at(
              input,
              i,
              y * layer.strides[0] + r * layer.dilations[0] - top,
              x * layer.strides[1] + c * layer.dilations[1] - left,
            );
    if (layer.ending === 'linear') return sum;
    return Math.max(0, sum) + (layer.ending === 'residual' ? at(other!, o, y, x) : 0);
  });
}

export function computePlainly(plan: NetworkPlan, picture: Tensor): Tensor {
  const tensors = new Map([[plan.input, picture]]);
  const known = (name: string): Tensor => tensors.get(name)!;
  const compute = (layer: Layer): Tensor => {
    const input = known(layer.input);
    if (layer.kind === 'convolution')
      return convolve(layer, input, layer.other === null ? undefined : known(layer.other));
    const [outputs, inputs] = layer.shape;
    return make(outputs, input.height, 2 * input.width, (o, y, x) => {
      let sum = layer.bias[o]! + at(known(layer.other), o, y, x);
      for (let i = 0; i < inputs; i++) sum += layer.weights[x % 2]![o * inputs + i]! * at(input, i, y, x >> 1);
      return Math.max(0, sum);
    });
  };
  for (const layer of plan.layers) tensors.set(layer.output, compute(layer));
  return known(plan.output);
}
