/**
 * The reader of the camera page's worker: checked model files on the backend that is really there and really faster.
 * A GPU that fails later (device lost, driver reset) is left for WASM once, without losing the line being read.
 */
import type { Reader } from '../reading/read-lines.ts';
import type { Network } from '../reading/recognise.ts';
import { createNetwork } from './create-network.ts';
import { loadModelFiles, type ModelFiles, makeReader, type OnBytes, servedFolder } from './load-model.ts';
import { type Backend, loadOrt, probeGpu } from './load-ort.ts';
import { raceBackends, SAME_LOGITS, warmUp } from './race-backends.ts';

export interface LoadedReader {
  readonly reader: Reader;
  readonly backend: Backend;
  /** One clear line: why this backend. Empty when reading runs on a GPU, as it should. */
  readonly note: string;
}

export interface ReaderPlace {
  /** Absolute address of the models folder, with a slash at its end. */
  readonly modelsUrl: string;
  /** Absolute address of the folder with ONNX Runtime's .wasm and .mjs files, with a slash at its end. */
  readonly ortUrl: string;
  /** Name in models/manifest.json; null = its default. */
  readonly model: string | null;
  /** Use this backend or fail; null = choose. */
  readonly backend: Backend | null;
  readonly onBytes?: OnBytes;
}

/** `onFallback` is told, once and in one line, when the GPU fails later. Throws ModelError, or what the runtime throws. */
export async function loadReader(
  place: ReaderPlace,
  now: () => number,
  onFallback: (note: string) => void,
): Promise<LoadedReader> {
  const files = await loadModelFiles(servedFolder(place.modelsUrl, place.onBytes), place.model);
  if (place.backend === 'webgpu') {
    const ort = await loadOrt(place.ortUrl, true);
    const network = await createNetwork(ort, 'webgpu', files.entry, files.network);
    return { reader: makeReader(files, network), backend: 'webgpu', note: '' };
  }
  const onWasm = async (note: string): Promise<LoadedReader> => {
    const network = await wasmNetwork(place, files);
    await warmUp(network);
    return { reader: makeReader(files, network), backend: 'wasm', note };
  };
  if (place.backend === 'wasm') return onWasm('Reading runs on WASM, as asked.');
  const offer = await probeGpu(navigator);
  if (offer.kind === 'absent') return onWasm(`Reading runs on WASM: ${offer.reason}.`);
  if (offer.kind === 'software') return onWasm(`Reading runs on WASM: ${offer.description} is WebGPU in software.`);
  try {
    const gpu = await createNetwork(await loadOrt(place.ortUrl, true), 'webgpu', files.entry, files.network);
    const wasm = await wasmNetwork(place, files);
    const { gpuMs, wasmMs, difference } = await raceBackends(gpu, wasm, now);
    if (!(difference < SAME_LOGITS)) {
      const note = `Reading runs on WASM: ${offer.description} computes other numbers (off by ${difference.toFixed(2)}).`;
      return { reader: makeReader(files, wasm), backend: 'wasm', note };
    }
    if (wasmMs < gpuMs) {
      const note = `Reading runs on WASM: ${wasmMs.toFixed(0)} ms a line, ${offer.description} takes ${gpuMs.toFixed(0)} ms.`;
      return { reader: makeReader(files, wasm), backend: 'wasm', note };
    }
    return { reader: makeReader(files, withFallback(gpu, wasm, onFallback)), backend: 'webgpu', note: '' };
  } catch (error) {
    return onWasm(`Reading runs on WASM: WebGPU failed (${error instanceof Error ? error.message : String(error)}).`);
  }
}

const wasmNetwork = async (place: ReaderPlace, files: ModelFiles): Promise<Network> =>
  createNetwork(await loadOrt(place.ortUrl, false), 'wasm', files.entry, files.network);

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
