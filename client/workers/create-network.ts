/** An ONNX Runtime session as the plain function that reading/recognise.ts runs. */
import type { ModelEntry } from '../reading/model-manifest.ts';
import type { Network } from '../reading/recognise.ts';
import type { Backend, OnnxRuntime } from './load-ort.ts';

/** Throws what ONNX Runtime throws; on WebGPU creation fails if any operator would leave the GPU, so that the choice is real. */
export async function createNetwork(
  ort: OnnxRuntime,
  backend: Backend,
  entry: ModelEntry,
  bytes: Uint8Array,
): Promise<Network> {
  const session = await ort.InferenceSession.create(bytes, {
    executionProviders: [backend],
    graphOptimizationLevel: 'all',
    ...(backend === 'webgpu' ? { extra: { session: { disable_cpu_ep_fallback: '1' } } } : {}),
  });
  return {
    height: entry.input.height,
    stride: entry.output.stride,
    classes: entry.alphabet.length + 1,
    run: async (input, { batch, height, width }) => {
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
    },
  };
}
