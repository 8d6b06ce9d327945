import { describe, expect, it } from 'vitest';
import type { Network } from '../../../client/reading/recognise.ts';
import { withFallback } from '../../../client/workers/choose-network.ts';
import { limitPasses } from '../../../client/workers/limit-passes.ts';
import { probeGpu } from '../../../client/workers/load-ort.ts';
import { raceBackends, SAME_LOGITS } from '../../../client/workers/race-backends.ts';

const gpu = (info: object | null) => ({ gpu: { requestAdapter: async () => (info === null ? null : { info }) } });

describe('what the browser offers for WebGPU', () => {
  it('is absent, with the reason, where there is none', async () => {
    expect(await probeGpu({})).toEqual({ kind: 'absent', reason: 'this browser has no WebGPU' });
    expect(await probeGpu(gpu(null))).toMatchObject({ kind: 'absent' });
  });

  it('is software where the adapter computes on the CPU, whatever it calls itself', async () => {
    expect(await probeGpu(gpu({ vendor: 'google', architecture: 'swiftshader' }))).toMatchObject({ kind: 'software' });
    expect(await probeGpu(gpu({ description: 'llvmpipe (LLVM 15)' }))).toMatchObject({ kind: 'software' });
    expect(await probeGpu(gpu({ vendor: 'acme', isFallbackAdapter: true }))).toMatchObject({ kind: 'software' });
  });

  it('is hardware otherwise, by its name', async () => {
    const offer = await probeGpu(gpu({ vendor: 'intel', architecture: 'gen-12lp' }));
    expect(offer).toEqual({ kind: 'hardware', description: 'intel gen-12lp' });
  });

  it('is absent when asking throws', async () => {
    const broken = { gpu: { requestAdapter: () => Promise.reject(new Error('driver crashed')) } };
    expect(await probeGpu(broken)).toEqual({ kind: 'absent', reason: 'WebGPU refused: driver crashed' });
  });
});

describe('a GPU that fails while it reads', () => {
  const shape = { batch: 1, height: 48, width: 64 };
  const network = (answer: () => number): Network => ({
    height: 48,
    stride: 4,
    classes: 1,
    run: async () => ({ frames: 1, classes: 1, data: Float32Array.of(answer()) }),
  });

  it('is left for WASM once and for good, without losing the line, and says so once', async () => {
    let asked = 0;
    const failing = network(() => {
      asked++;
      throw new Error('device lost');
    });
    const notes: string[] = [];
    const both = withFallback(
      failing,
      network(() => 7),
      (note) => notes.push(note),
    );
    for (let line = 0; line < 3; line++) expect((await both.run(new Float32Array(), shape)).data[0]).toBe(7);
    expect(asked).toBe(1);
    expect(notes).toEqual(['Reading moved to WASM: WebGPU failed (device lost).']);
  });

  it('is left when it never answers', async () => {
    const silent: Network = { ...network(() => 0), run: () => new Promise(() => {}) };
    const notes: string[] = [];
    const both = withFallback(
      limitPasses(silent, 5),
      network(() => 7),
      (note) => notes.push(note),
    );
    expect((await both.run(new Float32Array(), shape)).data[0]).toBe(7);
    expect(notes).toEqual(['Reading moved to WASM: WebGPU failed (no answer within 0.005 s).']);
  });

  it('is kept while it works', async () => {
    const both = withFallback(
      network(() => 3),
      network(() => 7),
      () => {
        throw new Error('nothing failed');
      },
    );
    expect((await both.run(new Float32Array(), shape)).data[0]).toBe(3);
  });
});

describe('the race between both backends', () => {
  /** A network on a clock of its own: each pass takes `ms`, its logits are those of the input's sum, plus `error`. */
  const racing = () => {
    let time = 0;
    const network = (ms: number, error: number): Network => ({
      height: 48,
      stride: 4,
      classes: 1,
      run: async (input) => {
        time += ms;
        return { frames: 1, classes: 1, data: Float32Array.of(input.reduce((sum, ink) => sum + ink, 0) + error) };
      },
    });
    return { network, now: () => time };
  };

  it('tells the middle time of each and that they agree', async () => {
    const { network, now } = racing();
    const race = await raceBackends(network(4, 0), network(25, 0.001), now);
    expect(race).toMatchObject({ gpuMs: 4, wasmMs: 25 });
    expect(race.difference).toBeLessThan(SAME_LOGITS);
  });

  it('finds a GPU that computes other numbers, or none', async () => {
    const { network, now } = racing();
    expect((await raceBackends(network(1, 3), network(9, 0), now)).difference).toBeGreaterThan(SAME_LOGITS);
    const none = await raceBackends(network(1, Number.NaN), network(9, 0), now);
    expect(none.difference < SAME_LOGITS).toBe(false);
  });
});
