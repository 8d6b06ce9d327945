/**
 * A network on the CPU: by kernels of our own, which take half the time of a general runtime and nothing to download; by ONNX Runtime
 * where they cannot compute it.
 */
import { openNetwork } from '../inference/open-network.ts';
import type { ModelEntry } from '../reading/model-manifest.ts';
import { createNetwork, type OwnedNetwork } from './create-network.ts';
import type { OnnxRuntime } from './load-ort.ts';

/** `loadRuntime` is asked only where it is needed. Throws what ONNX Runtime throws. */
export async function openOnWasm(
  entry: ModelEntry,
  bytes: Uint8Array,
  loadRuntime: () => Promise<OnnxRuntime>,
): Promise<OwnedNetwork> {
  try {
    const network = await openNetwork(entry, bytes);
    // The garbage collector finds all of it.
    return { ...network, release: async () => {} };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const network = await createNetwork(await loadRuntime(), 'wasm', entry, bytes);
    return { ...network, note: `ONNX Runtime computes ${entry.name}, at half the speed: ${why}.` };
  }
}
