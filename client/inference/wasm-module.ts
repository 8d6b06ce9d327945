/**
 * Writes WebAssembly modules byte by byte (WebAssembly Core Specification 2.0, section 5): as much of the binary format as the
 * kernels need. Every function takes i32 parameters, gives nothing back and is exported; the memory is imported.
 */

/** A function's body as bytes, its `end` included. */
export interface WasmFunction {
  readonly name: string;
  /** Count of i32 parameters: locals 0 … parameters − 1. */
  readonly parameters: number;
  /** Locals after the parameters: first all of i32, then all of v128. */
  readonly i32Locals: number;
  readonly v128Locals: number;
  readonly body: readonly number[];
}

const I32 = 0x7f;
const V128 = 0x7b;
const FUNCTION_TYPE = 0x60;
const SECTION = { type: 1, import: 2, function: 3, export: 7, code: 10 } as const;
const MAGIC_AND_VERSION = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** LEB128 of a whole number from 0 to 2³² − 1. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** LEB128 of a whole number from −2³¹ to 2³¹ − 1. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const isLast = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(isLast ? low : low | 0x80);
    if (isLast) return bytes;
  }
}

/** A module that imports the memory `env.memory` and exports `functions` by their names. */
export function encodeModule(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters }) => [FUNCTION_TYPE, ...list(Array(parameters).fill([I32])), 0]);
  const memory = [...name('env'), ...name('memory'), 0x02, 0x00, 0x01];
  const exported = functions.map((one, index) => [...name(one.name), 0x00, ...unsigned(index)]);
  return Uint8Array.from([
    ...MAGIC_AND_VERSION,
    ...section(SECTION.type, types),
    ...section(SECTION.import, [memory]),
    ...section(
      SECTION.function,
      functions.map((_, index) => unsigned(index)),
    ),
    ...section(SECTION.export, exported),
    ...section(SECTION.code, functions.map(code)),
  ]);
}

function code({ i32Locals, v128Locals, body }: WasmFunction): number[] {
  const locals = list([
    [...unsigned(i32Locals), I32],
    [...unsigned(v128Locals), V128],
  ]);
  return [...unsigned(locals.length + body.length), ...locals, ...body];
}

const list = (items: readonly (readonly number[])[]): number[] => [...unsigned(items.length), ...items.flat()];
const section = (id: number, items: readonly (readonly number[])[]): number[] => {
  const content = list(items);
  return [id, ...unsigned(content.length), ...content];
};
const name = (text: string): number[] => [
  ...unsigned(text.length),
  ...Array.from(text, (letter) => letter.charCodeAt(0)),
];
