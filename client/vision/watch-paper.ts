/**
 * What the bare paper looks like under ambient light alone, cell by cell, and which cells cannot be believed in this frame.
 * In: paper tones of one frame on the canvas raster's cell grid. Out: the background to compare ink with, covered cells.
 * Method: a slow memory of each cell's tone. A cell whose tone leaves its memory is covered (hand, arm, shadow, light that nobody
 * predicted); it is believed again when the old tone returns, or when a new tone has stayed perfectly still for seconds.
 */
import { type CellGrid, cellSpan } from './cell-grid.ts';
import type { CellTones } from './measure-paper-tone.ts';

/** A tone outside these bounds of its memory is not this paper under this light: a hand's soft shadow reaches about 0.85. */
const DARKER = 0.86;
const BRIGHTER = 1.16;
/** Neighbouring cells of one sheet differ by less than this under any smooth light; a hand or a desk steps by 0.4 to 0.7. */
const SMOOTH_STEP = 0.8;
/** A tone that was only guessed from its neighbours may prove this wrong and still be paper. */
const GUESS_LOW = 0.78;
const GUESS_HIGH = 1.28;
/** How still a changed tone must stand, and how long, before it is believed to be paper: a resting hand moves more than this. */
const STILL = 0.015;
const ADOPT_DARKER_MS = 8000;
const ADOPT_BRIGHTER_MS = 5000;
/** A cell that is partly dark is an edge of something, never taken for changed paper. */
const ADOPT_MAX_DARK = 0.05;
/** Memory follows slow changes of daylight with this time constant. */
const FOLLOW_MS = 1500;
/** A cell mostly darker than its own paper is something wide: a barrel of a pen, a finger. */
const WIDE_DARK_SHARE = 0.6;

/** A hand covers at least this, mm², or reaches in from the border; a smaller dark place is dense ink. */
const HAND_MM2 = 700;

export interface PaperMemory {
  /** Ambient-only linear light of bare paper a cell. */
  readonly tone: Float32Array;
  readonly lastTone: Float32Array;
  /** ms that a cell's tone has stood still. */
  readonly stillMs: Float32Array;
  /** 1 = the tone was measured, 0 = it is guessed from the cells around it. */
  readonly measured: Uint8Array;
  /** 1 = covered in the last frame. */
  readonly covered: Uint8Array;
}

/**
 * `tones` = paper tones with the predicted light taken out, 0 where the light is not known; `raw` = the same of the picture as it is.
 * `memory` null = first frame. The returned background holds memory where a cell is covered or its light is not known. Pure.
 */
export const watchPaper = (
  memory: PaperMemory | null,
  grid: CellGrid,
  tones: CellTones,
  raw: CellTones,
  elapsedMs: number,
  pxPerMm: number,
): { memory: PaperMemory; background: Float32Array } => {
  if (memory === null) {
    const covered = outsideOfSheet(grid, tones.tone);
    const tone = fillUnknown(grid, tones.tone, covered);
    return {
      memory: {
        tone,
        lastTone: tones.tone,
        stillMs: new Float32Array(tone.length),
        measured: Uint8Array.from(tones.tone, (t, i) => (t > 0 && covered[i] === 0 ? 1 : 0)),
        covered,
      },
      background: tone,
    };
  }
  const n = tones.tone.length;
  const common = commonRatio(memory, tones);
  const tone = new Float32Array(n);
  const stillMs = new Float32Array(n);
  const covered = new Uint8Array(n);
  const background = new Float32Array(n);
  const measured = memory.measured.slice();
  const darker = new Uint8Array(n);
  const follow = Math.min(1, elapsedMs / FOLLOW_MS);
  for (let i = 0; i < n; i++) {
    const expected = memory.tone[i]! * common;
    const seen = tones.tone[i]!;
    const relative = seen / expected;
    const still = seen > 0 && Math.abs(seen / Math.max(1e-4, memory.lastTone[i]!) / common - 1) < STILL;
    stillMs[i] = still ? memory.stillMs[i]! + elapsedMs : 0;
    const isLightUnknown = seen === 0;
    if (measured[i] === 0 && !isLightUnknown && relative > GUESS_LOW && relative < GUESS_HIGH) {
      measured[i] = 1;
      tone[i] = seen;
      background[i] = seen;
      continue;
    }
    // Light only adds: where even the brightest part is darker than paper without light, something lies on it.
    const isDarker =
      raw.tone[i]! < (measured[i] === 0 ? GUESS_LOW : DARKER) * expected || (!isLightUnknown && relative < DARKER);
    darker[i] = isDarker || tones.darkShare[i]! > WIDE_DARK_SHARE ? 1 : 0;
    // A guess cannot be measured under such light. What covered the cell is gone all the same when nothing dark is left; light may stay on writing for ever.
    const isBare = measured[i] !== 0 || !isDarker;
    covered[i] = (isLightUnknown ? !isBare : relative > BRIGHTER) ? 1 : 0;
    const known = covered[i] === 0 && darker[i] === 0 && !isLightUnknown;
    tone[i] = known ? expected + (seen - expected) * follow : expected;
    background[i] = known ? seen : expected;
  }
  markHands(grid, darker, HAND_MM2 * pxPerMm * pxPerMm, covered);
  adoptStill(grid, tones, { tone, stillMs, covered, measured }, background);
  return { memory: { tone, lastTone: tones.tone, stillMs, measured, covered }, background };
};

/** What all of the sheet's light changed by since the last frame (exposure, a dimmer): the median ratio of believed cells. */
const commonRatio = (memory: PaperMemory, tones: CellTones): number => {
  const ratios: number[] = [];
  for (let i = 0; i < tones.tone.length; i++)
    if (memory.covered[i] === 0 && tones.tone[i]! > 0) ratios.push(tones.tone[i]! / memory.tone[i]!);
  if (ratios.length < 0.1 * tones.tone.length) return 1;
  ratios.sort((a, b) => a - b);
  const median = ratios[ratios.length >> 1]!;
  const agree = ratios.filter((r) => Math.abs(r / median - 1) < 0.06).length;
  return agree > 0.6 * ratios.length ? median : 1;
};

const adoptStill = (
  grid: CellGrid,
  tones: CellTones,
  next: { tone: Float32Array; stillMs: Float32Array; covered: Uint8Array; measured: Uint8Array },
  background: Float32Array,
): void => {
  for (let r = 0; r < grid.rows; r++)
    for (let c = 0; c < grid.columns; c++) {
      const i = r * grid.columns + c;
      const seen = tones.tone[i]!;
      if (next.covered[i] === 0 || seen === 0 || tones.darkShare[i]! > ADOPT_MAX_DARK) continue;
      const wait = seen > next.tone[i]! ? ADOPT_BRIGHTER_MS : ADOPT_DARKER_MS;
      if (next.stillMs[i]! < wait) continue;
      // Beside a sharp step the interpolated background would draw a band as wide as a marker: the rim stays covered.
      if (steps(grid, tones.tone, r, c)) continue;
      next.tone[i] = seen;
      background[i] = seen;
      next.covered[i] = 0;
      next.measured[i] = 1;
    }
};

/** Of the darker cells, those in a group as large as a hand or joined to the border are covered; the rest is ink. */
const markHands = (grid: CellGrid, darker: Uint8Array, handPx: number, covered: Uint8Array): void => {
  const { columns, rows, cell } = grid;
  const seen = new Uint8Array(darker.length);
  const stack: number[] = [];
  for (let start = 0; start < darker.length; start++) {
    if (darker[start] === 0 || seen[start] !== 0) continue;
    const group: number[] = [];
    let touchesBorder = false;
    stack.push(start);
    seen[start] = 1;
    for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
      group.push(i);
      const c = i % columns;
      const r = (i - c) / columns;
      if (c === 0 || r === 0 || c === columns - 1 || r === rows - 1) touchesBorder = true;
      for (let y = Math.max(0, r - 1); y <= Math.min(rows - 1, r + 1); y++)
        for (let x = Math.max(0, c - 1); x <= Math.min(columns - 1, c + 1); x++) {
          const j = y * columns + x;
          if (darker[j] === 0 || seen[j] !== 0) continue;
          seen[j] = 1;
          stack.push(j);
        }
    }
    if (touchesBorder || group.length * cell * cell >= handPx) for (const i of group) covered[i] = 1;
  }
};

const steps = (grid: CellGrid, tone: Float32Array, r: number, c: number): boolean => {
  const own = tone[r * grid.columns + c]!;
  for (let y = Math.max(0, r - 1); y <= Math.min(grid.rows - 1, r + 1); y++)
    for (let x = Math.max(0, c - 1); x <= Math.min(grid.columns - 1, c + 1); x++) {
      const other = tone[y * grid.columns + x]!;
      if (other > 0 && Math.min(own, other) < SMOOTH_STEP * Math.max(own, other)) return true;
    }
  return false;
};

/** Cells that do not belong to the largest region of smoothly changing tone: an arm, a desk beyond a curled edge. */
const outsideOfSheet = (grid: CellGrid, tone: Float32Array): Uint8Array => {
  const { columns, rows } = grid;
  const region = new Int32Array(tone.length).fill(-1);
  const sizes: number[] = [];
  const queue: number[] = [];
  for (let start = 0; start < tone.length; start++) {
    if (region[start]! >= 0 || tone[start] === 0) continue;
    const id = sizes.length;
    let size = 0;
    queue.push(start);
    region[start] = id;
    for (let i = queue.pop(); i !== undefined; i = queue.pop()) {
      size++;
      const c = i % columns;
      const r = (i - c) / columns;
      for (const [y, x] of [
        [r - 1, c],
        [r + 1, c],
        [r, c - 1],
        [r, c + 1],
      ] as const) {
        if (y < 0 || x < 0 || y >= rows || x >= columns) continue;
        const j = y * columns + x;
        const low = Math.min(tone[i]!, tone[j]!);
        if (region[j]! >= 0 || low <= 0 || low < SMOOTH_STEP * Math.max(tone[i]!, tone[j]!)) continue;
        region[j] = id;
        queue.push(j);
      }
    }
    sizes.push(size);
  }
  const largest = sizes.indexOf(Math.max(...sizes));
  return Uint8Array.from(region, (id) => (id === largest && id >= 0 ? 0 : 1));
};

/** Gives covered cells the mean of their believed neighbours, outward until all are filled. */
const fillUnknown = (grid: CellGrid, tone: Float32Array, covered: Uint8Array): Float32Array => {
  const { columns, rows } = grid;
  const out = Float32Array.from(tone, (t, i) => (covered[i] ? 0 : t));
  for (let round = 0; round < columns + rows && out.includes(0); round++) {
    const before = out.slice();
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < columns; c++) {
        if (before[r * columns + c]! > 0) continue;
        let sum = 0;
        let count = 0;
        for (let y = Math.max(0, r - 1); y <= Math.min(rows - 1, r + 1); y++)
          for (let x = Math.max(0, c - 1); x <= Math.min(columns - 1, c + 1); x++)
            if (before[y * columns + x]! > 0) {
              sum += before[y * columns + x]!;
              count++;
            }
        if (count > 0) out[r * columns + c] = sum / count;
      }
  }
  // Nothing measurable at all: any positive tone keeps the division defined, and everything is covered anyway.
  return out.map((t) => (t > 0 ? t : 0.5));
};

/** Marks pixels of marked cells with 255. */
export const cellsToPixels = (grid: CellGrid, marked: Uint8Array, out: Uint8Array): void => {
  for (let r = 0; r < grid.rows; r++) {
    const [y0, y1] = cellSpan(r, grid.rows, grid.cell, grid.height);
    for (let c = 0; c < grid.columns; c++) {
      if (marked[r * grid.columns + c] === 0) continue;
      const [x0, x1] = cellSpan(c, grid.columns, grid.cell, grid.width);
      for (let y = y0; y < y1; y++) out.fill(255, y * grid.width + x0, y * grid.width + x1);
    }
  }
};
