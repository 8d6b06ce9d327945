import { resolve } from 'node:path';
import { defaultClientConditions, defineConfig } from 'vite';

const page = (path: string): string => resolve(import.meta.dirname, path);

/** One build, one page a room. The worker is an ES module so that it may import ONNX Runtime and OpenCV lazily. */
export default defineConfig({
  appType: 'mpa',
  build: {
    outDir: 'dist',
    target: 'es2023',
    chunkSizeWarningLimit: 20_000,
    rollupOptions: {
      input: {
        landing: page('client/landing/index.html'),
        camera: page('client/index.html'),
        wall: page('client/wall/index.html'),
        projector: page('projector/index.html'),
        calibrate: page('calibration/index.html'),
        status: page('server/pages/status/index.html'),
      },
    },
  },
  // Without this condition the bundler inlines ORT's own worker and two threads hang; the runtime's .wasm is served from /ort/ instead.
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions] },
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  worker: { format: 'es' },
});
