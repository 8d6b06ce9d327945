/**
 * The same line at other widths, for a second reading. Normalising guesses how wide a hand's letters are before any is read;
 * once a line has been read, its letters can be counted, and it is stretched until they have the width that is asked for.
 * A network errs differently at each width, so several together err less (multi-scale test-time augmentation).
 * In and out: normalised lines; `toSource` of what comes out still leads to the same crop.
 */
import { MAX_LINE_WIDTH } from './normalise/lay-out.ts';
import type { NormalisedLine } from './normalise-line.ts';

/** Rows in which letters have their bodies; ink above this is stroke there, 0 … 255. */
const CORE = { from: 8, to: 40 };
const STROKE = 100;
/** Columns right of ink that still belong to its letter: what is farther is a gap between words. */
const REACH = 5;
/** As many letters as this are believed half. */
const TRUST = 4;
/** Beyond these a line would be a blur, or its letters fewer frames than they need. */
const LEAST = 0.8;
const MOST = 1.5;
const WIDEST = 1.2 * MAX_LINE_WIDTH;

/** Columns of the line that its letters take up, without the gaps between words. */
export function countInkedColumns({ width, data }: NormalisedLine): number {
  let inked = 0;
  let since = REACH + 1;
  for (let x = 0; x < width; x++) {
    let isInked = false;
    for (let y = CORE.from; y < CORE.to && !isInked; y++) isInked = data[y * width + x]! > STROKE;
    since = isInked ? 0 : since + 1;
    if (since <= REACH) inked++;
  }
  return inked;
}

/** By how much the line is stretched so that a letter of `text`, which it is said to hold, is `pitch` columns wide. */
export function stretchFor(line: NormalisedLine, text: string, pitch: number): number {
  const letters = [...text].filter((character) => character !== ' ').length;
  const inked = countInkedColumns(line);
  if (letters === 0 || inked === 0) return 1;
  const stretch = ((pitch * letters) / inked) ** (letters / (letters + TRUST));
  return Math.min(MOST, Math.max(LEAST, stretch), WIDEST / line.width);
}

/** The line `stretch` times as wide, linearly sampled. */
export function stretchLine(line: NormalisedLine, stretch: number): NormalisedLine {
  const width = Math.max(1, Math.round(line.width * stretch));
  if (width === line.width) return line;
  const { height, toSource } = line;
  const step = line.width / width;
  const data = new Uint8Array(width * height);
  for (let x = 0; x < width; x++) {
    const at = Math.min(line.width - 1, Math.max(0, (x + 0.5) * step - 0.5));
    const left = Math.floor(at);
    const right = Math.min(line.width - 1, left + 1);
    const share = at - left;
    for (let y = 0, from = 0, to = x; y < height; y++, from += line.width, to += width)
      data[to] = (1 - share) * line.data[from + left]! + share * line.data[from + right]! + 0.5;
  }
  const half = (step - 1) / 2;
  const { a, b, c, d, e, f } = toSource;
  return { width, height, data, toSource: { a: a * step, b, c: c + a * half, d: d * step, e, f: f + d * half } };
}

/** The line itself, then one for each pitch (columns a letter) that `text` makes of another width. */
export function lookCloser(line: NormalisedLine, text: string, pitches: readonly number[]): readonly NormalisedLine[] {
  const views = new Map([[line.width, line]]);
  for (const pitch of pitches) {
    const view = stretchLine(line, stretchFor(line, text, pitch));
    if (!views.has(view.width)) views.set(view.width, view);
  }
  return [...views.values()];
}
