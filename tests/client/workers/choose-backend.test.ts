import { describe, expect, it } from 'vitest';
import type { Network } from '../../../client/reading/recognise.ts';
import { keepFaster, withFallback } from '../../../client/workers/choose-network.ts';
import { createNetwork } from '../../../client/workers/create-network.ts';
import { limitPasses } from '../../../client/workers/limit-passes.ts';
import { type OnnxRuntime, probeGpu } from '../../../client/workers/load-ort.ts';
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

describe('the sessions of a race', () => {
  /** Both sides on one clock; `released` is what gave its memory back, in order. */
  const sides = () => {
    let time = 0;
    const released: string[] = [];
    const make =
      (name: string, ms: number, answer: () => number = () => 7) =>
      async () => ({
        height: 48,
        stride: 4,
        classes: 1,
        run: async () => {
          time += ms;
          return { frames: 1, classes: 1, data: Float32Array.of(answer()) };
        },
        release: async () => void released.push(name),
      });
    return { make, released, now: () => time };
  };
  const line = { batch: 1, height: 48, width: 64 };

  it('keep WASM beside a GPU that won, and let the GPU go when it fails later', async () => {
    const { make, released, now } = sides();
    let lost = false;
    const gpu = make('gpu', 4, () => {
      if (lost) throw new Error('device lost');
      return 7;
    });
    const notes: string[] = [];
    const { network, backend } = await keepFaster(gpu, make('wasm', 25), 'a GPU', now, (note) => notes.push(note));
    await network.run(new Float32Array(), line);
    expect({ backend, released }).toEqual({ backend: 'webgpu', released: [] });
    lost = true;
    for (let pass = 0; pass < 2; pass++) expect((await network.run(new Float32Array(), line)).data[0]).toBe(7);
    expect(released).toEqual(['gpu']);
    expect(notes).toHaveLength(1);
  });

  it('let the GPU go that is slower, or computes other numbers', async () => {
    for (const [ms, answer, told] of [
      [40, 7, ''],
      [1, 9, 'Reading runs on WASM: a GPU computes other numbers (off by 2.00).'],
    ] as const) {
      const { make, released, now } = sides();
      const gpu = make('gpu', ms, () => answer);
      const { network, backend, note } = await keepFaster(gpu, make('wasm', 25), 'a GPU', now, () => {});
      expect({ backend, released, note }).toEqual({ backend: 'wasm', released: ['gpu'], note: told });
      expect((await network.run(new Float32Array(), line)).data[0]).toBe(7);
    }
  });

  it('all go when the race breaks, but for the one that is read on', async () => {
    const { make, released, now } = sides();
    const gpu = make('gpu', 4, () => {
      throw new Error('device lost');
    });
    let made = 0;
    const wasm = () => make(`wasm ${++made}`, 25)();
    const { backend } = await keepFaster(gpu, wasm, 'a GPU', now, () => {});
    expect({ backend, made, released }).toEqual({ backend: 'wasm', made: 2, released: ['gpu', 'wasm 1'] });
  });

  it('go when the network that is left cannot be used either: it is tried again for as long as the page runs', async () => {
    const { make, released, now } = sides();
    const broken = make('wasm', 25, () => {
      throw new Error('out of memory');
    });
    await expect(
      keepFaster(
        () => Promise.reject(new Error('refused')),
        broken,
        'a GPU',
        now,
        () => {},
      ),
    ).rejects.toThrow('out of memory');
    expect(released).toEqual(['wasm']);
  });
});

describe('a session', () => {
  it('is released when its last pass has ended, and never under one', async () => {
    let released = 0;
    let answer = (): void => {};
    const logits = { dims: [1, 1, 1], getData: async () => Float32Array.of(7), dispose: () => {} };
    const ort = {
      Tensor: class {
        dispose() {}
      },
      InferenceSession: {
        create: async () => ({
          run: () => new Promise((resolve) => (answer = () => resolve({ logits }))),
          release: async () => {
            released += 1;
            throw new Error('already gone');
          },
        }),
      },
    } as unknown as OnnxRuntime;
    const entry = {
      name: 'small',
      alphabet: [],
      input: { name: 'ink', height: 48 },
      output: { name: 'logits', stride: 4 },
    } as unknown as Parameters<typeof createNetwork>[2];
    const network = await createNetwork(ort, 'wasm', entry, new Uint8Array());
    const pass = network.run(new Float32Array(), { batch: 1, height: 48, width: 64 });
    const release = network.release();
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(released).toBe(0);
    answer();
    expect((await pass).data[0]).toBe(7);
    await release;
    expect(released).toBe(1);
  });
});
