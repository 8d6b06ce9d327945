/**
 * One network on the backend that is really there and really faster: WebGPU where hardware offers it, computes the same
 * numbers and wins a race, else WASM. A GPU that fails later is left for WASM once, without losing the line being read. Sessions
 * that nobody reads with any more are released: a page runs for months.
 */
import type { ModelEntry } from '../reading/model-manifest.ts';
import type { Network } from '../reading/recognise.ts';
import { createNetwork, type OwnedNetwork } from './create-network.ts';
import { limitPasses } from './limit-passes.ts';
import { type Backend, loadOrt, probeGpu } from './load-ort.ts';
import { openOnWasm } from './open-on-wasm.ts';
import { raceBackends, SAME_LOGITS, warmUp } from './race-backends.ts';

export interface ChosenNetwork {
  readonly network: Network;
  readonly backend: Backend;
  /** One clear line: why this backend. Empty where it won against the other: then there is nothing to say. */
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
  const makeWasm = async (): Promise<OwnedNetwork> => openOnWasm(entry, bytes, () => loadOrt(place.ortUrl, false));
  const makeGpu = async (): Promise<OwnedNetwork> => {
    const network = await createNetwork(await loadOrt(place.ortUrl, true), 'webgpu', entry, bytes);
    return { ...limitPasses(network), release: network.release };
  };
  if (place.backend === 'webgpu') return { network: await makeGpu(), backend: 'webgpu', note: '' };
  if (place.backend === 'wasm') return warmedUp(makeWasm, 'Reading runs on WASM, as asked.');
  const offer = await probeGpu(navigator);
  if (offer.kind === 'absent') return warmedUp(makeWasm, `Reading runs on WASM: ${offer.reason}.`);
  if (offer.kind === 'software')
    return warmedUp(makeWasm, `Reading runs on WASM: ${offer.description} is WebGPU in software.`);
  return keepFaster(makeGpu, makeWasm, offer.description, now, onFallback);
}

const warmedUp = async (makeWasm: () => Promise<OwnedNetwork>, note: string): Promise<ChosenNetwork> => {
  const network = await makeWasm();
  try {
    await warmUp(network);
  } catch (error) {
    // Whoever waits for a reader tries again, for months if need be.
    void network.release();
    throw error;
  }
  return { network, backend: 'wasm', note: withNote(note, network) };
};

/**
 * The faster of two that should be the same; `gpuName` stands in the note. What lost is released, but for WASM beside a GPU that won: it waits for the
 * GPU's failure. Throws what WASM throws.
 */
export async function keepFaster(
  makeGpu: () => Promise<OwnedNetwork>,
  makeWasm: () => Promise<OwnedNetwork>,
  gpuName: string,
  now: () => number,
  onFallback: (note: string) => void,
): Promise<ChosenNetwork> {
  const made: OwnedNetwork[] = [];
  const keep = (network: OwnedNetwork): OwnedNetwork => {
    made.push(network);
    return network;
  };
  try {
    const gpu = keep(await makeGpu());
    const wasm = keep(await makeWasm());
    const onWasm = (note: string): ChosenNetwork => {
      void gpu.release();
      return { network: wasm, backend: 'wasm', note: withNote(note, wasm) };
    };
    const { gpuMs, wasmMs, difference } = await raceBackends(gpu, wasm, now);
    if (!(difference < SAME_LOGITS))
      return onWasm(`Reading runs on WASM: ${gpuName} computes other numbers (off by ${difference.toFixed(2)}).`);
    // Many a laptop's GPU takes longer to be asked than the kernels take to answer.
    if (wasmMs < gpuMs) return onWasm('');
    const fallBack = (note: string): void => {
      onFallback(note);
      void gpu.release();
    };
    return { network: withFallback(gpu, wasm, fallBack), backend: 'webgpu', note: '' };
  } catch (error) {
    for (const network of made) void network.release();
    return warmedUp(makeWasm, `Reading runs on WASM: WebGPU failed (${messageOf(error)}).`);
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
        if (!failed) onFallback(`Reading moved to WASM: WebGPU failed (${messageOf(error)}).`);
        failed = true;
        return second.run(input, shape);
      }
    },
  };
}

const withNote = (note: string, network: OwnedNetwork): string => `${note} ${network.note ?? ''}`.trim();
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
