/**
 * Fragments that were taken for lines go to the line that they are of. In: components and the line that each is in (canvas raster px).
 * A line of a few low pieces beside another line's middle (an accent, the bar of a t, a quotation mark), or of a part of one of its letters,
 * is no line: it goes to that one.
 */
import { type Seam, seamAt } from './find-seams.ts';
import { type Box, heightOf, widthOf } from './group-blocks.ts';
import type { Component } from './label-components.ts';

/** What counts as a fragment: at most so many pieces, so low and so near to the line's middle (in its letter heights). */
const FRAGMENT_PIECES = 3;
const FRAGMENT_HEIGHT = 0.6;
const FRAGMENT_REACH = 1.4;
/** One as low, as narrow and this near to a piece of a line, in its letter heights, is its full stop, an accent, or the end of a stroke that goes far down. */
const FRAGMENT_WIDTH = 0.75;
/** One that ends above that piece's foot is a quotation mark, an apostrophe or a long accent: it may be as tall as a letter. The first letter of a new line stands below. */
const QUOTE_HEIGHT = 1.3;
/** Narrow ones may stand this far beyond the line's ends, in its letter heights: a space and a quotation mark. */
const FRAGMENT_BEYOND = 2.5;
const FRAGMENT_BESIDE = 1.6;
const FRAGMENT_ABOVE = 1;
const FRAGMENT_BELOW = 0.5;
/** A part of a tall letter (a bowl whose pen lifted, a loop) is larger and farther, and reaches into the columns and rows of a piece of its own line. */
const PART_HEIGHT = 1.6;
const PART_WIDTH = 2.5;
const PART_REACH = 1.5;
/** Share of the narrower one's columns and of the lower one's rows that both have. */
const PART_COLUMNS = 0.5;
const PART_ROWS = 0.2;

/** `lineOf`: line number by component label, `paint` changes it; letter heights (px) and seams by line number − 1, null = a line without a seam. */
export const absorbFragments = (
  pieces: readonly Component[],
  lineOf: ReadonlyMap<number, number>,
  letterHeights: readonly number[],
  seams: readonly (Seam | null)[],
  paint: (c: Component, line: number) => void,
): void => {
  const members = new Map<number, Component[]>();
  for (const c of pieces) {
    const line = lineOf.get(c.label);
    if (line === undefined) continue;
    const list = members.get(line);
    if (list) list.push(c);
    else members.set(line, [c]);
  }
  const boxes = new Map([...members].map(([line, own]) => [line, boxOf(own)]));
  const hosts = new Map<number, number>();
  for (const [line, own] of members) {
    if (own.length > FRAGMENT_PIECES) continue;
    const box = boxes.get(line)!;
    const x = (box.left + box.right) / 2;
    let host = 0;
    let least = Number.POSITIVE_INFINITY;
    let neighbour = 0;
    let nearest = 1;
    for (const [other, theirs] of members) {
      const seam = seams[other - 1];
      if (other === line || !seam) continue;
      const theirBox = boxes.get(other)!;
      const h = letterHeights[other - 1]!;
      const isLow = theirs.length > own.length && box.bottom - box.top <= FRAGMENT_HEIGHT * h;
      const isQuote = theirs.length > own.length && heightOf(box) <= QUOTE_HEIGHT * h;
      if ((isLow || isQuote) && widthOf(box) <= FRAGMENT_WIDTH * h) {
        const beside = isLow ? theirs : theirs.filter((c) => box.bottom < c.bottom);
        const gap = Math.min(...beside.map((c) => gapBetween(box, c))) / h;
        if (gap < nearest) {
          nearest = gap;
          neighbour = other;
        }
      }
      const beyond = widthOf(box) <= FRAGMENT_WIDTH * h ? FRAGMENT_BEYOND * h : 0;
      if (x < theirBox.left - beyond || x > theirBox.right + beyond) continue;
      const rise = (seamAt(seam, x) - (box.top + box.bottom) / 2) / h;
      const apart = Math.abs(rise);
      const isPart =
        widthOf(theirBox) > widthOf(box) &&
        heightOf(box) <= PART_HEIGHT * h &&
        widthOf(box) <= PART_WIDTH * h &&
        theirs.some((c) => interlocks(box, c));
      const reach = Math.max(
        isLow || (isQuote && beyond > 0 && rise > 0) ? FRAGMENT_REACH : 0,
        isPart ? PART_REACH : 0,
      );
      if (apart < Math.min(reach, least)) {
        least = apart;
        host = other;
      }
    }
    // The nearest piece decides only where no line's middle is near.
    if (host === 0) host = neighbour;
    if (host > 0) hosts.set(line, host);
  }
  // A fragment's host may be one itself; two that are each other's stay where they are.
  for (const line of hosts.keys()) {
    const seen = new Set([line]);
    let last = line;
    for (let next = hosts.get(last); next !== undefined && !seen.has(next); next = hosts.get(last)) {
      seen.add(next);
      last = next;
    }
    if (!hosts.has(last)) for (const c of members.get(line)!) paint(c, last);
  }
};

const boxOf = (pieces: readonly Component[]): Box => ({
  left: Math.min(...pieces.map((c) => c.left)),
  right: Math.max(...pieces.map((c) => c.right)),
  top: Math.min(...pieces.map((c) => c.top)),
  bottom: Math.max(...pieces.map((c) => c.bottom)),
});

/** How far `mark` is from `piece`, as a share of how far it may be. */
const gapBetween = (mark: Box, piece: Box): number =>
  Math.hypot(
    Math.max(0, mark.left - piece.right, piece.left - mark.right) / FRAGMENT_BESIDE,
    Math.max(0, piece.top - mark.bottom) / FRAGMENT_ABOVE,
    Math.max(0, mark.top - piece.bottom) / FRAGMENT_BELOW,
  );

const interlocks = (a: Box, b: Box): boolean => {
  const columns = Math.min(a.right, b.right) - Math.max(a.left, b.left) + 1;
  const rows = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) + 1;
  return (
    columns >= PART_COLUMNS * Math.min(widthOf(a), widthOf(b)) && rows >= PART_ROWS * Math.min(heightOf(a), heightOf(b))
  );
};
