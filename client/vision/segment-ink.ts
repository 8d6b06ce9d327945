/**
 * Only ink is ink: predict what bare paper would look like, compare, believe slowly.
 * In: the straightened sheet and the light predicted on it (canvas raster). Out: ink maps (canvas raster) and the state for the next frame.
 * Steps: even out predicted light → paper tone a cell → covered places → darkness a pixel → evidence over time.
 * New ink must be darker than the paper under ambient light alone, which no projector can bring about. It is tentative in the frame that shows
 * it, settled after it was seen long enough, uncovered; covered or unpredictably lit places keep their last known ink.
 */
import { believeInk, eraseBare, type InkBelief } from './believe-ink.ts';
import type { CanvasImage } from './canvas-image.ts';
import { type CellGrid, dilateCells, layCells } from './cell-grid.ts';
import { coreThreshold, flattenDarkness, measureDarkness, measureNoise } from './compare-ink.ts';
import { evenLight, measureGain } from './even-light.ts';
import type { InkMaps, PredictedLight } from './ink.ts';
import { byteOfLinear } from './linear-light.ts';
import { markSheetRim, spreadCover } from './mark-sheet-rim.ts';
import { measurePaperTone } from './measure-paper-tone.ts';
import { findRules, type RuleMap } from './suppress-rules.ts';
import { cellsToPixels, type PaperMemory, watchPaper } from './watch-paper.ts';

/** Side of a cell: several pen strokes wide, narrower than a hand. Large sheets are written on with broad pens: at least this share of the diagonal. */
const CELL_MM = 5;
const CELL_SHARE = 0.0125;
const MIN_CELL_PX = 6;
/** When this share of the ink in view is bare paper at once, the sheet was replaced and its ink goes together. */
const REPLACED_SHARE = 0.6;
const REPLACED_MS = 300;
const REPLACED_MIN_PX = 60;
/** Share of a new frame in the remembered darkness. */
const FOLLOW = 0.45;
/** Brighter than paper by this much is light or glare, and says nothing of ink. */
const GLARE = -0.22;
const GLARE_SHARE = 0.04;
/** What a pixel counts in the local mean of darkness at most: paper's unevenness does, ink does not. */
const FLATTEN_CLIP = 0.15;
/** A gap between frames longer than this counts as this much: nothing was seen meanwhile. */
const MAX_STEP_MS = 250;

export interface InkState extends InkBelief {
  readonly grid: CellGrid;
  readonly pxPerMm: number;
  readonly paper: PaperMemory | null;
  readonly gain: number | null;
  readonly noise: number;
  readonly time: number;
  /** ms for which most of the ink has been bare paper. */
  readonly replacedMs: number;
  readonly rules: RuleMap;
}

export const startInk = (width: number, height: number, pxPerMm: number): InkState => {
  const n = width * height;
  return {
    grid: layCells(
      width,
      height,
      Math.max(MIN_CELL_PX, Math.round(CELL_MM * pxPerMm), Math.round(CELL_SHARE * Math.hypot(width, height))),
    ),
    pxPerMm,
    paper: null,
    gain: null,
    noise: 0,
    time: Number.NEGATIVE_INFINITY,
    replacedMs: 0,
    rules: { erase: new Uint8Array(n), checkedInk: 0 },
    dark: new Float32Array(n),
    mask: new Uint8Array(n),
    settled: new Uint8Array(n),
    inkMs: new Uint16Array(n),
    inkFrames: new Uint8Array(n),
    bareMs: new Uint16Array(n),
    birth: new Float64Array(n),
  };
};

/**
 * One frame. `time` is the pipeline's clock in ms. A null state, or one of another raster, starts anew.
 * The arrays of the state passed in are taken over by the state returned: use the old one no more.
 */
export const segmentInk = (
  before: InkState | null,
  canvas: CanvasImage,
  light: PredictedLight | null,
  time: number,
): { state: InkState; maps: InkMaps } => {
  const { width, height, pxPerMm } = canvas;
  const fits = before !== null && before.grid.width === width && before.grid.height === height;
  const state = fits ? before : startInk(width, height, pxPerMm);
  const { grid } = state;
  const elapsed = Number.isFinite(state.time) ? Math.min(MAX_STEP_MS, Math.max(0, time - state.time)) : 0;

  const known = state.gain ?? light?.white ?? null;
  const { even, unknown, lit } = evenLight(canvas, light, grid, state.paper?.tone ?? null, known);
  const tones = measurePaperTone(grid, even, unknown);
  const raw = lit === null ? tones : measurePaperTone(grid, canvas.data, null);
  const { memory, background } = watchPaper(state.paper, grid, tones, raw, elapsed, pxPerMm);
  const gain = measureGain(known, canvas, light, grid, memory.tone, memory.covered, state.mask);

  const darkness = new Float32Array(width * height);
  measureDarkness(grid, background, even, darkness);
  if (unknown !== null) for (let i = 0; i < darkness.length; i++) if (unknown[i] !== 0) darkness[i] = 0;
  flattenDarkness(grid, darkness, Math.max(FLATTEN_CLIP, state.noise * 3));
  const frameNoise = measureNoise(darkness);
  const noise = state.noise === 0 ? frameNoise : state.noise + 0.2 * (frameNoise - state.noise);

  const covered = new Uint8Array(width * height);
  cellsToPixels(grid, memory.covered, covered);
  markSheetRim(width, height, pxPerMm, darkness, coreThreshold(noise), covered);
  const near = new Uint8Array(width * height);
  cellsToPixels(grid, dilateCells(grid, memory.covered, 1), near);
  spreadCover(width, height, darkness, coreThreshold(noise), near, covered);
  if (lit !== null) darkenUnderLight(state, { darkness, canvas, background, lit, unknown });

  const glare = rememberDarkness(state, darkness, covered, unknown, lit);
  const { bareShare, visible } = believeInk(state, {
    width,
    height,
    pxPerMm,
    isFirst: !Number.isFinite(state.time),
    darkness,
    covered,
    near,
    lit,
    unknown,
    glare,
    noise,
    elapsed,
    time,
  });
  const replacedMs = bareShare > REPLACED_SHARE && visible > REPLACED_MIN_PX ? state.replacedMs + elapsed : 0;
  if (replacedMs >= REPLACED_MS) eraseBare(state);

  const rules = findRules(state.rules, state.mask, width, height, pxPerMm);
  const next: InkState = {
    ...state,
    paper: memory,
    gain,
    noise,
    time,
    rules,
    replacedMs: replacedMs >= REPLACED_MS ? 0 : replacedMs,
  };
  if (unknown !== null) for (let i = 0; i < covered.length; i++) if (unknown[i] !== 0) covered[i] = 255;
  return { state: next, maps: drawMaps(next, covered) };
};

/**
 * Under light, ink must be darker than the paper without it, which no light can feign: there the raw picture is set against the ambient background.
 * Ink that is believed already is compared with the light taken out, so that its absence can be seen.
 */
const darkenUnderLight = (
  state: InkState,
  frame: {
    readonly darkness: Float32Array;
    readonly canvas: CanvasImage;
    readonly background: Float32Array;
    readonly lit: Uint8Array;
    readonly unknown: Uint8Array | null;
  },
): void => {
  const raw = new Float32Array(frame.darkness.length);
  measureDarkness(state.grid, frame.background, frame.canvas.data, raw);
  for (let i = 0; i < raw.length; i++) {
    if (frame.lit[i] === 0) continue;
    if (frame.unknown !== null && frame.unknown[i] !== 0) frame.darkness[i] = raw[i]!;
    else if (state.mask[i] === 0) frame.darkness[i] = Math.min(raw[i]!, frame.darkness[i]!);
  }
};

/**
 * Adds this frame to the remembered darkness of the pixels that could be seen. What is brighter than paper is light or glare: it is marked as
 * covered, and the cells that hold some are returned, because light that nobody announced may be hiding ink beside it.
 */
const rememberDarkness = (
  state: InkState,
  darkness: Float32Array,
  covered: Uint8Array,
  unknown: Uint8Array | null,
  lit: Uint8Array | null,
): Uint8Array | null => {
  const { dark, mask, settled, grid } = state;
  const first = !Number.isFinite(state.time);
  const glareCount = new Uint16Array(grid.columns * grid.rows);
  let anyGlare = false;
  for (let i = 0; i < dark.length; i++) {
    if (covered[i] !== 0) continue;
    const d = darkness[i]!;
    // Light of unknown strength hides ink but makes none: what is remembered of ink only grows there.
    if (unknown !== null && unknown[i] !== 0 && (d < GLARE || (mask[i] !== 0 && d < dark[i]!))) continue;
    if (d < GLARE) {
      covered[i] = 255;
      anyGlare = true;
      const x = i % grid.width;
      const row = Math.min(grid.rows - 1, Math.floor((i - x) / grid.width / grid.cell)) * grid.columns;
      const cell = row + Math.min(grid.columns - 1, Math.floor(x / grid.cell));
      glareCount[cell] = glareCount[cell]! + 1;
      continue;
    }
    // Ink that settled keeps the face it had in ambient light: no prediction of light is as sharp as a pen. Its absence is still judged, frame by frame.
    if (lit !== null && lit[i] !== 0 && settled[i] !== 0) continue;
    const seen = Math.max(0, d);
    const next = first ? seen : dark[i]! + FOLLOW * (seen - dark[i]!);
    // Numbers that shrink for ever become denormal, and every processor is slow with those.
    dark[i] = next < 1e-4 ? 0 : next;
  }
  if (!anyGlare) return null;
  const enough = GLARE_SHARE * grid.cell * grid.cell;
  const cells = dilateCells(
    grid,
    Uint8Array.from(glareCount, (n) => (n > enough ? 1 : 0)),
    1,
  );
  const glare = new Uint8Array(dark.length);
  cellsToPixels(grid, cells, glare);
  return glare;
};

/** Ink byte of remembered darkness, coded like the camera's bytes so that a crop looks like the paper it came from. */
const INK_OF_DARKNESS: Uint8Array = Uint8Array.from({ length: 256 }, (_, i) => 255 - byteOfLinear(1 - i / 255));

const drawMaps = (state: InkState, covered: Uint8Array): InkMaps => {
  const { width, height } = state.grid;
  const n = width * height;
  const ink = new Uint8Array(n);
  const { dark } = state;
  const mask = state.mask.slice();
  const settled = state.settled.slice();
  const { erase: ruled } = state.rules;
  for (let i = 0; i < n; i++) ink[i] = INK_OF_DARKNESS[(dark[i]! * 255) | 0]!;
  for (let i = 0; i < n; i++)
    if (ruled[i] !== 0) {
      ink[i] = 0;
      mask[i] = 0;
      settled[i] = 0;
    }
  const image = (data: Uint8Array): CanvasImage => ({ width, height, data, pxPerMm: state.pxPerMm });
  return {
    ink: image(ink),
    mask: image(mask),
    settled: image(settled),
    covered: image(covered),
    birth: state.birth,
  };
};
