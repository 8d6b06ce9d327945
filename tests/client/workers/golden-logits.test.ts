/** The shipped networks against the logits that PyTorch's export wrote down (models/golden/). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-web';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openNetwork } from '../../../client/inference/open-network.ts';
import { createDecoder, DECODER_SETTINGS, decodeCtc } from '../../../client/reading/decode-ctc.ts';
import type { ModelEntry } from '../../../client/reading/model-manifest.ts';
import { type InkLine, type Network, recognise } from '../../../client/reading/recognise.ts';
import { createNetwork } from '../../../client/workers/create-network.ts';
import { loadModelFiles } from '../../../client/workers/load-model.ts';
import { diskFolder, loadNodeReader, SHIPPED_MODELS } from '../../evaluate/load-node-reader.ts';
import { enableRelaxedSimd } from '../../relaxed-simd.ts';

const goldenSchema = z.object({
  logitStep: z.number().positive(),
  classes: z.number().int(),
  lines: z
    .array(
      z.object({
        greedy: z.string(),
        width: z.number().int(),
        height: z.number().int(),
        ink: z.base64(),
        frames: z.number().int(),
        best: z.array(z.number().int()),
        everyFrames: z.number().int().positive(),
        logits: z.base64(),
      }),
    )
    .min(5),
});

const manifest = z
  .object({ models: z.array(z.object({ name: z.string() })) })
  .parse(JSON.parse(readFileSync(join(SHIPPED_MODELS, 'manifest.json'), 'utf8')));

/** Float arithmetic in another order; the steps that the golden numbers were rounded to come on top. */
const TOLERANCE = 0.02;
/** Golden steps are 16-bit: what lies deeper was cut there. */
const LEAST_STEP = -32768;

enableRelaxedSimd();
/** As it is shipped; as browsers without relaxed SIMD compute it; and by the runtime that takes over where neither can. */
const WAYS: Record<string, (entry: ModelEntry, bytes: Uint8Array) => Promise<Network>> = {
  'with fused multiply-adds': (entry, bytes) => openNetwork(entry, bytes, true),
  'with separate multiplications': (entry, bytes) => openNetwork(entry, bytes, false),
  'by ONNX Runtime': (entry, bytes) => {
    ort.env.wasm.numThreads = 1;
    return createNetwork(ort, 'wasm', entry, bytes);
  },
};

describe.each(manifest.models.map(({ name }) => name))('the network %s on WASM', (name) => {
  const golden = goldenSchema.parse(JSON.parse(readFileSync(join(SHIPPED_MODELS, 'golden', `${name}.json`), 'utf8')));
  const lines: InkLine[] = golden.lines.map(({ width, height, ink }) => ({
    width,
    height,
    data: new Uint8Array(Buffer.from(ink, 'base64')),
  }));

  it.each(Object.entries(WAYS))('gives the golden logits for the golden lines %s', async (_, open) => {
    const { entry, network: bytes } = await loadModelFiles(diskFolder(SHIPPED_MODELS), name);
    const network = await open(entry, bytes);
    expect(network.classes).toBe(golden.classes);
    for (const [i, expected] of golden.lines.entries()) {
      // Alone, padded and cut as every line is: in a batch is another test.
      const logits = (await recognise(network, [lines[i]!]))[0]!;
      expect(logits.frames).toBe(expected.frames);
      const steps = Buffer.from(expected.logits, 'base64');
      let worst = 0;
      for (let t = 0, at = 0; t < expected.frames; t += expected.everyFrames)
        for (let c = 0; c < golden.classes; c++, at += 2) {
          const wanted = steps.readInt16LE(at) * golden.logitStep;
          const found = Math.max(logits.data[t * golden.classes + c]!, LEAST_STEP * golden.logitStep);
          worst = Math.max(worst, Math.abs(found - wanted));
        }
      expect(worst, `line ${i}`).toBeLessThan(TOLERANCE + golden.logitStep);
    }
  });

  it('says the golden text, and the same of a line alone as in a batch with others', async () => {
    const { reader, files } = await loadNodeReader(name);
    const greedy = createDecoder(files.entry.alphabet, files.entry.blank, [], { ...DECODER_SETTINGS, beam: 0 });
    const together = await recognise(reader.network, lines);
    for (const [i, line] of lines.entries()) {
      const [alone] = await recognise(reader.network, [line]);
      const { text } = decodeCtc(alone!, greedy);
      expect(text).toBe(golden.lines[i]!.greedy.replace(/\s+/g, ' ').trim());
      expect(decodeCtc(together[i]!, greedy).text).toBe(text);
    }
  });
});
