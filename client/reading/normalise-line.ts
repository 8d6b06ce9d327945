/**
 * Brings the grey crop of one line of writing to the one shape the reading network knows: an ink map of 48 rows.
 * In: a grey crop in source px (dark ink on brighter paper). Out: ink 0 … 255 and the affine map back to source px.
 * Steps: flatten the paper, stretch the ink, erase ruling, then level, upright, centre and scale the writing.
 * Slant: the shear with the most energy in vertical runs (after Vinciarelli and Luettin, 2001). Height: robust moments
 * of the rows' stroke crossings, so crop margins do not matter. Width: a common number of crossings per pixel.
 * The training pipeline runs this same file, so that what is learnt and what is read cannot drift apart.
 */
import type { GreyImage } from '../vision/grey-image.ts';

/** Name of this normalisation in models/manifest.json: change it whenever the output changes. */
export const LINE_NORMALISATION = 'line-1';
/** Rows of the ink map. */
export const LINE_HEIGHT = 48;
/** Widest ink map; longer lines are squeezed to it. */
export const MAX_LINE_WIDTH = 1600;

/** The crop is analysed at no more than this many rows: enough for two samples an output row. */
const WORK_HEIGHT = 64;
/** Standard deviation of the stroke crossings' rows in the output: puts the x-height near 14 rows. */
const TARGET_SIGMA = 6.6;
/** Stroke crossings per output pixel in the core of the writing: about 13 pixels a letter. */
const TARGET_DENSITY = 0.15;
/** Blank columns left of the first ink and right of the last. */
const SIDE_MARGIN = 6;
/** Stretched ink above this counts as stroke where a yes or no is needed. */
const STROKE = 0.4;
/** A ruled line is inked in this share of the crop's columns; the baseline of joined-up writing stays below. */
const RULE_COVER = 0.77;
/** The same for crops of a word or two, whose baseline may be joined from end to end. */
const RULE_COVER_SHORT = 0.9;
/** What is left of a ruled line for the network to see. */
const RULE_DIMMED = 0.35;
/** Every which column is looked at when ruled lines are searched. */
const RULE_STEP = 3;

/** Maps (u, v) of the ink map to source px: x = a·u + b·v + c, y = d·u + e·v + f (pixel centres at integers). */
export interface LineToSource {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

/** One line ready for the network: row-major ink, 0 = paper … 255 = ink, `height` always LINE_HEIGHT. */
export interface NormalisedLine {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  readonly toSource: LineToSource;
}

interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** The source point under ink-map point (u, v); v defaults to the middle row. */
export function toSourcePoint(map: LineToSource, u: number, v = (LINE_HEIGHT - 1) / 2): { x: number; y: number } {
  return { x: map.a * u + map.b * v + map.c, y: map.d * u + map.e * v + map.f };
}

/** Normalises one line. A crop without ink gives a narrow, empty ink map. Deterministic; never throws on pictures of at least 1×1. */
export function normaliseLine(crop: GreyImage): NormalisedLine {
  const shrink = Math.min(1, WORK_HEIGHT / crop.height);
  const grey = shrinkArea(crop, shrink);
  const ink = stretchInk(flattenPaper(grey));
  const visible: Plane = { ...ink, data: ink.data.slice() };
  const ruleSlope = eraseRules(ink, visible);
  eraseBoxSides(ink, visible);
  const strokes = binarise(ink);
  const short = ink.width < 4 * ink.height;
  const slope = short && ruleSlope !== null ? ruleSlope : estimateSlope(strokes, ink.width, ink.height);
  const rows = measureRows(strokes, ink.width, ink.height, slope);
  if (rows === null) return emptyLine(crop);
  const slant = estimateSlant(strokes, ink.width, ink.height);
  const { scaleX, scaleY, left, width } = layOut(strokes, ink.width, ink.height, slope, slant, rows);
  // Output (u, v) → upright writing (x', y') → sheared by slant, then by slope → work plane.
  const middle = (LINE_HEIGHT - 1) / 2;
  const xc = (ink.width - 1) / 2;
  const a = 1 / scaleX;
  const b = -slant / scaleY;
  const c = left - b * middle;
  const e = 1 / scaleY;
  const d = slope * a;
  const eSloped = e + slope * b;
  const f = rows.centre - e * middle + slope * (c - xc);
  const data = sampleInk(visible, width, { a, b, c, d, e: eSloped, f });
  const k = 1 / shrink;
  const half = (k - 1) / 2;
  return {
    width,
    height: LINE_HEIGHT,
    data,
    toSource: { a: a * k, b: b * k, c: c * k + half, d: d * k, e: eSloped * k, f: f * k + half },
  };
}

function emptyLine(crop: GreyImage): NormalisedLine {
  const width = 4 * SIDE_MARGIN;
  const a = crop.width / width;
  const e = crop.height / LINE_HEIGHT;
  const toSource = { a, b: 0, c: (a - 1) / 2, d: 0, e, f: (e - 1) / 2 };
  return { width, height: LINE_HEIGHT, data: new Uint8Array(width * LINE_HEIGHT), toSource };
}

/** Area-averaging reduction by `shrink` ≤ 1, separable. */
function shrinkArea(image: GreyImage, shrink: number): Plane {
  const { width: w, height: h, data } = image;
  if (shrink >= 1) return { width: w, height: h, data: Float32Array.from(data) };
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

/** Share of the paper's light that the ink takes away, 0 … 1: one minus grey over the local paper tone. */
function flattenPaper(grey: Plane): Plane {
  const { width: w, height: h, data } = grey;
  const cell = Math.max(8, Math.ceil(h / 3));
  const columns = Math.max(1, Math.ceil(w / cell));
  const rows = Math.max(1, Math.ceil(h / cell));
  const tone = new Float32Array(columns * rows);
  const histogram = new Int32Array(256);
  for (let r = 0; r < rows; r++) {
    for (let q = 0; q < columns; q++) {
      histogram.fill(0);
      const yEnd = Math.min(h, (r + 1) * cell);
      const xEnd = Math.min(w, (q + 1) * cell);
      let count = 0;
      for (let y = r * cell; y < yEnd; y++)
        for (let x = q * cell; x < xEnd; x++, count++) histogram[data[y * w + x]! | 0]!++;
      // The paper is the bright part of the cell: its 80th percentile survives half a cell of ink and a little glare.
      let level = 255;
      for (let above = histogram[255]!; level > 0 && above < count * 0.2; ) above += histogram[--level]!;
      tone[r * columns + q] = level;
    }
  }
  // A cell full of ink takes the tone of its brightest neighbour; the mean then keeps the tone smooth.
  const smooth = neighbourhood(neighbourhood(tone, columns, rows, true), columns, rows, false);
  const out = new Float32Array(w * h);
  for (let y = 0; y < h; y++) {
    const gy = Math.min(rows - 1, Math.max(0, (y + 0.5) / cell - 0.5));
    const r0 = Math.floor(gy);
    const r1 = Math.min(rows - 1, r0 + 1);
    const fy = gy - r0;
    for (let x = 0; x < w; x++) {
      const gx = Math.min(columns - 1, Math.max(0, (x + 0.5) / cell - 0.5));
      const q0 = Math.floor(gx);
      const q1 = Math.min(columns - 1, q0 + 1);
      const fx = gx - q0;
      const top = smooth[r0 * columns + q0]! * (1 - fx) + smooth[r0 * columns + q1]! * fx;
      const bottom = smooth[r1 * columns + q0]! * (1 - fx) + smooth[r1 * columns + q1]! * fx;
      const paper = Math.max(8, top * (1 - fy) + bottom * fy);
      out[y * w + x] = Math.max(0, 1 - data[y * w + x]! / paper);
    }
  }
  return { width: w, height: h, data: out };
}

function neighbourhood(cells: Float32Array, columns: number, rows: number, maximum: boolean): Float32Array {
  const out = new Float32Array(cells.length);
  for (let r = 0; r < rows; r++) {
    for (let q = 0; q < columns; q++) {
      let best = 0;
      let sum = 0;
      let count = 0;
      for (let dr = Math.max(0, r - 1); dr <= Math.min(rows - 1, r + 1); dr++)
        for (let dq = Math.max(0, q - 1); dq <= Math.min(columns - 1, q + 1); dq++, count++) {
          const value = cells[dr * columns + dq]!;
          sum += value;
          if (value > best) best = value;
        }
      out[r * columns + q] = maximum ? best : sum / count;
    }
  }
  return out;
}

/** Stretches the ink so that paper and its noise become 0 and a firm stroke becomes 1, whatever the pen. */
function stretchInk(plane: Plane): Plane {
  const { data } = plane;
  const bins = new Int32Array(512);
  for (const value of data) bins[Math.min(511, (value * 512) | 0)]!++;
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
  for (let i = 0; i < data.length; i++) out[i] = Math.min(1, Math.max(0, (data[i]! - low) / span));
  return { width: plane.width, height: plane.height, data: out };
}

/**
 * Finds up to three long thin straight lines across the crop. In `ink`, which is measured, they are erased; in `visible`,
 * which is read, they are only dimmed, because the bowls of letters that stand on a line would go with it. Strokes that
 * cross stay as they are. Returns the lines' slope, null where there is none.
 */
function eraseRules(ink: Plane, visible: Plane): number | null {
  const { width: w, height: h, data } = ink;
  if (w < 1.2 * h) return null;
  const cover = w < 6 * h ? RULE_COVER_SHORT : RULE_COVER;
  let slope: number | null = null;
  for (let found = 0; found < 3; found++) {
    const thick = new Uint8Array(w * h);
    for (let y = 0; y < h; y++)
      for (let x = 0; x < w; x += RULE_STEP) {
        const i = y * w + x;
        if (data[i]! > 0.2 || (y > 0 && data[i - w]! > 0.2) || (y < h - 1 && data[i + w]! > 0.2)) thick[i] = 1;
      }
    let best = 0;
    let bestRow = 0;
    let bestSlope = 0;
    const count = new Int32Array(h * 2);
    for (let step = -6; step <= 6; step++) {
      const tilt = step * 0.01;
      if (slope !== null && Math.abs(tilt - slope) > 0.011) continue;
      count.fill(0);
      for (let x = 0; x < w; x += RULE_STEP) {
        const shift = Math.round(tilt * (x - w / 2));
        const yFrom = Math.max(0, shift);
        const yTo = Math.min(h, h + shift);
        for (let y = yFrom; y < yTo; y++) count[y - shift]! += thick[y * w + x]!;
      }
      for (let y = 0; y < h; y++)
        if (count[y]! > best) {
          best = count[y]!;
          bestRow = y;
          bestSlope = tilt;
        }
    }
    if (best < cover * Math.ceil(w / RULE_STEP)) break;
    if (!eraseOneRule(ink, visible, bestRow, bestSlope)) break;
    slope ??= bestSlope;
  }
  return slope;
}

function eraseOneRule(ink: Plane, visible: Plane, row: number, slope: number): boolean {
  const { width: w, height: h, data } = ink;
  const tops = new Int16Array(w).fill(-1);
  const bottoms = new Int16Array(w);
  const levels = new Float32Array(w);
  const runs = new Int32Array(h + 1);
  let counted = 0;
  for (let x = 0; x < w; x++) {
    const near = Math.round(row + slope * (x - w / 2));
    let y = -1;
    let most = 0.12;
    for (let t = Math.max(0, near - 2); t <= Math.min(h - 1, near + 2); t++)
      if (data[t * w + x]! > most) {
        most = data[t * w + x]!;
        y = t;
      }
    if (y < 0) continue;
    let top = y;
    let bottom = y;
    while (top > 0 && data[(top - 1) * w + x]! > 0.12) top--;
    while (bottom < h - 1 && data[(bottom + 1) * w + x]! > 0.12) bottom++;
    levels[x] = most;
    tops[x] = top;
    bottoms[x] = bottom;
    runs[bottom - top + 1]!++;
    counted++;
  }
  let thickness = 0;
  for (let sum = 0; thickness < h && sum < counted * 0.4; ) sum += runs[++thickness]!;
  // Ruling is thin; a thick band is writing, a shadow or the table's edge, and is left alone.
  if (thickness > Math.max(4, h * 0.09)) return false;
  // A pen is mostly darker than the ruling: what is clearly darker is a stroke that runs along the line.
  const dark = levels.filter((level) => level > 0).sort()[Math.floor(counted * 0.4)]! * 1.35 + 0.1;
  for (let x = 0; x < w; x++) {
    if (tops[x]! < 0 || bottoms[x]! - tops[x]! + 1 > thickness + 1 || levels[x]! > dark) continue;
    for (let y = tops[x]!; y <= bottoms[x]!; y++) {
      data[y * w + x] = 0;
      visible.data[y * w + x]! *= RULE_DIMMED;
    }
  }
  return true;
}

/** Erases the sides of a box around the writing: columns near either end that are inked almost from top to bottom. */
function eraseBoxSides(ink: Plane, visible: Plane): void {
  const { width: w, height: h, data } = ink;
  const reach = Math.min(Math.floor(w / 4), Math.round(h * 0.5));
  for (let x = 0; x < w; x++) {
    if (x === reach) x = Math.max(x, w - reach);
    let inked = 0;
    for (let y = 0; y < h; y++) {
      const i = y * w + x;
      if (data[i]! > 0.3 || (x > 0 && data[i - 1]! > 0.3) || (x < w - 1 && data[i + 1]! > 0.3)) inked++;
    }
    if (inked >= 0.92 * h)
      for (let y = 0; y < h; y++)
        for (let q = Math.max(0, x - 1); q <= Math.min(w - 1, x + 1); q++) {
          data[y * w + q] = 0;
          visible.data[y * w + q]! *= RULE_DIMMED;
        }
  }
}

function binarise(ink: Plane): Uint8Array {
  const out = new Uint8Array(ink.data.length);
  for (let i = 0; i < out.length; i++) out[i] = ink.data[i]! > STROKE ? 1 : 0;
  return out;
}

/** Rise of the writing per px to the right (y down), from the sharpest horizontal projection; short crops are trusted less. */
function estimateSlope(strokes: Uint8Array, w: number, h: number): number {
  const block = 8;
  const blocks = Math.ceil(w / block);
  const sums = new Float32Array(blocks * h);
  for (let y = 0; y < h; y++) for (let x = 0; x < w; x++) if (strokes[y * w + x]!) sums[(x >> 3) * h + y]!++;
  const limit = Math.min(0.2, Math.max(0, (w / h - 1.2) * 0.04));
  const score = (slope: number): number => {
    const profile = new Float32Array(h);
    for (let q = 0; q < blocks; q++) {
      const shift = slope * (q * block + block / 2 - w / 2);
      const whole = Math.floor(shift);
      const part = shift - whole;
      for (let y = 0; y < h; y++) {
        const value = sums[q * h + y]!;
        if (value === 0) continue;
        const t = y - whole;
        if (t >= 0 && t < h) profile[t]! += value * (1 - part);
        if (t >= 1 && t <= h) profile[t - 1]! += value * part;
      }
    }
    let sum = 0;
    for (const value of profile) sum += value * value;
    return sum * (1 - 5 * slope * slope);
  };
  return searchPeak(score, limit, 16);
}

/** Shear of the writing, px to the right per px upward, where the squared lengths of vertical runs are greatest. */
function estimateSlant(strokes: Uint8Array, w: number, h: number): number {
  // Half resolution is enough for the angle and four times as fast.
  const hw = w >> 1;
  const hh = h >> 1;
  const half = new Uint8Array(hw * hh);
  for (let y = 0; y < hh; y++)
    for (let x = 0; x < hw; x++) {
      const i = 2 * y * w + 2 * x;
      half[y * hw + x] = strokes[i]! | strokes[i + 1]! | strokes[i + w]! | strokes[i + w + 1]!;
    }
  const pad = hh;
  const run = new Int32Array(hw + 2 * pad);
  const score = (slant: number): number => {
    run.fill(0);
    let sum = 0;
    for (let y = 0; y < hh; y++) {
      const shift = Math.round(slant * (y - hh / 2)) + pad;
      for (let x = 0; x < hw; x++) {
        const at = x + shift;
        if (half[y * hw + x]!) run[at]!++;
        else if (run[at]! > 0) {
          sum += run[at]! ** 2;
          run[at] = 0;
        }
      }
    }
    for (const value of run) sum += value * value;
    return sum * (1 - 0.1 * slant * slant);
  };
  return searchPeak(score, 0.9, 9);
}

/** Argument of the greatest score in [−limit, limit]: `steps` to each side, then a parabola through the best three. */
function searchPeak(score: (at: number) => number, limit: number, steps: number): number {
  if (limit <= 0) return 0;
  const scores: number[] = [];
  for (let i = -steps; i <= steps; i++) scores.push(score((i * limit) / steps));
  let best = steps;
  for (let i = 0; i < scores.length; i++) if (scores[i]! > scores[best]!) best = i;
  const before = scores[best - 1] ?? scores[best]!;
  const after = scores[best + 1] ?? scores[best]!;
  const bend = before - 2 * scores[best]! + after;
  const offset = bend < 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend))) : 0;
  return ((best - steps + offset) * limit) / steps;
}

interface Rows {
  /** Row of the writing's centre at the crop's middle column, and its standard deviation, in work px. */
  readonly centre: number;
  readonly sigma: number;
  /** Stroke crossings of a typical row in the core of the writing. */
  readonly crossings: number;
}

/** Robust moments of the stroke crossings over the levelled rows; null where there is no stroke. */
function measureRows(strokes: Uint8Array, w: number, h: number, slope: number): Rows | null {
  const counts = new Float32Array(h);
  const previous = new Uint8Array(h);
  for (let x = 0; x < w; x++) {
    const shift = Math.round(slope * (x - (w - 1) / 2));
    for (let y = Math.max(0, -shift); y < Math.min(h, h - shift); y++) {
      const inked = strokes[(y + shift) * w + x]!;
      if (inked && !previous[y]!) counts[y]!++;
      previous[y] = inked;
    }
  }
  let from = 0;
  let to = h - 1;
  let centre = 0;
  let sigma = 0;
  for (let round = 0; round < 6; round++) {
    let sum = 0;
    let first = 0;
    let second = 0;
    for (let y = from; y <= to; y++) {
      sum += counts[y]!;
      first += counts[y]! * y;
      second += counts[y]! * y * y;
    }
    if (sum === 0) return null;
    centre = first / sum;
    sigma = Math.sqrt(Math.max(0.5, second / sum - centre * centre));
    // What lies beyond two and a quarter deviations is tall loops and the neighbours' ends: they must not set the scale.
    from = Math.max(0, Math.floor(centre - 2.25 * sigma));
    to = Math.min(h - 1, Math.ceil(centre + 2.25 * sigma));
  }
  sigma = Math.max(sigma, h / 30);
  const core: number[] = [];
  for (let y = Math.max(0, Math.round(centre - sigma)); y <= Math.min(h - 1, centre + sigma); y++)
    core.push(counts[y]!);
  core.sort((p, q) => q - p);
  const top = core.slice(0, Math.max(1, core.length >> 1));
  return { centre, sigma, crossings: top.reduce((p, q) => p + q, 0) / top.length };
}

/** Scales and the first column, so that height, rhythm and side margins come out the same for every hand. */
function layOut(
  strokes: Uint8Array,
  w: number,
  h: number,
  slope: number,
  slant: number,
  rows: Rows,
): { scaleX: number; scaleY: number; left: number; width: number } {
  const pad = Math.ceil(h);
  let coreInk = 0;
  const columns = new Int32Array(w + 2 * pad);
  for (let x = 0; x < w; x++) {
    const level = rows.centre + slope * (x - (w - 1) / 2);
    const from = Math.max(0, Math.ceil(level - 3.2 * rows.sigma));
    const to = Math.min(h - 1, Math.floor(level + 3.2 * rows.sigma));
    for (let y = from; y <= to; y++)
      if (strokes[y * w + x]!) {
        columns[Math.min(columns.length - 1, Math.max(0, Math.round(x + slant * (y - level)) + pad))]!++;
        if (Math.abs(y - level) <= rows.sigma) coreInk++;
      }
  }
  let first = 0;
  let last = columns.length - 1;
  while (first < last && columns[first]! === 0) first++;
  while (last > first && columns[last]! === 0) last--;
  // Columns within reach of ink, so that gaps between words do not count as wide letters.
  const reach = Math.max(2, Math.round(rows.sigma * 1.2));
  let near = 0;
  for (let x = first, since = 0; x <= last; x++) {
    since = columns[x]! > 0 ? 0 : since + 1;
    if (since <= reach) near++;
  }
  const scaleY = TARGET_SIGMA / rows.sigma;
  // Where a bold pen fills the core, strokes run together and their crossings are lost: counted back by the ink's share.
  const share = Math.min(0.7, coreInk / Math.max(1, near * (2 * rows.sigma + 1)));
  const density = rows.crossings / Math.max(1, near * scaleY) / (1 - share) ** 1.2;
  // Few crossings say little about the hand: then the letters keep their own proportions.
  const trust = rows.crossings / (rows.crossings + 4);
  const stretch = Math.min(1.7, Math.max(0.8, (density / TARGET_DENSITY) ** trust));
  const inked = last - first + 1;
  const scaleX = Math.min(scaleY * stretch, (MAX_LINE_WIDTH - 2 * SIDE_MARGIN) / inked);
  const width = Math.max(4 * SIDE_MARGIN, Math.min(MAX_LINE_WIDTH, Math.ceil(inked * scaleX) + 2 * SIDE_MARGIN));
  return { scaleX, scaleY, left: first - pad - SIDE_MARGIN / scaleX, width };
}

/** Samples the work plane through `map` with up to 2×2 bilinear taps a pixel, then makes firm strokes full ink again. */
function sampleInk(ink: Plane, width: number, map: LineToSource): Uint8Array {
  const { width: w, height: h, data } = ink;
  const out = new Float32Array(width * LINE_HEIGHT);
  const taps = map.a > 1.2 || map.e > 1.2 ? [-0.25, 0.25] : [0];
  const weight = 1 / taps.length ** 2;
  for (const dv of taps)
    for (const du of taps)
      for (let v = 0; v < LINE_HEIGHT; v++) {
        let x = map.a * du + map.b * (v + dv) + map.c;
        let y = map.d * du + map.e * (v + dv) + map.f;
        for (let u = 0; u < width; u++, x += map.a, y += map.d) {
          const x0 = Math.floor(x);
          const y0 = Math.floor(y);
          if (x0 < 0 || y0 < 0 || x0 >= w - 1 || y0 >= h - 1) continue;
          const fx = x - x0;
          const i = y0 * w + x0;
          const top = data[i]! + (data[i + 1]! - data[i]!) * fx;
          const bottom = data[i + w]! + (data[i + w + 1]! - data[i + w]!) * fx;
          out[v * width + u]! += weight * (top + (bottom - top) * (y - y0));
        }
      }
  const bins = new Int32Array(256);
  let inked = 0;
  for (const value of out)
    if (value > 0.2) {
      bins[Math.min(255, (value * 255) | 0)]!++;
      inked++;
    }
  let firm = 255;
  for (let sum = 0; firm > 64 && sum < inked * 0.25; ) sum += bins[firm--]!;
  const gain = 255 * Math.min(3, 255 / firm);
  const bytes = new Uint8Array(out.length);
  for (let i = 0; i < out.length; i++) bytes[i] = Math.min(255, Math.round(out[i]! * gain));
  return bytes;
}
