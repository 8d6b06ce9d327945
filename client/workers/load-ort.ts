/**
 * Loads ONNX Runtime Web and says which backend this machine should read on. Thin glue, no state.
 * A real GPU gets the build with WebGPU; a browser without one, or with one in software (60–140 times slower than WASM),
 * gets the smaller build with WASM alone.
 */
import type * as ORT from 'onnxruntime-web';

export type OnnxRuntime = Pick<typeof ORT, 'InferenceSession' | 'Tensor' | 'env'>;
export type Backend = 'webgpu' | 'wasm';

/** What the browser offers for WebGPU, in words that can be shown. */
export type GpuOffer =
  | { readonly kind: 'hardware'; readonly description: string }
  | { readonly kind: 'software'; readonly description: string }
  | { readonly kind: 'absent'; readonly reason: string };

/** Names under which adapters that compute on the CPU present themselves. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render|software/i;

interface Gpu {
  requestAdapter(): Promise<{
    readonly info?: {
      readonly vendor?: string;
      readonly architecture?: string;
      readonly device?: string;
      readonly description?: string;
      readonly isFallbackAdapter?: boolean;
    };
  } | null>;
}

/** Asks for an adapter. Never throws: a refusal is an absence with its reason. */
export async function probeGpu(navigator: { readonly gpu?: Gpu }): Promise<GpuOffer> {
  if (navigator.gpu === undefined) return { kind: 'absent', reason: 'this browser has no WebGPU' };
  try {
    const adapter = await navigator.gpu.requestAdapter();
    if (adapter === null) return { kind: 'absent', reason: 'WebGPU found no graphics adapter' };
    const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info ?? {};
    const name = [vendor, architecture, device, description].filter(Boolean).join(' ') || 'unnamed adapter';
    const kind = isFallbackAdapter === true || SOFTWARE.test(name) ? 'software' : 'hardware';
    return { kind, description: name };
  } catch (error) {
    return { kind: 'absent', reason: `WebGPU refused: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** `ortUrl` is the absolute address of the folder that serves ONNX Runtime's .wasm and .mjs files, with a slash at its end. */
export async function loadOrt(ortUrl: string, withGpu: boolean): Promise<OnnxRuntime> {
  const ort: OnnxRuntime = withGpu ? await import('onnxruntime-web/webgpu') : await import('onnxruntime-web/wasm');
  ort.env.wasm.wasmPaths = ortUrl;
  // The other cores belong to vision and to the pages beside; a line takes a few ms on one.
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  return ort;
}
