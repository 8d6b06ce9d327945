/**
 * An ONNX Runtime session as the plain function that reading/recognise.ts runs, and its end: a session's memory is the runtime's,
 * so that no garbage collector finds it.
 */
import type { ModelEntry } from '../reading/model-manifest.ts';
import type { Network, RunNetwork } from '../reading/recognise.ts';
import type { Backend, OnnxRuntime } from './load-ort.ts';

/** A network that holds memory: whoever has it releases it. */
export interface OwnedNetwork extends Network {
  /** What people should know of how it runs, in a sentence; absent = nothing. */
  readonly note?: string;
  /**
   * Gives the session's memory back once no pass runs in it any more: a pass that never ends (a GPU that hangs) keeps it, since a session that is freed
   * under a pass takes the whole runtime with it. Nothing may be run afterwards. Never rejects: memory that cannot be given back is no reason to stop.
   */
  release(): Promise<void>;
}

/** Throws what ONNX Runtime throws; on WebGPU creation fails if any operator would leave the GPU, so that the choice is real. */
export async function createNetwork(
  ort: OnnxRuntime,
  backend: Backend,
  entry: ModelEntry,
  bytes: Uint8Array,
): Promise<OwnedNetwork> {
  const session = await ort.InferenceSession.create(bytes, {
    executionProviders: [backend],
    graphOptimizationLevel: 'all',
    ...(backend === 'webgpu' ? { extra: { session: { disable_cpu_ep_fallback: '1' } } } : {}),
  });
  const running = new Set<Promise<unknown>>();
  const pass: RunNetwork = async (input, { batch, height, width }) => {
    const tensor = new ort.Tensor('float32', input, [batch, 1, height, width]);
    const outputs = await session.run({ [entry.input.name]: tensor });
    tensor.dispose();
    const logits = outputs[entry.output.name];
    if (logits === undefined)
      throw new Error(`model ${entry.name}: expected an output ${entry.output.name}, found ${Object.keys(outputs)}`);
    const data = await logits.getData();
    if (!(data instanceof Float32Array)) throw new Error(`model ${entry.name}: expected float32 logits`);
    const [, frames, classes] = logits.dims;
    // Copied: the tensor's memory belongs to the runtime.
    const copy = data.slice();
    logits.dispose();
    return { frames: frames!, classes: classes!, data: copy };
  };
  return {
    height: entry.input.height,
    stride: entry.output.stride,
    classes: entry.alphabet.length + 1,
    run: (input, shape) => {
      const said = pass(input, shape);
      running.add(said);
      const end = (): void => void running.delete(said);
      said.then(end, end);
      return said;
    },
    release: async () => {
      await Promise.allSettled(running);
      await session.release().catch(() => {});
    },
  };
}
