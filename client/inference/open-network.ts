/**
 * A reading network on kernels of our own: WebAssembly made for its layers when the page loads, one thread, no runtime to fetch. In and
 * out as reading/recognise.ts says.
 */
import type { ModelEntry } from '../reading/model-manifest.ts';
import { bucketWidth, type Logits, type Network, type RunNetwork } from '../reading/recognise.ts';
import { type Addresses, computeLayer } from './compute-layer.ts';
import { instantiateKernels } from './kernels.ts';
import { type Layout, layOutTensors } from './lay-out-tensors.ts';
import { channelsInMemory, isSquare, packDirect, packSquares, packTiles, tileOutputs } from './pack-weights.ts';
import { type Layer, type NetworkPlan, planNetwork } from './plan-network.ts';
import { readOnnx } from './read-onnx.ts';

const PAGE_BYTES = 65_536;
const FLOAT = Float32Array.BYTES_PER_ELEMENT;

/**
 * `fused`: with relaxed SIMD, else without; absent = as this runtime has it. Throws UnsupportedNetworkError on a graph that the kernels cannot
 * compute, RangeError on bytes that are no ONNX file or a graph of sizes that do not fit, WebAssembly.CompileError where there are no 128-bit vectors.
 */
export async function openNetwork(
  { input, output, alphabet }: ModelEntry,
  bytes: Uint8Array,
  fused?: boolean,
): Promise<Network> {
  const plan = planNetwork(readOnnx(bytes), input.name, output.name);
  // What does not fit together is found here, not under the first line.
  layOutTensors(plan, input.height, bucketWidth(1));
  const classes = alphabet.length + 1;
  return { height: input.height, stride: output.stride, classes, run: await runPlan(plan, classes, fused) };
}

/** Batches of pictures [batch, 1, height, width] through a plan, the first `classes` channels of its output out. Throws as openNetwork does. */
export async function runPlan(plan: NetworkPlan, classes: number, fused?: boolean): Promise<RunNetwork> {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const kernels = await instantiateKernels(memory, fused);
  let end = 0;
  const take = (floats: number): Float32Array => {
    const address = end;
    end += floats * FLOAT;
    const missing = end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
    return new Float32Array(memory.buffer, address, floats);
  };
  const keep = (values: Float32Array): number => {
    const kept = take(values.length);
    kept.set(values);
    return kept.byteOffset;
  };
  const addresses = new Map<Layer, Addresses>();
  for (const layer of plan.layers) {
    const bias = new Float32Array(channelsInMemory(layer.shape[0]));
    bias.set(layer.bias);
    addresses.set(layer, {
      weights: packed(layer).map(keep),
      bias: keep(bias),
      noBias: keep(new Float32Array(bias.length)),
    });
  }
  const constants = end;

  // Few sizes are ever asked for; their tensors share the memory behind the constants.
  const layouts = new Map<string, Layout>();
  let tensors: Float32Array = new Float32Array(0);
  let ready: Layout | null = null;
  const prepare = (height: number, width: number): Layout => {
    const size = `${height} ${width}`;
    const layout = layouts.get(size) ?? layOutTensors(plan, height, width);
    layouts.set(size, layout);
    if (layout === ready) return layout;
    ready = layout;
    end = constants;
    tensors = take(layout.length);
    for (const [from, to] of layout.blank) tensors.fill(0, from, to);
    return layout;
  };

  return async (input, { batch, height, width }): Promise<Logits> => {
    const layout = prepare(height, width);
    const [from, to] = [layout.places.get(plan.input)!, layout.places.get(plan.output)!];
    const data = new Float32Array(batch * to.width * classes);
    for (let line = 0; line < batch; line++) {
      for (let row = 0; row < height; row++) {
        const at = (line * height + row) * width;
        tensors.set(input.subarray(at, at + width), from.start + row * from.line);
      }
      for (const layer of plan.layers) computeLayer(kernels, layer, layout, tensors.byteOffset, addresses.get(layer)!);
      // Entry by entry: a view for every frame would cost more than it copies.
      for (let frame = 0, into = line * to.width * classes; frame < to.width; frame++)
        for (let at = to.start + frame * to.channels, past = at + classes; at < past; at++) data[into++] = tensors[at]!;
    }
    return { frames: to.width, classes, data };
  };
}

function packed(layer: Layer): Float32Array[] {
  if (layer.kind === 'bridge') return layer.weights.map((weights) => packDirect(weights, layer.shape));
  if (isSquare(layer)) return packSquares(layer.weights, layer.shape);
  if (tileOutputs(layer) > 0) return packTiles(layer.weights, layer.shape);
  return [packDirect(layer.weights, layer.shape)];
}
