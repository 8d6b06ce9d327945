/**
 * Kernels of WebAssembly for pure stages: opened at once, on a memory of their own that is asked for piece by piece.
 */
import { encodeModule, type WasmFunction } from '../inference/wasm-module.ts';

const PAGE_BYTES = 65_536;

/** Addresses of pieces of so many bytes each, which hold until room is asked for again, and the memory that they are in. */
export type Room = (...bytes: number[]) => { readonly buffer: ArrayBuffer; readonly at: readonly number[] };

/** As much of WebAssembly as is used: it belongs to every runtime, but TypeScript counts it to the DOM, which reading does without. */
interface WasmRuntime {
  readonly validate: (bytes: Uint8Array) => boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
  readonly Memory: new (size: object) => { readonly buffer: ArrayBuffer; readonly grow: (pages: number) => number };
}

/** The exports by their names, and room; null where the runtime has no 128-bit vectors. */
export function openKernels(
  functions: readonly WasmFunction[],
): { readonly exports: object; readonly room: Room } | null {
  const { WebAssembly: runtime } = globalThis as { readonly WebAssembly?: WasmRuntime };
  const bytes = encodeModule(functions);
  if (!runtime?.validate(bytes)) return null;
  const memory = new runtime.Memory({ initial: 1 });
  const { exports } = new runtime.Instance(new runtime.Module(bytes), { env: { memory } });
  const room: Room = (...sizes) => {
    let end = 0;
    const at = sizes.map((size) => {
      end += Math.ceil(size / 16) * 16;
      return end - Math.ceil(size / 16) * 16;
    });
    const missing = end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
    return { buffer: memory.buffer, at };
  };
  return { exports, room };
}
