/**
 * Brings the grey crop of one line of writing to the one shape the reading network knows: an ink map of 48 rows.
 * In: a grey crop in source px (dark ink on brighter paper). Out: ink 0 … 255 and the affine map back to source px.
 * Steps (normalise/): flatten the paper, stretch the ink, erase ruling, then level, upright, centre and scale the writing.
 * The training pipeline runs this same file, so that what is learnt and what is read cannot drift apart.
 */
import type { GreyImage } from '../vision/grey-image.ts';
import { takeColumns } from './normalise/column-bits.ts';
import { eraseBoxSides } from './normalise/erase-box-sides.ts';
import { eraseRules } from './normalise/erase-rules.ts';
import { estimateSlant } from './normalise/estimate-slant.ts';
import { estimateSlope } from './normalise/estimate-slope.ts';
import { flattenPaper } from './normalise/flatten-paper.ts';
import { layOut, SIDE_MARGIN } from './normalise/lay-out.ts';
import type { LineToSource } from './normalise/line-to-source.ts';
import { measureRows } from './normalise/measure-rows.ts';
import type { Plane } from './normalise/plane.ts';
import { LINE_HEIGHT, sampleInk } from './normalise/sample-ink.ts';
import { shrinkArea } from './normalise/shrink-area.ts';
import { stretchInk } from './normalise/stretch-ink.ts';

export { LINE_HEIGHT };

/** Name of this normalisation in models/manifest.json: change it whenever the output changes. */
export const LINE_NORMALISATION = 'line-1';

/** The crop is analysed at no more than this many rows: enough for two samples an output row, and as many as column-bits.ts holds. */
const WORK_HEIGHT = 64;
/** Stretched ink above this counts as stroke where a yes or no is needed. */
const STROKE = 0.4;

/** One line ready for the network: row-major ink, 0 = paper … 255 = ink, `height` always LINE_HEIGHT. */
export interface NormalisedLine {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  readonly toSource: LineToSource;
}

/** The source point under ink-map point (u, v); v defaults to the middle row. */
export function toSourcePoint(map: LineToSource, u: number, v = (LINE_HEIGHT - 1) / 2): { x: number; y: number } {
  return { x: map.a * u + map.b * v + map.c, y: map.d * u + map.e * v + map.f };
}

/** Normalises one line. A crop without ink gives a narrow, empty ink map. Deterministic; never throws on pictures of at least 1×1. */
export function normaliseLine(crop: GreyImage): NormalisedLine {
  const shrink = Math.min(1, WORK_HEIGHT / crop.height);
  const ink = shrinkArea(crop, shrink);
  flattenPaper(ink);
  stretchInk(ink);
  const visible: Plane = { ...ink, data: ink.data.slice() };
  const ruleSlope = eraseRules(ink, visible);
  eraseBoxSides(ink, visible);
  const strokes = takeColumns(ink, STROKE);
  const short = ink.width < 4 * ink.height;
  const slope = short && ruleSlope !== null ? ruleSlope : estimateSlope(strokes);
  const rows = measureRows(strokes, slope);
  if (rows === null) return emptyLine(crop);
  const slant = estimateSlant(strokes);
  const { scaleX, scaleY, left, width } = layOut(strokes, slope, slant, rows);
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
