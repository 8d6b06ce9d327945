/**
 * From an ONNX graph to the few layers that the kernels compute: convolutions with what follows them, and the bridge of a coarse stage
 * back to the fine one. A graph with anything else is refused, so that another runtime takes it: nothing is computed half right.
 */
import type { Ending } from './convolution-kernel.ts';
import type { OnnxGraph, OnnxNode, OnnxTensor } from './read-onnx.ts';

/** One convolution. Padding is what lies outside on the top and on the left; below and on the right as much as the output's size asks. */
export interface Convolution {
  readonly kind: 'convolution';
  readonly input: string;
  readonly output: string;
  /** [outputs, inputs, rows, columns], row-major. */
  readonly weights: Float32Array;
  readonly shape: readonly [outputs: number, inputs: number, rows: number, columns: number];
  readonly bias: Float32Array;
  /** Rows, then columns. */
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  /** Top, left, bottom, right. */
  readonly padding: readonly [number, number, number, number];
  readonly ending: Ending;
  /** What a residual ending adds. */
  readonly other: string | null;
}

/** output[2t + j] = max(0, other[2t + j] + Wⱼ · input[t] + bias): a transposed convolution of one row, two columns a step. */
export interface Bridge {
  readonly kind: 'bridge';
  readonly input: string;
  readonly other: string;
  readonly output: string;
  /** W₀ for even columns and W₁ for odd ones, each [outputs, inputs, 1, 1]. */
  readonly weights: readonly [Float32Array, Float32Array];
  readonly shape: readonly [outputs: number, inputs: number, rows: 1, columns: 1];
  readonly bias: Float32Array;
}

export type Layer = Convolution | Bridge;

export interface NetworkPlan {
  readonly input: string;
  /** Its one row of columns, channel by channel, is the output: [classes, frames]. */
  readonly output: string;
  readonly layers: readonly Layer[];
}

/** A graph that the kernels cannot compute; the message says what it holds. */
export class UnsupportedNetworkError extends Error {
  override readonly name = 'UnsupportedNetworkError';
}

/** `input`, `output`: names in the graph. Throws UnsupportedNetworkError. */
export function planNetwork(graph: OnnxGraph, input: string, output: string): NetworkPlan {
  const constants = new Map(graph.tensors);
  const nodes = graph.nodes.filter((node) => {
    const value = constantOf(node, constants);
    if (value !== null) constants.set(node.outputs[0]!, value);
    return value === null;
  });
  const drafts = nodes.reduce<readonly Draft[]>((before, node) => takeIn(node, before, constants, nodes), []);
  const last = drafts.at(-1);
  if (last?.kind !== 'output' || last.output !== output)
    throw new UnsupportedNetworkError(`expected ${output} to have frames first, found ${last?.output ?? 'nothing'}`);
  const layers = drafts.slice(0, -1).map((draft): Layer => {
    if (draft.kind === 'convolution' || draft.kind === 'bridge') return draft;
    throw new UnsupportedNetworkError(`${draft.output}: expected its sum with a finer stage, and a relu`);
  });
  return { input, output: last.input, layers };
}

/** A bridge whose sum or relu is still to come. */
type Half = Omit<Bridge, 'kind' | 'other'> & { readonly kind: 'spread' | 'added'; readonly other: string | null };
/** The output's way from [1, classes, 1, frames] to [1, frames, classes]. */
interface Output {
  readonly kind: 'squeezed' | 'output';
  readonly input: string;
  readonly output: string;
}
type Draft = Layer | Half | Output;

/** The drafts with one node more: a layer more, or the last one with what follows it. */
function takeIn(
  node: OnnxNode,
  drafts: readonly Draft[],
  constants: ReadonlyMap<string, OnnxTensor>,
  nodes: readonly OnnxNode[],
): readonly Draft[] {
  const refuse = (why: string): never => {
    throw new UnsupportedNetworkError(`${node.operator} ${node.outputs[0]}: ${why}`);
  };
  const output = node.outputs[0]!;
  if (node.operator === 'Conv') return [...drafts, convolutionOf(node, constants, refuse)];
  if (node.operator === 'ConvTranspose') return [...drafts, spreadOf(node, constants, refuse)];
  const last = drafts.at(-1);
  if (last === undefined || !node.inputs.includes(last.output)) return refuse('expected it to follow a convolution');
  const uses = nodes.flatMap(({ inputs }) => inputs).filter((name) => name === last.output).length;
  if (uses !== 1) return refuse(`expected nobody else to use ${last.output}`);
  const becomes = (draft: Draft): readonly Draft[] => [...drafts.slice(0, -1), draft];
  const other = node.inputs.find((name) => name !== last.output) ?? null;
  switch (`${last.kind} ${last.kind === 'convolution' ? last.ending : ''} ${node.operator}`) {
    case 'convolution linear Relu':
      return becomes({ ...(last as Convolution), output, ending: 'relu' });
    case 'convolution relu Add':
      return becomes({ ...(last as Convolution), output, ending: 'residual', other });
    case 'spread  Add':
      return becomes({ ...(last as Half), output, kind: 'added', other });
    case 'added  Relu':
      return becomes({ ...(last as Bridge), output, kind: 'bridge' });
    case 'convolution linear Squeeze':
      if (constants.get(other ?? '')?.data?.join() !== '2') return refuse('expected the height squeezed away');
      return [...drafts, { kind: 'squeezed', input: last.output, output }];
    case 'squeezed  Transpose':
      if (node.numbers.get('perm')?.join() !== '0,2,1') return refuse('expected classes put last');
      return becomes({ ...(last as Output), kind: 'output', output });
    default:
      return refuse(`the kernels have none after ${last.output}`);
  }
}

/** What a node computes from constants alone, where that is one already; null = it is no such node. */
function constantOf(node: OnnxNode, constants: ReadonlyMap<string, OnnxTensor>): OnnxTensor | null {
  if (node.operator === 'Constant') return node.value;
  // Weights that are stored in half precision are cast to float32, which readOnnx has done.
  return node.operator === 'Cast' ? (constants.get(node.inputs[0]!) ?? null) : null;
}

type Refuse = (why: string) => never;

function weightsOf(node: OnnxNode, constants: ReadonlyMap<string, OnnxTensor>, refuse: Refuse) {
  const [weights, bias] = [constants.get(node.inputs[1] ?? ''), constants.get(node.inputs[2] ?? '')];
  if (!weights?.data || weights.shape.length !== 4) return refuse('expected weights of a plane convolution');
  if (!bias?.data) return refuse('expected a bias');
  if ((node.numbers.get('group')?.[0] ?? 1) !== 1) return refuse('expected one group');
  const shape = weights.shape as readonly [number, number, number, number];
  return { data: weights.data, shape, bias: bias.data };
}

function convolutionOf(node: OnnxNode, constants: ReadonlyMap<string, OnnxTensor>, refuse: Refuse): Convolution {
  const { data, shape, bias } = weightsOf(node, constants, refuse);
  const pair = (name: string): readonly [number, number] => {
    const [rows = 1, columns = 1] = node.numbers.get(name) ?? [];
    return [rows, columns];
  };
  const [top = 0, left = 0, bottom = 0, right = 0] = node.numbers.get('pads') ?? [];
  const [strides, dilations] = [pair('strides'), pair('dilations')];
  // Padding that is left to the runtime: nobody's exporter writes it any more.
  if (node.numbers.has('auto_pad')) return refuse('expected its padding in numbers');
  if (dilations[0] !== 1 || (dilations[1] !== 1 && shape[2] !== 1))
    return refuse('expected only the columns of a single row to be dilated');
  return {
    kind: 'convolution',
    input: node.inputs[0]!,
    output: node.outputs[0]!,
    weights: data,
    shape,
    bias,
    strides,
    dilations,
    padding: [top, left, bottom, right],
    ending: 'linear',
    other: null,
  };
}

function spreadOf(node: OnnxNode, constants: ReadonlyMap<string, OnnxTensor>, refuse: Refuse): Half {
  const { data, shape, bias } = weightsOf(node, constants, refuse);
  const [inputs, outputs, rows, columns] = shape;
  const plain = (name: string, wanted: readonly number[]): boolean =>
    (node.numbers.get(name) ?? wanted).join() === wanted.join();
  const isSpread =
    rows === 1 &&
    columns === 2 &&
    plain('strides', [1, 2]) &&
    plain('pads', [0, 0, 0, 0]) &&
    plain('dilations', [1, 1]);
  if (!isSpread) return refuse('expected one row, two columns a step');
  const half = (j: number): Float32Array => {
    const weights = new Float32Array(outputs * inputs);
    for (let o = 0; o < outputs; o++)
      for (let i = 0; i < inputs; i++) weights[o * inputs + i] = data[(i * outputs + o) * 2 + j]!;
    return weights;
  };
  const weights: [Float32Array, Float32Array] = [half(0), half(1)];
  const [input, output] = [node.inputs[0]!, node.outputs[0]!];
  return { kind: 'spread', input, other: null, output, weights, shape: [outputs, inputs, 1, 1], bias };
}
