/**
 * The loops over all pixels of a line as one WebAssembly module with one memory, opened when the first line comes. Every stage that uses
 * them has the same in JavaScript, for runtimes without 128-bit vectors, and a test holds both to the same bits.
 */
import { encodeModule } from '../../inference/wasm-module.ts';
import { type AddSamples, addSamples, type ToBytes, toBytes } from './sample-kernels.ts';
import { type WeighColumns, type WeighRows, weighColumns, weighRows } from './shrink-kernels.ts';
import { type FlattenRow, flattenRow, type Stretch, stretch } from './tone-kernels.ts';

const PAGE_BYTES = 65_536;

export interface InkKernels {
  readonly weighRows: WeighRows;
  readonly weighColumns: WeighColumns;
  readonly flattenRow: FlattenRow;
  readonly stretch: Stretch;
  readonly addSamples: AddSamples;
  readonly toBytes: ToBytes;
  /** Addresses of pieces of so many bytes each, which hold until room is asked for again, and the memory that they are in. */
  readonly room: (...bytes: number[]) => { readonly buffer: ArrayBuffer; readonly at: readonly number[] };
}

let opened: InkKernels | null | undefined;

/** null where the runtime has no 128-bit vectors. */
export function inkKernels(): InkKernels | null {
  if (opened === undefined) opened = open();
  return opened;
}

/** As much of WebAssembly as is used: it belongs to every runtime, but TypeScript counts it to the DOM, which reading does without. */
interface WasmRuntime {
  readonly validate: (bytes: Uint8Array) => boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
  readonly Memory: new (size: object) => { readonly buffer: ArrayBuffer; readonly grow: (pages: number) => number };
}

function open(): InkKernels | null {
  const { WebAssembly: runtime } = globalThis as { readonly WebAssembly?: WasmRuntime };
  const bytes = encodeModule([weighRows, weighColumns, flattenRow, stretch, addSamples, toBytes]);
  if (!runtime?.validate(bytes)) return null;
  const memory = new runtime.Memory({ initial: 1 });
  const { exports } = new runtime.Instance(new runtime.Module(bytes), { env: { memory } });
  return {
    ...(exports as Omit<InkKernels, 'room'>),
    room: (...sizes) => {
      let end = 0;
      const at = sizes.map((size) => {
        end += Math.ceil(size / 16) * 16;
        return end - Math.ceil(size / 16) * 16;
      });
      const missing = end - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
      return { buffer: memory.buffer, at };
    },
  };
}
