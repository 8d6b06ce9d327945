import { describe, expect, it } from 'vitest';
import { fromHalf, readOnnx } from '../../../client/inference/read-onnx.ts';
import { unsigned } from '../../../client/inference/wasm-module.ts';

/** Protocol buffers as onnx.proto3 numbers its fields. */
const varint = (field: number, value: number): number[] => [...unsigned(field << 3), ...unsigned(value)];
const bytes = (field: number, content: readonly number[] | Uint8Array): number[] => [
  ...unsigned((field << 3) | 2),
  ...unsigned(content.length),
  ...content,
];
const text = (field: number, content: string): number[] => bytes(field, new TextEncoder().encode(content));
const model = (...graph: readonly number[][]): Uint8Array =>
  Uint8Array.from([...varint(1, 8), ...text(2, 'pytorch'), ...bytes(7, graph.flat())]);

const node = [
  ...text(1, 'x'),
  ...text(1, 'w'),
  ...text(2, 'y'),
  ...text(4, 'Conv'),
  ...bytes(5, [...text(1, 'pads'), ...bytes(8, [1, 2, 1, 2]), ...varint(20, 7)]),
  ...bytes(5, [...text(1, 'strides'), ...varint(8, 2), ...varint(8, 1), ...varint(20, 7)]),
  ...bytes(5, [...text(1, 'group'), ...varint(3, 1), ...varint(20, 2)]),
];
const tensor = (name: string, type: number, shape: number[], raw: Uint8Array): number[] => [
  ...bytes(1, shape),
  ...varint(2, type),
  ...text(8, name),
  ...bytes(9, raw),
];

describe('reading an ONNX file', () => {
  it('finds nodes with their attributes, packed or one by one', () => {
    const { nodes } = readOnnx(model(bytes(1, node)));
    expect(nodes).toHaveLength(1);
    expect(nodes[0]).toMatchObject({ operator: 'Conv', inputs: ['x', 'w'], outputs: ['y'], value: null });
    expect(Object.fromEntries(nodes[0]!.numbers)).toEqual({ pads: [1, 2, 1, 2], strides: [2, 1], group: [1] });
  });

  it('finds tensors of every type that line readers have, wherever they lie in the file', () => {
    const floats = new Uint8Array(Float32Array.of(1.5, -2, 0.1).buffer);
    const halves = new Uint8Array(Uint16Array.of(0x3c00, 0xc500, 0x0001).buffer);
    const whole = new Uint8Array(BigInt64Array.of(2n, -1n).buffer);
    // An odd name shifts what follows off its alignment.
    const { tensors } = readOnnx(
      model(
        bytes(5, tensor('odd', 1, [3], floats)),
        bytes(5, tensor('half', 10, [1, 3], halves)),
        bytes(5, tensor('axes', 7, [2], whole)),
        bytes(5, tensor('bytes', 3, [2], Uint8Array.of(1, 2))),
      ),
    );
    expect(tensors.get('odd')).toEqual({ shape: [3], data: Float32Array.of(1.5, -2, 0.1) });
    expect(tensors.get('half')).toEqual({ shape: [1, 3], data: Float32Array.of(1, -5, 2 ** -24) });
    expect(tensors.get('axes')!.data).toEqual(Float32Array.of(2, -1));
    expect(tensors.get('bytes')!.data).toBeNull();
  });

  it('reads halves as IEEE 754 has them', () => {
    expect([0x0000, 0x3c00, 0xbc00, 0x7bff, 0x0400, 0x03ff, 0x3555].map(fromHalf)).toEqual([
      0,
      1,
      -1,
      65504,
      2 ** -14,
      1023 * 2 ** -24,
      1365 * 2 ** -12,
    ]);
    expect(fromHalf(0x7c00)).toBe(Number.POSITIVE_INFINITY);
    expect(fromHalf(0x7e00)).toBeNaN();
    expect(Object.is(fromHalf(0x8000), -0)).toBe(true);
  });

  it('refuses what is cut off or something else', () => {
    const whole = model(bytes(1, node));
    expect(() => readOnnx(whole.subarray(0, whole.length - 5))).toThrow('expected an ONNX model, found a field of');
    expect(() => readOnnx(Uint8Array.of(0x08, 0x80))).toThrow('expected an ONNX model, found no end of a number');
    expect(() => readOnnx(new TextEncoder().encode('<!doctype html>'))).toThrow(RangeError);
    expect(() => readOnnx(new Uint8Array())).toThrow('found no graph');
  });
});
