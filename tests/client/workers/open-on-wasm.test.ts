import { describe, expect, it } from 'vitest';
import { loadModelFiles } from '../../../client/workers/load-model.ts';
import type { OnnxRuntime } from '../../../client/workers/load-ort.ts';
import { openOnWasm } from '../../../client/workers/open-on-wasm.ts';
import { diskFolder, SHIPPED_MODELS } from '../../evaluate/load-node-reader.ts';

const shipped = () => loadModelFiles(diskFolder(SHIPPED_MODELS), null);
const shape = { batch: 1, height: 48, width: 64 };

describe('a network on the CPU', () => {
  it('is computed by its kernels, and no runtime is fetched for it', async () => {
    const { entry, network: bytes } = await shipped();
    const network = await openOnWasm(entry, bytes, () => Promise.reject(new Error('nobody asked for it')));
    expect(network.note).toBeUndefined();
    const { frames, classes } = await network.run(new Float32Array(48 * 64), shape);
    expect({ frames, classes }).toEqual({ frames: 16, classes: entry.alphabet.length + 1 });
    await network.release();
  });

  it('is computed by ONNX Runtime where the kernels refuse it, and says so', async () => {
    const { entry } = await shipped();
    const logits = { dims: [1, 1, 1], getData: async () => Float32Array.of(7), dispose: () => {} };
    const runtime = {
      Tensor: class {
        dispose() {}
      },
      InferenceSession: { create: async () => ({ run: async () => ({ logits }), release: async () => {} }) },
    } as unknown as OnnxRuntime;
    const network = await openOnWasm(entry, Uint8Array.of(0x3a, 0), async () => runtime);
    expect((await network.run(new Float32Array(48 * 64), shape)).data[0]).toBe(7);
    expect(network.note).toMatch(/^ONNX Runtime computes latin, at half the speed: .*found nothing\.$/);
  });

  it('fails as the runtime does where neither can', async () => {
    const { entry } = await shipped();
    const offline = openOnWasm(entry, Uint8Array.of(9), () =>
      Promise.reject(new Error('the runtime cannot be fetched')),
    );
    await expect(offline).rejects.toThrow('the runtime cannot be fetched');
  });
});
