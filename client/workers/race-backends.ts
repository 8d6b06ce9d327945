/**
 * Which of two networks that should be the same is faster, and whether they are the same at all: some drivers compute nonsense.
 * Both run over one drawn pattern of strokes; the first pass of each only warms up (shaders, memory).
 */
import type { Network } from '../reading/recognise.ts';

export interface Race {
  /** Middle of the times of a pass, ms. */
  readonly gpuMs: number;
  readonly wasmMs: number;
  /** Greatest difference of any logit between both; NaN where one of them is no number. */
  readonly difference: number;
}

/** Logits that differ by less than this say the same text; float32 in another order differs by a thousandth. */
export const SAME_LOGITS = 0.1;
/** A line of common length. */
const WIDTH = 640;
/** A pass takes 5 to 30 ms, the first ones longer while the browser still improves the code; the middle one of seven is past that. */
const PASSES = 7;

/** Throws what either network throws. `now`: a monotonic clock in ms. */
export async function raceBackends(gpu: Network, wasm: Network, now: () => number): Promise<Race> {
  const onGpu = await timePasses(gpu, now);
  const onWasm = await timePasses(wasm, now);
  let difference = onGpu.logits.length === onWasm.logits.length ? 0 : Number.NaN;
  // Written so that one NaN stays: Math.max gives NaN once it meets one.
  onWasm.logits.forEach((logit, i) => {
    difference = Math.max(difference, Math.abs(logit - (onGpu.logits[i] ?? Number.NaN)));
  });
  return { gpuMs: onGpu.ms, wasmMs: onWasm.ms, difference };
}

/** One pass over the pattern: pays for shaders and memory before the first line comes. */
export async function warmUp(network: Network): Promise<Float32Array> {
  const { data } = await network.run(drawPattern(network.height), { batch: 1, height: network.height, width: WIDTH });
  return data;
}

async function timePasses(network: Network, now: () => number): Promise<{ ms: number; logits: Float32Array }> {
  let logits = await warmUp(network);
  const times: number[] = [];
  for (let pass = 0; pass < PASSES; pass++) {
    const started = now();
    logits = await warmUp(network);
    times.push(now() - started);
  }
  return { ms: times.sort((a, b) => a - b)[times.length >> 1]!, logits };
}

/** Waves of ink of changing pitch in the middle rows, blank paper at both ends. */
function drawPattern(height: number): Float32Array {
  const ink = new Float32Array(height * WIDTH);
  for (let x = 32; x < WIDTH - 32; x++) {
    const middle = height / 2 + 0.2 * height * Math.sin(x / (4 + x / 100));
    for (let y = 0; y < height; y++) ink[y * WIDTH + x] = Math.max(0, 1 - Math.abs(y - middle) / 2);
  }
  return ink;
}
