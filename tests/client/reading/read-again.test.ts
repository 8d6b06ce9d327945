import { describe, expect, it } from 'vitest';
import { UNFITTED_CURVE } from '../../../client/reading/calibrate-confidence.ts';
import type { SecondOpinion } from '../../../client/reading/cascade.ts';
import { ctcLikelihood } from '../../../client/reading/ctc-likelihood.ts';
import { createDecoder } from '../../../client/reading/decode-ctc.ts';
import { logSoftmax } from '../../../client/reading/log-softmax.ts';
import { prefixBeam } from '../../../client/reading/prefix-beam.ts';
import { decodeBoth, type FirstLook, readAgain } from '../../../client/reading/read-again.ts';
import type { Logits } from '../../../client/reading/recognise.ts';
import { makeLogits, seeded } from './make-logits.ts';

const decoder = createDecoder([' ', 'i', 'n', 'k'], 0, []);
const opinion = (weight: number): SecondOpinion => ({
  model: 'wide',
  settings: { below: 0.7, weight, temperature: 1, fastTemperature: 1, pitches: [] },
  decoder,
  curve: UNFITTED_CURVE,
});
const look = (logits: Logits, text = ''): FirstLook => ({
  line: {
    width: 4 * logits.frames,
    height: 48,
    data: new Uint8Array(4 * logits.frames * 48),
    toSource: { a: 2, b: 0, c: 0, d: 0, e: 2, f: 0 },
  },
  logits,
  text,
  confidence: 0.4,
});

describe('the probability of a text', () => {
  it('is what the beam search finds for it, summed over all paths', () => {
    for (const seed of [1, 2, 3]) {
      const random = seeded(seed);
      const data = Float32Array.from({ length: 8 * 4 }, () => 3 * random());
      const logs = logSoftmax({ frames: 8, classes: 4, data });
      for (const { labels, network } of prefixBeam(logs, { blank: 0, beam: 2000, floor: -50, fusion: null }).slice(
        0,
        20,
      ))
        expect(ctcLikelihood(logs, labels, 0), `seed ${seed}, ${labels.join()}`).toBeCloseTo(network, 3);
    }
  });

  it('is nothing for a text that needs more frames than there are', () => {
    const logs = logSoftmax(makeLogits([1, 1], 3));
    expect(ctcLikelihood(logs, [1, 1], 0)).toBe(Number.NEGATIVE_INFINITY);
    expect(ctcLikelihood(logs, [1], 0)).toBeGreaterThan(-0.1);
  });
});

describe('both networks together', () => {
  const sure = makeLogits([2, 0, 3, 0, 4], 5);
  const hesitant = makeLogits([2, 0, { 3: -0.5, 4: 0 }, 0, 4], 5);

  it('follow the one that is sure where the other hesitates, whichever it is', () => {
    expect(decodeBoth(look(hesitant), [sure], opinion(0.5)).text).toBe('ink');
    expect(decodeBoth(look(sure), [hesitant], opinion(0.5)).text).toBe('ink');
  });

  it('agree though they say their letters in other frames', () => {
    const early = makeLogits([2, 3, 4, 0, 0, 0], 5);
    const late = makeLogits([0, 0, 0, 2, 3, 4], 5);
    expect(decodeBoth(look(early), [late], opinion(0.5)).text).toBe('ink');
  });

  it('listen to one alone where the other has no say', () => {
    const [ink, kin] = [makeLogits([2, 0, 3, 0, 4], 5), makeLogits([4, 0, 2, 0, 3], 5)];
    expect(decodeBoth(look(ink), [kin], opinion(0)).text).toBe('ink');
    expect(decodeBoth(look(ink), [kin], opinion(1)).text).toBe('kin');
  });

  it('tell how far they moved from what the fast one said', () => {
    expect(decodeBoth(look(sure, 'ink'), [sure], opinion(0.5)).features.edits).toBe(0);
    expect(decodeBoth(look(sure, 'nk'), [sure], opinion(0.5)).features.edits).toBe(1);
  });

  it('hear every look of the accurate one, at whatever width', () => {
    const wide = makeLogits([2, 2, 0, 0, 3, 3, 0, 0, 4, 4], 5);
    const [ink, nik] = [makeLogits([2, 0, 3, 0, 4], 5), makeLogits([3, 0, 2, 0, 4], 5)];
    expect(decodeBoth(look(ink), [nik, wide, wide], opinion(1)).text).toBe('ink');
    expect(decodeBoth(look(ink), [nik, nik, wide], opinion(1)).text).toBe('nik');
  });

  it('are refused when they are of different shapes, with both', () => {
    expect(() => decodeBoth(look(sure), [makeLogits([1], 5)], opinion(0.5))).toThrow(
      /expected 5 frames .* found 1 of 5/,
    );
  });

  it('give a reading that says so, with characters in source px', async () => {
    const network = { stride: 4, height: 48, classes: 5, run: async () => sure };
    const [reading] = await readAgain(network, opinion(0.5), [look(sure)]);
    expect(reading!.again).toBe(true);
    expect(reading!.characters).toHaveLength(3);
    for (const { right } of reading!.characters) expect(right).toBeLessThanOrEqual(2 * 20);
  });
});
