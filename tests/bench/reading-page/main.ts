/** Bench page: times networks on one WASM thread in turns, and how long the shipped reader takes from nothing to its first line. */
import { openNetwork } from '../../../client/inference/open-network.ts';
import { readLines } from '../../../client/reading/read-lines.ts';
import { bucketWidth } from '../../../client/reading/recognise.ts';
import { loadModelFiles, servedFolder } from '../../../client/workers/load-model.ts';
import { loadOrt } from '../../../client/workers/load-ort.ts';
import { loadReader } from '../../../client/workers/load-reader.ts';
import { ppocrInput, ppocrText } from '../../evaluate/peers/ppocr.ts';

/** A grey line that travels as JSON: one character a pixel, dark ink on bright paper. */
export interface SentLine {
  readonly width: number;
  readonly height: number;
  readonly pixels: string;
}
export interface Runs {
  /**
   * ms of each run, in turns: our network alone on a ready ink map by its kernels, the same by ONNX Runtime, PP-OCR from picture to text, ours from
   * picture to text.
   */
  readonly network: readonly number[];
  readonly runtime: readonly number[];
  readonly ppocr: readonly number[];
  readonly line: readonly number[];
  readonly texts: { readonly ours: string; readonly ppocr: string };
}

declare global {
  interface Window {
    /** ms from the first byte asked for to the first text. */
    firstLine?: (line: SentLine) => Promise<number>;
    timeReading?: (network: string, line: SentLine, dictionary: readonly string[], runs: number) => Promise<Runs>;
  }
}

const now = (): number => performance.now();
const imageOf = ({ width, height, pixels }: SentLine) => ({
  width,
  height,
  data: Uint8Array.from(pixels, (character) => character.charCodeAt(0)),
});
const place = {
  modelsUrl: `${location.origin}/models/`,
  ortUrl: `${location.origin}/ort/`,
  model: null,
  backend: 'wasm' as const,
};

window.firstLine = async (line) => {
  const started = now();
  const { reader } = await loadReader(place, now, () => {});
  await readLines(reader, [imageOf(line)], now);
  return now() - started;
};

window.timeReading = async (network, line, dictionary, runs) => {
  const ort = await loadOrt(place.ortUrl, false);
  const bytesOf = async (url: string) => new Uint8Array(await (await fetch(url)).arrayBuffer());
  const open = async (bytes: Uint8Array) =>
    ort.InferenceSession.create(bytes, { executionProviders: ['wasm'], graphOptimizationLevel: 'all' });
  const { entry } = await loadModelFiles(servedFolder(place.modelsUrl), null);
  const networkBytes = await bytesOf(network);
  const kernels = await openNetwork(entry, networkBytes);
  const [runtime, peer] = [await open(networkBytes), await open(await bytesOf('/ppocr/ch_PP-OCRv4_rec_infer.onnx'))];
  const { reader } = await loadReader(place, now, () => {});
  const image = imageOf(line);
  // As wide as the reader pads it.
  const width = bucketWidth(image.width);
  const ink = new Float32Array(width * image.height);
  image.data.forEach((grey, i) => {
    ink[Math.floor(i / image.width) * width + (i % image.width)] = 1 - grey / 255;
  });
  const result = { network: [] as number[], runtime: [] as number[], ppocr: [] as number[], line: [] as number[] };
  const texts = { ours: '', ppocr: '' };
  const WARM = 5;
  for (let run = -WARM; run < runs; run++) {
    let at = now();
    await kernels.run(ink, { batch: 1, height: image.height, width });
    const network = now() - at;
    at = now();
    const input = new ort.Tensor('float32', ink, [1, 1, image.height, width]);
    const logits = (await runtime.run({ [runtime.inputNames[0]!]: input }))[runtime.outputNames[0]!]!;
    await logits.getData();
    const general = now() - at;
    at = now();
    const seen = ppocrInput(image);
    const shown = new ort.Tensor('float32', seen.data, [1, 3, image.height, seen.width]);
    const scores = (await peer.run({ [peer.inputNames[0]!]: shown }))[peer.outputNames[0]!]!;
    texts.ppocr = ppocrText((await scores.getData()) as Float32Array, scores.dims[2]!, dictionary);
    const ppocr = now() - at;
    at = now();
    const { readings } = await readLines(reader, [image], now);
    texts.ours = readings[0]!.text;
    const whole = now() - at;
    if (run < 0) continue;
    result.network.push(network);
    result.runtime.push(general);
    result.ppocr.push(ppocr);
    result.line.push(whole);
  }
  return { ...result, texts };
};
