import { describe, expect, it } from 'vitest';
import { planNetwork, UnsupportedNetworkError } from '../../../client/inference/plan-network.ts';
import type { OnnxGraph, OnnxNode, OnnxTensor } from '../../../client/inference/read-onnx.ts';

const node = (
  operator: string,
  inputs: string,
  output: string,
  numbers: Record<string, readonly number[]> = {},
): OnnxNode => ({
  operator,
  inputs: inputs.split(' '),
  outputs: [output],
  numbers: new Map(Object.entries(numbers)),
  value: null,
});
const tensor = (...shape: number[]): OnnxTensor => ({
  shape,
  data: new Float32Array(shape.reduce((all, size) => all * size, 1)),
});
const tensors: OnnxGraph['tensors'] = new Map([
  ['w1_half', tensor(8, 1, 6, 3)],
  ['w', tensor(8, 8, 1, 3)],
  ['t', tensor(8, 8, 1, 2)],
  ['b', tensor(8)],
  ['two', { shape: [1], data: Float32Array.of(2) }],
]);
const same = { pads: [0, 1, 0, 1] };
const begin = [node('Cast', 'w1_half', 'w1'), node('Conv', 'ink w1 b', 'c1', same), node('Relu', 'c1', 'a')];
const end = (from: string) => [
  node('Conv', `${from} w b`, 'z', same),
  node('Squeeze', 'z two', 'row'),
  node('Transpose', 'row', 'logits', { perm: [0, 2, 1] }),
];
const block = [node('Conv', 'a w b', 'c2', same), node('Relu', 'c2', 'r2'), node('Add', 'a r2', 's')];
const bridge = [
  node('Conv', 'a w b', 'c2', { ...same, strides: [1, 2] }),
  node('Relu', 'c2', 'r2'),
  node('ConvTranspose', 'r2 t b', 'u', { strides: [1, 2] }),
  node('Add', 'a u', 's'),
  node('Relu', 's', 'sum'),
];
const plan = (nodes: readonly OnnxNode[]) => planNetwork({ nodes, tensors }, 'ink', 'logits');

describe('planning a network', () => {
  it('joins convolutions with what follows them', () => {
    const { layers, output } = plan([...begin, ...block, ...end('s')]);
    expect(layers.map(({ kind, output: name }) => [kind, name])).toEqual([
      ['convolution', 'a'],
      ['convolution', 's'],
      ['convolution', 'z'],
    ]);
    expect(layers.map((layer) => layer.kind === 'convolution' && [layer.ending, layer.other])).toEqual([
      ['relu', null],
      ['residual', 'a'],
      ['linear', null],
    ]);
    expect(output).toBe('z');
  });

  it('joins a coarse stage with its way back', () => {
    const { layers } = plan([...begin, ...bridge, ...end('sum')]);
    expect(layers[2]).toMatchObject({ kind: 'bridge', input: 'r2', other: 'a', output: 'sum', shape: [8, 8, 1, 1] });
  });

  const refused: Record<string, readonly [readonly OnnxNode[], string]> = {
    'an operator that it does not know': [[...begin, node('Sigmoid', 'a', 's'), ...end('s')], 'Sigmoid s'],
    'a sum that is not made positive': [[...begin, ...bridge.slice(0, 4), ...end('s')], 's: expected its sum'],
    'a sum before the relu': [
      [...begin, node('Conv', 'a w b', 'c2', same), node('Add', 'a c2', 's'), node('Relu', 's', 'sum'), ...end('sum')],
      'Add s',
    ],
    'a branch that somebody else uses': [[...begin, ...block, node('Conv', 'r2 w b', 'q', same), ...end('q')], 'r2'],
    groups: [[...begin, node('Conv', 'a w b', 's', { ...same, group: [8] }), ...end('s')], 'expected one group'],
    'rows that are dilated': [
      [...begin, node('Conv', 'a w b', 's', { ...same, dilations: [2, 1] }), ...end('s')],
      'expected only the columns',
    ],
    'padding without numbers': [
      [...begin, node('Conv', 'a w b', 's', { auto_pad: [] }), ...end('s')],
      'expected its padding in numbers',
    ],
    'weights that are computed': [[...begin, node('Conv', 'a nowhere b', 's', same), ...end('s')], 'expected weights'],
    'a convolution without bias': [[...begin, node('Conv', 'a w', 's', same), ...end('s')], 'expected a bias'],
    'classes before frames': [[...begin, ...end('a').slice(0, 2)], 'expected logits to have frames first'],
    'another order at the end': [
      [...begin, ...end('a').slice(0, 2), node('Transpose', 'row', 'logits', { perm: [2, 0, 1] })],
      'expected classes put last',
    ],
    'nothing at all': [[], 'found nothing'],
  };
  it.each(Object.entries(refused))('refuses %s, and says what', (_, [nodes, why]) => {
    expect(() => plan(nodes)).toThrow(UnsupportedNetworkError);
    expect(() => plan(nodes)).toThrow(why);
  });
});
