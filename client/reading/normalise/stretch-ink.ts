/**
 * Brings any pen to the same contrast: the paper’s noise to 0, a firm stroke to 1.
 */
import { inkKernels } from './ink-kernels.ts';
import type { Plane } from './plane.ts';

/** Steps of ink between 0 and 1 that are told apart. */
const BINS = 512;

/** Stretches the ink, in place, so that paper and its noise become 0 and a firm stroke becomes 1, whatever the pen. `kernels` null: without WebAssembly, which gives the same. */
export function stretchInk({ data }: Plane, kernels = inkKernels()): void {
  const bins = countInk(data);
  const paper = quantile(bins, 0.5, 0);
  // Half of the pixels lie below the median: their spread is the paper's noise, free of ink.
  const noise = paper - quantile(bins, 0.16, 0) + 0.003;
  const floor = Math.max(0.02, paper + 2.5 * noise);
  const firm = quantile(bins, 0.7, Math.min(BINS - 2, Math.ceil(floor * BINS)));
  const low = Math.max(floor, 0.14 * firm);
  const span = Math.max(0.02, 0.9 * firm - low);
  if (kernels === null) stretchPixels(data, low, span);
  else {
    // Pixels are taken two at a time: one beyond the end.
    const { buffer, at } = kernels.room(32, 4 * data.length + 4);
    const [told, from] = at as [number, number];
    const plane = new Float32Array(buffer, from, data.length);
    plane.set(data);
    new Float64Array(buffer, told, 4).set([low, low, span, span]);
    kernels.stretch(from, told, Math.ceil(data.length / 2));
    data.set(plane);
  }
}

function stretchPixels(data: Float32Array, low: number, span: number): void {
  for (let i = 0; i < data.length; i++) {
    const ink = (data[i]! - low) / span;
    // Nothing below 0, without a branch: where paper ends and ink begins cannot be foretold.
    const inked = (ink + Math.abs(ink)) * 0.5;
    data[i] = Math.min(1, inked);
  }
}

/** In four histograms, one after the other in one array: the many equal pixels of paper would wait for each other's count. */
function countInk(data: Float32Array): Int32Array {
  const room = BINS + 1;
  const bins = new Int32Array(4 * room);
  let i = 0;
  for (; i < data.length - 3; i += 4) {
    bins[(data[i]! * BINS) | 0]!++;
    bins[room + ((data[i + 1]! * BINS) | 0)]!++;
    bins[2 * room + ((data[i + 2]! * BINS) | 0)]!++;
    bins[3 * room + ((data[i + 3]! * BINS) | 0)]!++;
  }
  for (; i < data.length; i++) bins[(data[i]! * BINS) | 0]!++;
  for (let b = 0; b < room; b++) bins[b]! += bins[room + b]! + bins[2 * room + b]! + bins[3 * room + b]!;
  // Full ink is no step of its own.
  bins[BINS - 1]! += bins[BINS]!;
  return bins;
}

/** The ink that `share` of the pixels from bin `from` on do not exceed; 1 where there are none. */
function quantile(bins: Int32Array, share: number, from: number): number {
  let total = 0;
  for (let i = from; i < BINS; i++) total += bins[i]!;
  let sum = 0;
  for (let i = from; i < BINS; i++) {
    sum += bins[i]!;
    if (sum >= total * share && sum > 0) return (i + 0.5) / BINS;
  }
  return 1;
}
