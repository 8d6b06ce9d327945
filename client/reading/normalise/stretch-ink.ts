/**
 * Brings any pen to the same contrast: the paper’s noise to 0, a firm stroke to 1.
 */
import type { Plane } from './plane.ts';

/** Stretches the ink so that paper and its noise become 0 and a firm stroke becomes 1, whatever the pen. */
export function stretchInk(plane: Plane): Plane {
  const { data } = plane;
  const bins = new Int32Array(512);
  for (let i = 0; i < data.length; i++) bins[Math.min(511, (data[i]! * 512) | 0)]!++;
  const quantile = (share: number, from: number): number => {
    let total = 0;
    for (let i = from; i < 512; i++) total += bins[i]!;
    let sum = 0;
    for (let i = from; i < 512; i++) {
      sum += bins[i]!;
      if (sum >= total * share && sum > 0) return (i + 0.5) / 512;
    }
    return 1;
  };
  const paper = quantile(0.5, 0);
  // Half of the pixels lie below the median: their spread is the paper's noise, free of ink.
  const noise = paper - quantile(0.16, 0) + 0.003;
  const floor = Math.max(0.02, paper + 2.5 * noise);
  const firm = quantile(0.7, Math.min(510, Math.ceil(floor * 512)));
  const low = Math.max(floor, 0.14 * firm);
  const span = Math.max(0.02, 0.9 * firm - low);
  const out = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) if (data[i]! > low) out[i] = Math.min(1, (data[i]! - low) / span);
  return { width: plane.width, height: plane.height, data: out };
}
