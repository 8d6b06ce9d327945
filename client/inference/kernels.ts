/** All kernels in one WebAssembly module, on a memory that is passed in. */
import { type Convolve, convolutionKernel, ENDINGS, type Ending } from './convolution-kernel.ts';
import { encodeModule } from './wasm-module.ts';
import {
  BAND_OUTPUTS,
  BAND_PLANES,
  outputsOf,
  PLANES,
  type TurnInput,
  type TurnOutput,
  turnInput,
  turnInputName,
  turnOutput,
  turnOutputName,
} from './winograd.ts';

export interface Kernels {
  readonly convolve: Readonly<Record<Ending, Convolve>>;
  /** For tiles of PLANES or BAND_PLANES. */
  turnInput(planes: number): TurnInput;
  /** For tiles of a row; with BAND_OUTPUTS and 'linear', for tiles of a column. */
  turnOutput(ending: Ending, outputs: number): TurnOutput;
}

/** Tiles of every size that turnOutput is made for. */
const TILE_OUTPUTS = [3, 5].map(outputsOf);

const encodeKernels = (fused: boolean): Uint8Array<ArrayBuffer> =>
  encodeModule([
    ...ENDINGS.map((ending) => convolutionKernel(ending, fused)),
    turnInput(PLANES),
    turnInput(BAND_PLANES),
    turnOutput('linear', BAND_OUTPUTS),
    ...TILE_OUTPUTS.flatMap((outputs) => ENDINGS.map((ending) => turnOutput(ending, outputs))),
  ]);

/** Whether this runtime has relaxed SIMD (Chrome since 114): its multiply-add is one instruction where the CPU has one. */
export const hasRelaxedSimd = (): boolean => WebAssembly.validate(encodeKernels(true));

/** Throws WebAssembly.CompileError where the runtime has no SIMD, or no relaxed SIMD that `fused` asks for. */
export async function instantiateKernels(memory: WebAssembly.Memory, fused = hasRelaxedSimd()): Promise<Kernels> {
  const { instance } = await WebAssembly.instantiate(encodeKernels(fused), { env: { memory } });
  const named = instance.exports as Readonly<Record<string, unknown>>;
  return {
    convolve: named as unknown as Readonly<Record<Ending, Convolve>>,
    turnInput: (planes) => named[turnInputName(planes)] as TurnInput,
    turnOutput: (ending, outputs) => named[turnOutputName(ending, outputs)] as TurnOutput,
  };
}
