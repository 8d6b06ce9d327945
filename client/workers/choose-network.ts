/**
 * One network on the backend that is really there and really faster: WebGPU where hardware offers it, computes the same
 * numbers and wins a race, else WASM. A GPU that fails later is left for WASM once, without losing the line being read.
 */
import type { ModelEntry } from '../reading/model-manifest.ts';
import type { Network } from '../reading/recognise.ts';
import { createNetwork } from './create-network.ts';
import { limitPasses } from './limit-passes.ts';
import { type Backend, loadOrt, probeGpu } from './load-ort.ts';
import { raceBackends, SAME_LOGITS, warmUp } from './race-backends.ts';

export interface ChosenNetwork {
  readonly network: Network;
  readonly backend: Backend;
  /** One clear line: why this backend. Empty when reading runs on a GPU, as it should. */
  readonly note: string;
}

export interface NetworkPlace {
  /** Absolute address of the folder with ONNX Runtime's .wasm and .mjs files, with a slash at its end. */
  readonly ortUrl: string;
  /** Use this backend or fail; null = choose. */
  readonly backend: Backend | null;
}

/** `onFallback` is told, once and in one line, when the GPU fails later. Throws what the runtime throws. */
export async function chooseNetwork(
  place: NetworkPlace,
  entry: ModelEntry,
  bytes: Uint8Array,
  now: () => number,
  onFallback: (note: string) => void,
): Promise<ChosenNetwork> {
  const onWasm = async (note: string): Promise<ChosenNetwork> => {
    const network = await createNetwork(await loadOrt(place.ortUrl, false), 'wasm', entry, bytes);
    await warmUp(network);
    return { network, backend: 'wasm', note };
  };
  const onGpu = async (): Promise<Network> =>
    limitPasses(await createNetwork(await loadOrt(place.ortUrl, true), 'webgpu', entry, bytes));
  if (place.backend === 'webgpu') return { network: await onGpu(), backend: 'webgpu', note: '' };
  if (place.backend === 'wasm') return onWasm('Reading runs on WASM, as asked.');
  const offer = await probeGpu(navigator);
  if (offer.kind === 'absent') return onWasm(`Reading runs on WASM: ${offer.reason}.`);
  if (offer.kind === 'software') return onWasm(`Reading runs on WASM: ${offer.description} is WebGPU in software.`);
  try {
    const gpu = await onGpu();
    const wasm = await createNetwork(await loadOrt(place.ortUrl, false), 'wasm', entry, bytes);
    const { gpuMs, wasmMs, difference } = await raceBackends(gpu, wasm, now);
    if (!(difference < SAME_LOGITS)) {
      const note = `Reading runs on WASM: ${offer.description} computes other numbers (off by ${difference.toFixed(2)}).`;
      return { network: wasm, backend: 'wasm', note };
    }
    if (wasmMs < gpuMs) {
      const note = `Reading runs on WASM: ${wasmMs.toFixed(0)} ms a line, ${offer.description} takes ${gpuMs.toFixed(0)} ms.`;
      return { network: wasm, backend: 'wasm', note };
    }
    return { network: withFallback(gpu, wasm, onFallback), backend: 'webgpu', note: '' };
  } catch (error) {
    return onWasm(`Reading runs on WASM: WebGPU failed (${error instanceof Error ? error.message : String(error)}).`);
  }
}

/** `first` until it fails once, then `second` for good. */
export function withFallback(first: Network, second: Network, onFallback: (note: string) => void): Network {
  let failed = false;
  return {
    ...first,
    run: async (input, shape) => {
      if (failed) return second.run(input, shape);
      try {
        return await first.run(input, shape);
      } catch (error) {
        if (!failed)
          onFallback(
            `Reading moved to WASM: WebGPU failed (${error instanceof Error ? error.message : String(error)}).`,
          );
        failed = true;
        return second.run(input, shape);
      }
    },
  };
}
