/**
 * Reads an ONNX file: the nodes of its graph and its constant tensors, as much of onnx.proto3 as line readers use. Pure; no runtime.
 * In: the file's bytes. Out: a graph of plain objects. Half-precision tensors become float32.
 */

export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Attributes that are a whole number or a list of them. */
  readonly numbers: ReadonlyMap<string, readonly number[]>;
  /** The tensor attribute called value, which Constant has. */
  readonly value: OnnxTensor | null;
}

export interface OnnxTensor {
  readonly shape: readonly number[];
  /** Row-major; of another type than float, half or 64-bit whole numbers: null. */
  readonly data: Float32Array | null;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly tensors: ReadonlyMap<string, OnnxTensor>;
}

/** Numbers of the fields in onnx.proto3. */
const MODEL = { graph: 7 } as const;
const GRAPH = { node: 1, initializer: 5 } as const;
const NODE = { input: 1, output: 2, operator: 4, attribute: 5 } as const;
const ATTRIBUTE = { name: 1, number: 3, tensor: 5, numbers: 8 } as const;
const TENSOR = { shape: 1, type: 2, floats: 4, name: 8, raw: 9 } as const;
const TYPE = { float: 1, int64: 7, half: 10 } as const;

/** Throws RangeError when the bytes are no protocol buffer with a graph. */
export function readOnnx(bytes: Uint8Array): OnnxGraph {
  const graph = readFields(bytes).find(({ field }) => field === MODEL.graph)?.bytes;
  if (graph === undefined) throw new RangeError('expected an ONNX model, found no graph in it');
  const parts = readFields(graph);
  const tensors = parts.filter(({ field }) => field === GRAPH.initializer).map(({ bytes: part }) => readTensor(part));
  return {
    nodes: parts.filter(({ field }) => field === GRAPH.node).map(({ bytes: part }) => readNode(part)),
    tensors: new Map(tensors.map(({ name, tensor }) => [name, tensor])),
  };
}

function readNode(bytes: Uint8Array): OnnxNode {
  const fields = readFields(bytes);
  const texts = (field: number): string[] => fields.filter((one) => one.field === field).map((one) => text(one.bytes));
  const numbers = new Map<string, readonly number[]>();
  let value: OnnxTensor | null = null;
  for (const { field, bytes: part } of fields) {
    if (field !== NODE.attribute) continue;
    const attribute = readFields(part);
    const name = text(attribute.find((one) => one.field === ATTRIBUTE.name)?.bytes ?? new Uint8Array());
    const tensor = attribute.find((one) => one.field === ATTRIBUTE.tensor);
    if (tensor !== undefined && name === 'value') value = readTensor(tensor.bytes).tensor;
    numbers.set(name, [...readNumbers(attribute, ATTRIBUTE.number), ...readNumbers(attribute, ATTRIBUTE.numbers)]);
  }
  return {
    operator: texts(NODE.operator)[0] ?? '',
    inputs: texts(NODE.input),
    outputs: texts(NODE.output),
    numbers,
    value,
  };
}

function readTensor(bytes: Uint8Array): { name: string; tensor: OnnxTensor } {
  const fields = readFields(bytes);
  const type = readNumbers(fields, TENSOR.type)[0];
  const raw = fields.find(({ field }) => field === TENSOR.raw)?.bytes;
  const floats = fields.find(({ field }) => field === TENSOR.floats)?.bytes;
  const name = text(fields.find(({ field }) => field === TENSOR.name)?.bytes ?? new Uint8Array());
  const data = readValues(type, raw, floats);
  return { name, tensor: { shape: readNumbers(fields, TENSOR.shape), data } };
}

function readValues(type: number | undefined, raw?: Uint8Array, floats?: Uint8Array): Float32Array | null {
  const bytes = raw ?? (type === TYPE.float ? floats : undefined);
  if (bytes === undefined) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = type === TYPE.float ? 4 : type === TYPE.half ? 2 : type === TYPE.int64 ? 8 : 0;
  if (size === 0) return null;
  const values = new Float32Array(Math.floor(bytes.byteLength / size));
  // A network has a million of these, and whoever waits for the first line waits for them.
  if (type === TYPE.float) for (let i = 0; i < values.length; i++) values[i] = view.getFloat32(4 * i, true);
  else if (type === TYPE.half)
    for (let i = 0; i < values.length; i++) values[i] = fromHalf(view.getUint16(2 * i, true));
  else for (let i = 0; i < values.length; i++) values[i] = Number(view.getBigInt64(8 * i, true));
  return values;
}

/** IEEE 754 binary16. */
export function fromHalf(bits: number): number {
  const [exponent, fraction] = [(bits >> 10) & 0x1f, bits & 0x3ff];
  const size =
    exponent === 0
      ? fraction * LEAST
      : exponent === 0x1f
        ? fraction === 0
          ? Infinity
          : NaN
        : (1024 + fraction) * STEPS[exponent]!;
  return bits & 0x8000 ? -size : size;
}

/** The least half, and how far apart halves of each exponent are. */
const LEAST = 2 ** -24;
const STEPS = Array.from({ length: 31 }, (_, exponent) => 2 ** (exponent - 25));

/** One field of a message: `number` where it is a varint, `bytes` else. */
interface Field {
  readonly field: number;
  readonly number: number;
  readonly bytes: Uint8Array;
}

const NOTHING = new Uint8Array();
const WIRE = { varint: 0, eight: 1, bytes: 2, four: 5 } as const;

/** Protocol buffers' wire format: the fields of one message in their order. */
function readFields(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let low = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined || shift > 63n)
        throw new RangeError(`expected an ONNX model, found no end of a number at byte ${at}`);
      low |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(BigInt.asIntN(64, low));
    }
  };
  const take = (length: number): Uint8Array => {
    if (!(length >= 0 && at + length <= bytes.length))
      throw new RangeError(`expected an ONNX model, found a field of ${length} bytes at byte ${at} of ${bytes.length}`);
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const key = varint();
    const [field, wire] = [key >> 3, key & 7];
    if (wire === WIRE.varint) fields.push({ field, number: varint(), bytes: NOTHING });
    else if (wire === WIRE.bytes) fields.push({ field, number: Number.NaN, bytes: take(varint()) });
    else if (wire === WIRE.four || wire === WIRE.eight)
      fields.push({ field, number: Number.NaN, bytes: take(wire === WIRE.four ? 4 : 8) });
    else throw new RangeError(`expected an ONNX model, found a field of type ${wire} at byte ${at}`);
  }
  return fields;
}

/** Whole numbers of a repeated field, written one by one or packed. */
function readNumbers(fields: readonly Field[], wanted: number): number[] {
  return fields
    .filter(({ field }) => field === wanted)
    .flatMap(({ number, bytes }) => (Number.isNaN(number) ? unpack(bytes) : [number]));
}

function unpack(bytes: Uint8Array): number[] {
  const numbers: number[] = [];
  let [value, scale] = [0, 1];
  for (const byte of bytes) {
    value += (byte & 0x7f) * scale;
    scale *= 128;
    if (byte >= 0x80) continue;
    numbers.push(value);
    [value, scale] = [0, 1];
  }
  return numbers;
}

const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
