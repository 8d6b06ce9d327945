/**
 * When each pixel of a written line appears, so that a scan looks as if it were being written: connected components in order from left to
 * right, dots and accents after the letter they stand over, each swept along the writing. Frame in and out: px of the line's picture.
 */
import type { Component } from './label-components.ts';
import { labelComponents } from './label-components.ts';

export interface Reveal {
  /** Per pixel, 0 = first … REVEAL_END = last; only meaningful where there is ink. */
  readonly order: Uint16Array;
  /** x, y of the pen's tip at TIP_STEPS + 1 equal moments. */
  readonly tip: Float32Array;
}
export const REVEAL_END = 65535;
export const TIP_STEPS = 240;

const SOLID = 60;
/** A mark counts as an accent of a component that is at least so many times its size and covers most of its width. */
const ACCENT_RATIO = 1.6;
const ACCENT_OVERLAP = 0.6;
/** Sweep along x, with a little y, so that stems are drawn downwards. */
const Y_WEIGHT = 0.2;
/** The pen crosses a gap faster than it writes. */
const GAP_WEIGHT = 0.3;
/** Even a dot takes the time of this many px. */
const LEAST_WEIGHT = 6;
const TIP_SMOOTHING = 2;

export const revealLine = (coverage: Uint8Array, width: number, height: number): Reveal => {
  const { labels, components } = labelComponents(coverage, width, height, SOLID);
  const sequence = writingOrder(components);
  const start = new Float64Array(components.length);
  const span = new Float64Array(components.length);
  let clock = 0;
  let pen = 0;
  for (const index of sequence) {
    const c = components[index]!;
    clock += GAP_WEIGHT * Math.abs(c.left - pen);
    start[index] = clock;
    span[index] = Math.max(LEAST_WEIGHT, c.right - c.left + 0.5 * (c.bottom - c.top));
    clock += span[index]!;
    pen = c.right;
  }
  const total = Math.max(1, clock);
  const order = new Uint16Array(width * height);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      if (coverage[i]! === 0) continue;
      const label = nearLabel(labels, x, y, width, height);
      if (label === 0) {
        order[i] = Math.round((x / width) * REVEAL_END);
        continue;
      }
      const c = components[label - 1]!;
      const length = c.right - c.left + Y_WEIGHT * (c.bottom - c.top) + 1;
      const along = Math.min(1, Math.max(0, (x - c.left + Y_WEIGHT * (y - c.top)) / length));
      order[i] = Math.round(((start[label - 1]! + along * span[label - 1]!) / total) * REVEAL_END);
    }
  return { order, tip: tipPath(coverage, order, width, height) };
};

const writingOrder = (components: readonly Component[]): number[] => {
  const owner = components.map((c, i) => {
    let best = -1;
    components.forEach((o, j) => {
      if (j === i || o.size < ACCENT_RATIO * c.size) return;
      const overlap = Math.min(c.right, o.right) - Math.max(c.left, o.left) + 1;
      if (overlap < ACCENT_OVERLAP * (c.right - c.left + 1)) return;
      if (best < 0 || o.size > components[best]!.size) best = j;
    });
    return best;
  });
  // An accent of an accent belongs to the letter below both.
  const rootOf = (i: number): number => (owner[i]! < 0 ? i : rootOf(owner[i]!));
  const roots = components.map((_, i) => rootOf(i));
  return components
    .map((_, i) => i)
    .sort((i, j) => {
      const a = components[roots[i]!]!;
      const b = components[roots[j]!]!;
      if (roots[i] !== roots[j]) return a.left - b.left || roots[i]! - roots[j]!;
      if (i === roots[i]) return -1;
      if (j === roots[j]) return 1;
      return components[i]!.left - components[j]!.left;
    });
};

/** The component of a pixel, or of a neighbour when it is only the soft edge of one. */
const nearLabel = (labels: Int32Array, x: number, y: number, width: number, height: number): number => {
  const own = labels[y * width + x]!;
  if (own !== 0) return own;
  for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++)
    for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++)
      if (labels[v * width + u]! !== 0) return labels[v * width + u]!;
  return 0;
};

/** Mean place of what appears in each moment; moments without ink lie on the way from one to the next. */
const tipPath = (coverage: Uint8Array, order: Uint16Array, width: number, height: number): Float32Array => {
  const n = TIP_STEPS + 1;
  const x = new Float64Array(n);
  const y = new Float64Array(n);
  const weight = new Float64Array(n);
  for (let row = 0, i = 0; row < height; row++)
    for (let column = 0; column < width; column++, i++) {
      if (coverage[i]! < SOLID) continue;
      const bin = Math.round((order[i]! / REVEAL_END) * TIP_STEPS);
      x[bin]! += column;
      y[bin]! += row;
      weight[bin]!++;
    }
  const known = [...weight.keys()].filter((bin) => weight[bin]! > 0);
  if (known.length === 0) return Float32Array.from({ length: 2 * n }, (_, i) => (i % 2 === 0 ? width / 2 : height / 2));
  const raw = Array.from({ length: n }, (_, bin) => {
    const before = known.findLast((k) => k <= bin) ?? known[0]!;
    const after = known.find((k) => k >= bin) ?? known.at(-1)!;
    const share = after > before ? (bin - before) / (after - before) : 0;
    const at = (sum: Float64Array): number =>
      (sum[before]! / weight[before]!) * (1 - share) + (sum[after]! / weight[after]!) * share;
    return { x: at(x), y: at(y) };
  });
  const tip = new Float32Array(2 * n);
  for (let bin = 0; bin < n; bin++) {
    const near = raw.slice(Math.max(0, bin - TIP_SMOOTHING), bin + TIP_SMOOTHING + 1);
    tip[2 * bin] = near.reduce((sum, p) => sum + p.x, 0) / near.length;
    tip[2 * bin + 1] = near.reduce((sum, p) => sum + p.y, 0) / near.length;
  }
  return tip;
};
