/**
 * Brings any pen to the same contrast: the paper’s noise to 0, a firm stroke to 1.
 */
import type { Plane } from './plane.ts';

/** Steps of ink between 0 and 1 that are told apart. */
const BINS = 512;

/** Stretches the ink so that paper and its noise become 0 and a firm stroke becomes 1, whatever the pen. */
export function stretchInk(plane: Plane): Plane {
  const { data } = plane;
  const bins = countInk(data);
  const paper = quantile(bins, 0.5, 0);
  // Half of the pixels lie below the median: their spread is the paper's noise, free of ink.
  const noise = paper - quantile(bins, 0.16, 0) + 0.003;
  const floor = Math.max(0.02, paper + 2.5 * noise);
  const firm = quantile(bins, 0.7, Math.min(BINS - 2, Math.ceil(floor * BINS)));
  const low = Math.max(floor, 0.14 * firm);
  const span = Math.max(0.02, 0.9 * firm - low);
  const out = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) if (data[i]! > low) out[i] = Math.min(1, (data[i]! - low) / span);
  return { width: plane.width, height: plane.height, data: out };
}

function countInk(data: Float32Array): Int32Array {
  const bins = new Int32Array(BINS);
  for (let i = 0; i < data.length; i++) bins[Math.min(BINS - 1, (data[i]! * BINS) | 0)]!++;
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
