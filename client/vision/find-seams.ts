/**
 * The middle lines of a block's lines of writing. In: the block's ink on the canvas raster. Out: seams, y over x in raster px.
 * Method: ink blurred far along the writing and little across it; the ridges of that density, column by column, are followed from left to right
 * (after Bukhari, Shafait and Breuel, 2009), which bears slopes, curved lines and descenders that touch the next line.
 */
import type { Block } from './group-blocks.ts';
import { heightOf, widthOf } from './group-blocks.ts';
import type { Component } from './label-components.ts';

/** Blur in letter heights. */
const BLUR_ALONG = 1.6;
const BLUR_ACROSS = 0.2;
/** Cells of the density in letter heights. */
const CELLS_PER_HEIGHT = 10;
/** A ridge is this share of the block's usual ridge, at least. */
const RIDGE_SHARE = 0.2;
/** A ridge moves up or down by no more than this slope. */
const STEEPEST = 0.5;
/** Two seams closer than this, in letter heights, over most of their length are one line. */
const CLOSEST = 0.55;
/** Seams that continue one another may leave a gap this wide, in letter heights, and differ by this much where they meet. */
const JOIN_GAP = 14;
const JOIN_OFFSET = 0.55;
/** Share of a seam's letters (by width) that also reach another seam, from which on both are one line. */
const SPANNED_SHARE = 0.4;
/** Components taller than this, in letter heights, do not vote: drawings, or lines that touch. */
const TALL = 2.6;
/**
 * One taller than this may reach a second seam because two lines touch in it. Both are lines where the others, at least this share of the seam's letters,
 * reach it as good as never.
 */
const TOUCHING = 1.6;
/** Lower ones may be bars and loops of the letters below them. */
const WHOLE = 0.6;
const UNTOUCHED_SHARE = 0.4;
const HARDLY_SPANNED = 0.1;

export interface Seam {
  /** First x, px, and the distance of the samples in `y`. */
  readonly left: number;
  readonly step: number;
  readonly y: Float32Array;
  readonly slope: number;
  readonly letterHeight: number;
}

export const seamRight = (seam: Seam): number => seam.left + (seam.y.length - 1) * seam.step;

/** The seam's row at x; beyond its ends it goes on with its own slope. */
export const seamAt = (seam: Seam, x: number): number => {
  const t = (x - seam.left) / seam.step;
  if (t <= 0) return seam.y[0]! + seam.slope * (x - seam.left);
  const last = seam.y.length - 1;
  if (t >= last) return seam.y[last]! + seam.slope * (x - seamRight(seam));
  const i = Math.floor(t);
  return seam.y[i]! + (seam.y[i + 1]! - seam.y[i]!) * (t - i);
};

interface Track {
  readonly first: number;
  readonly rows: number[];
  readonly strength: number[];
}

/** `labels` and `width` as of labelComponents. */
export const findSeams = (block: Block, labels: Int32Array, width: number): Seam[] => {
  const { letterHeight: h } = block;
  const voters = block.members.filter((c) => heightOf(c) <= TALL * h);
  if (voters.length === 0) return [];
  const cell = Math.max(1, h / CELLS_PER_HEIGHT);
  const margin = Math.ceil((2 * BLUR_ALONG * h) / cell);
  const left = Math.min(...voters.map((c) => c.left));
  const top = Math.min(...voters.map((c) => c.top)) - h / 2;
  const columns = Math.ceil((Math.max(...voters.map((c) => c.right)) - left + 1) / cell) + 2 * margin;
  const rows = Math.ceil((Math.max(...voters.map((c) => c.bottom)) - top + h / 2) / cell) + 1;
  const density = new Float32Array(columns * rows);
  for (const c of voters)
    for (let y = c.top; y <= c.bottom; y++) {
      const row = Math.min(rows - 1, Math.floor((y - top) / cell)) * columns;
      for (let x = c.left; x <= c.right; x++)
        if (labels[y * width + x] === c.label) density[row + margin + Math.floor((x - left) / cell)]! += 1;
    }
  blur(density, columns, rows, (BLUR_ALONG * h) / cell, 1);
  blur(density, columns, rows, (BLUR_ACROSS * h) / cell, columns);

  const tracks = followRidges(density, columns, rows);
  const seams = tracks.map((t): Seam => {
    const y = Float32Array.from(t.rows, (r) => top + (r + 0.5) * cell);
    return { left: left + (t.first - margin + 0.5) * cell, step: cell, y, slope: slopeOf(y, cell), letterHeight: h };
  });
  const joined = joinSeams(
    seams.map((seam, i) => ({ seam, strength: tracks[i]!.strength.reduce((a, b) => a + b, 0) })),
    h,
  );
  return dropSpanned(joined, block.members);
};

/**
 * Two seams whose letters reach from one to the other are tops and feet of one line: the shorter is dropped, as is one without any letter. Where lines
 * merely touch, few letters do.
 */
const dropSpanned = (seams: readonly Seam[], members: readonly Component[]): Seam[] => {
  const longestFirst = [...seams].sort((a, b) => seamRight(b) - b.left - (seamRight(a) - a.left));
  const h = seams[0]?.letterHeight ?? 0;
  const letters = members.filter((c) => heightOf(c) <= TOUCHING * h && heightOf(c) >= WHOLE * h);
  const kept: Seam[] = [];
  for (const seam of longestFirst) {
    const isSpanned = kept.some((other) => {
      // The bowl of a tall initial has a seam that ends before the letter's middle, or before the letter: then what it reaches counts.
      const inside = countSpanning(seam, other, members, false);
      const { touching, spanning } = inside.touching > 0 ? inside : countSpanning(seam, other, members, true);
      if (touching === 0) return true;
      const untouched = countSpanning(seam, other, letters, false);
      const isTouched =
        untouched.touching >= UNTOUCHED_SHARE * touching && untouched.spanning <= HARDLY_SPANNED * untouched.touching;
      return spanning > SPANNED_SHARE * touching && !isTouched;
    });
    if (!isSpanned) kept.push(seam);
  }
  return kept;
};

/** Widths of the letters that the seam runs through at their middle (`anywhere`: at the nearest place that it has), and of those that reach the other seam too. */
const countSpanning = (
  seam: Seam,
  other: Seam,
  members: readonly Component[],
  anywhere: boolean,
): { readonly touching: number; readonly spanning: number } => {
  let touching = 0;
  let spanning = 0;
  for (const c of members) {
    const middle = (c.left + c.right) / 2;
    const x = Math.max(seam.left, Math.min(seamRight(seam), middle));
    if (anywhere ? x < c.left || x > c.right : x !== middle) continue;
    const row = seamAt(seam, x);
    if (row < c.top || row > c.bottom) continue;
    touching += widthOf(c);
    const otherRow = seamAt(other, x);
    if (otherRow >= c.top && otherRow <= c.bottom) spanning += widthOf(c);
  }
  return { touching, spanning };
};

/** Three box blurs make a Gaussian, in place; `stride` 1 = along rows, else down columns. */
const blur = (data: Float32Array, columns: number, rows: number, sigma: number, stride: number): void => {
  const radius = Math.max(1, Math.round(Math.sqrt(sigma * sigma + 0.25) - 0.5));
  const length = stride === 1 ? columns : rows;
  const lines = stride === 1 ? rows : columns;
  const line = new Float32Array(length);
  for (let l = 0; l < lines; l++) {
    const at = stride === 1 ? l * columns : l;
    for (let pass = 0; pass < 3; pass++) {
      for (let i = 0; i < length; i++) line[i] = data[at + i * stride]!;
      let sum = 0;
      for (let i = 0; i <= Math.min(length - 1, radius); i++) sum += line[i]!;
      for (let i = 0; i < length; i++) {
        data[at + i * stride] = sum / (2 * radius + 1);
        if (i + radius + 1 < length) sum += line[i + radius + 1]!;
        if (i - radius >= 0) sum -= line[i - radius]!;
      }
    }
  }
};

const followRidges = (density: Float32Array, columns: number, rows: number): Track[] => {
  const peaks: { row: number; value: number }[][] = [];
  const all: number[] = [];
  for (let c = 0; c < columns; c++) {
    const found: { row: number; value: number }[] = [];
    for (let r = 1; r < rows - 1; r++) {
      const v = density[r * columns + c]!;
      const above = density[(r - 1) * columns + c]!;
      const below = density[(r + 1) * columns + c]!;
      if (v <= 1e-6 || v < above || v <= below) continue;
      const bend = above - 2 * v + below;
      found.push({ row: r + (bend < 0 ? (0.5 * (above - below)) / bend : 0), value: v });
      all.push(v);
    }
    peaks.push(found);
  }
  if (all.length === 0) return [];
  all.sort((a, b) => a - b);
  const least = RIDGE_SHARE * all[Math.floor(all.length * 0.7)]!;
  const done: Track[] = [];
  let open: Track[] = [];
  for (let c = 0; c < columns; c++) {
    const free = peaks[c]!.filter((p) => p.value >= least);
    const pairs: { track: Track; peak: { row: number; value: number }; apart: number }[] = [];
    for (const track of open)
      for (const peak of free) {
        const apart = Math.abs(peak.row - track.rows.at(-1)!);
        if (apart <= Math.max(1.5, STEEPEST)) pairs.push({ track, peak, apart });
      }
    pairs.sort((a, b) => a.apart - b.apart);
    const grown = new Set<Track>();
    const used = new Set<object>();
    for (const { track, peak } of pairs) {
      if (grown.has(track) || used.has(peak)) continue;
      grown.add(track);
      used.add(peak);
      track.rows.push(peak.row);
      track.strength.push(peak.value);
    }
    done.push(...open.filter((t) => !grown.has(t)));
    open = open.filter((t) => grown.has(t));
    for (const peak of free) if (!used.has(peak)) open.push({ first: c, rows: [peak.row], strength: [peak.value] });
  }
  done.push(...open);
  return done.filter((t) => t.rows.length >= 3);
};

/** Least squares slope, held near level where the seam is short and says little. */
const slopeOf = (y: Float32Array, step: number): number => {
  const n = y.length;
  const middle = (n - 1) / 2;
  let sxy = 0;
  let sxx = 0;
  for (let i = 0; i < n; i++) {
    sxy += (i - middle) * y[i]!;
    sxx += (i - middle) ** 2;
  }
  const trust = Math.min(1, n / (CELLS_PER_HEIGHT * 8));
  return sxx === 0 ? 0 : Math.max(-0.25, Math.min(0.25, (sxy / sxx / step) * trust));
};

/** Makes one seam of any two that run in one line's place or continue one another, nearest first. */
const joinSeams = (found: readonly { seam: Seam; strength: number }[], h: number): Seam[] => {
  const kept = [...found];
  for (;;) {
    let best: { i: number; j: number; cost: number } | null = null;
    for (let i = 0; i < kept.length; i++)
      for (let j = 0; j < kept.length; j++) {
        const a = kept[i]!.seam;
        const b = kept[j]!.seam;
        if (i === j || b.left < a.left || (b.left === a.left && j < i)) continue;
        const gap = b.left - seamRight(a);
        if (gap > JOIN_GAP * h) continue;
        const x = gap >= 0 ? (seamRight(a) + b.left) / 2 : (b.left + Math.min(seamRight(a), seamRight(b))) / 2;
        const offset = Math.abs(seamAt(a, x) - seamAt(b, x));
        if (offset > (gap >= 0 ? JOIN_OFFSET : CLOSEST) * h) continue;
        const cost = offset / h + Math.max(0, gap) / (20 * h);
        if (best === null || cost < best.cost) best = { i, j, cost };
      }
    if (best === null) return kept.map((k) => k.seam);
    const a = kept[best.i]!;
    const b = kept[best.j]!;
    const contained = seamRight(b.seam) <= seamRight(a.seam);
    const seam = contained ? a.seam : joinTwo(a.seam, b.seam);
    kept.splice(Math.max(best.i, best.j), 1);
    kept.splice(Math.min(best.i, best.j), 1, { seam, strength: a.strength + b.strength });
  }
};

const joinTwo = (a: Seam, b: Seam): Seam => {
  const right = seamRight(b);
  const samples = Math.max(2, Math.round((right - a.left) / a.step) + 1);
  const y = new Float32Array(samples);
  const aEnd = seamRight(a);
  for (let i = 0; i < samples; i++) {
    const x = a.left + i * a.step;
    const t = b.left > aEnd ? Math.min(1, Math.max(0, (x - aEnd) / (b.left - aEnd))) : x < (aEnd + b.left) / 2 ? 0 : 1;
    y[i] = t <= 0 ? seamAt(a, x) : t >= 1 ? seamAt(b, x) : a.y.at(-1)! * (1 - t) + b.y[0]! * t;
  }
  return { ...a, y, slope: slopeOf(y, a.step) };
};
