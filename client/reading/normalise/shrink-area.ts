/**
 * Area-averaging reduction of a grey crop: every source pixel counts by how much of it a reduced pixel covers.
 */
import type { GreyImage } from '../../vision/grey-image.ts';
import type { Plane } from './plane.ts';

/** Area-averaging reduction by `shrink` ≤ 1, separable. */
export function shrinkArea(image: GreyImage, shrink: number): Plane {
  const { width: w, height: h, data } = image;
  if (shrink >= 1) return { width: w, height: h, data: new Float32Array(data) };
  const width = Math.max(1, Math.round(w * shrink));
  const height = Math.max(1, Math.round(h * shrink));
  const across = shrinkSpans(width, w, shrink);
  const down = shrinkSpans(height, h, shrink);
  const out = new Float32Array(width * height);
  const row = new Float32Array(w);
  for (let y = 0; y < height; y++) {
    row.fill(0);
    for (let k = down.from[y]!; k < down.from[y + 1]!; k++) {
      const at = down.index[k]! * w;
      const weight = down.weight[k]!;
      for (let x = 0; x < w; x++) row[x] = row[x]! + weight * data[at + x]!;
    }
    for (let x = 0, k = 0; x < width; x++) {
      let sum = 0;
      for (const end = across.from[x + 1]!; k < end; k++) sum += across.weight[k]! * row[across.index[k]!]!;
      out[y * width + x] = sum;
    }
  }
  return { width, height, data: out };
}

/** Which source pixels, with which weights (adding to one), make each of `count` reduced ones: entries from[i] … from[i + 1] − 1. */
function shrinkSpans(
  count: number,
  limit: number,
  shrink: number,
): { from: number[]; index: number[]; weight: number[] } {
  const spans = { from: [0], index: [] as number[], weight: [] as number[] };
  for (let i = 0; i < count; i++) {
    const start = i / shrink;
    const end = Math.min(limit, (i + 1) / shrink);
    const first = Math.min(limit - 1, Math.floor(start));
    const last = Math.max(first, Math.min(limit - 1, Math.ceil(end) - 1));
    const covered = (k: number) => Math.max(1e-6, Math.min(end, k + 1) - Math.max(start, k));
    let total = 0;
    for (let k = first; k <= last; k++) total += covered(k);
    for (let k = first; k <= last; k++) {
      spans.index.push(k);
      spans.weight.push(covered(k) / total);
    }
    spans.from.push(spans.index.length);
  }
  return spans;
}
