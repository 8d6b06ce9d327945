/**
 * Says which line each ink pixel belongs to. In: labelled components, their strokes' paths, the seams of all blocks (canvas raster px).
 * Out: a line number a pixel. A component lies in the line whose seam its ink comes nearest to; one that reaches several seams (a descender that
 * touches the next line) is cut by its strokes; dots and accents go with the letter beside them; what is far from any seam is a line of its own.
 */
import { type Seam, seamAt, seamRight } from './find-seams.ts';
import { type Box, heightOf, widthOf } from './group-blocks.ts';
import type { Component } from './label-components.ts';

/** A component belongs to a seam that is no farther from its ink than this, in letter heights. */
const REACH = 0.8;
/** A seam speaks for places this far beyond its ends, in letter heights. */
const BEYOND = 3;
/** Ink reaches a second line if it comes this near to its seam, in letter heights, and is this tall. */
const TOUCH = 0.22;
const TOUCH_HEIGHT = 1.45;
/** A component this tall that does not touch two lines is a drawing: a region of its own. A bracket or an initial is narrow, and less tall than this. */
const DRAWING_HEIGHT = 3;
const TALLEST_LETTER = 4;
const TALLEST_WIDTH = 2;
/** Marks stand above their letter more often than below. */
const ABOVE = 0.6;
const BESIDE = 0.5;
/** A mark farther than this from any letter, in letter heights, is no part of writing. */
const MARK_REACH = 1.6;

/** What counts as a fragment: at most so many pieces, so low and so near to the line's middle (in its letter heights). */
const FRAGMENT_PIECES = 3;
const FRAGMENT_HEIGHT = 0.6;
const FRAGMENT_REACH = 1.15;
/** One as low, as narrow and this near to a piece of a line, in its letter heights, is its full stop, an accent, or the end of a stroke that goes far down. */
const FRAGMENT_WIDTH = 0.75;
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

export interface Assignment {
  /** Line number from 1 at each ink pixel; 0 = none. */
  readonly owner: Int32Array;
  readonly lines: number;
  /** Letter height of each line, px; index = line number − 1. */
  readonly letterHeights: readonly number[];
  /** The seam of each line; null for a line of its own. */
  readonly seams: readonly (Seam | null)[];
}

/** `pathsOf(label)` gives the raster indices of each stroke of a component. */
export const assignInk = (
  letters: readonly Component[],
  marks: readonly Component[],
  seams: readonly Seam[],
  labels: Int32Array,
  width: number,
  pathsOf: (label: number) => readonly Int32Array[],
): Assignment => {
  const owner = new Int32Array(labels.length);
  const letterHeights = seams.map((s) => s.letterHeight);
  const lineSeams: (Seam | null)[] = [...seams];
  const lineOf = new Map<number, number>();
  const paint = (c: Component, line: number): void => {
    lineOf.set(c.label, line);
    for (let y = c.top; y <= c.bottom; y++)
      for (let x = c.left; x <= c.right; x++) if (labels[y * width + x] === c.label) owner[y * width + x] = line;
  };
  const own = (c: Component): void => {
    letterHeights.push(heightOf(c));
    lineSeams.push(null);
    paint(c, letterHeights.length);
  };
  for (const c of letters) {
    const near = nearSeams(c, seams, pathsOf(c.label), width);
    const touching = near.filter((n) => n.distance < TOUCH * n.letterHeight);
    const first = near[0];
    if (first && touching.length >= 2 && heightOf(c) > TOUCH_HEIGHT * first.letterHeight)
      cutComponent(
        c,
        touching.map((t) => t.index),
        seams,
        labels,
        width,
        pathsOf(c.label),
        owner,
      );
    else if (!first || isDrawing(c, first.letterHeight) || first.distance > REACH * first.letterHeight) own(c);
    else paint(c, first.index + 1);
  }
  for (const m of marks) {
    const host = nearestLetter(m, letters);
    const line = host ? lineOfHost(host, m, lineOf, owner, labels, width) : 0;
    if (line > 0) paint(m, line);
    else own(m);
  }
  absorbFragments([...letters, ...marks], lineOf, letterHeights, lineSeams, paint);
  return { owner, lines: letterHeights.length, letterHeights, seams: lineSeams };
};

const isDrawing = (c: Component, letterHeight: number): boolean => {
  const isNarrow = heightOf(c) <= TALLEST_LETTER * letterHeight && widthOf(c) <= TALLEST_WIDTH * letterHeight;
  return heightOf(c) > DRAWING_HEIGHT * letterHeight && !isNarrow;
};

/** A line of a few low pieces beside another line's middle (an accent, the bar of a t), or of a part of one of its letters, is no line: it goes to that one. */
const absorbFragments = (
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
      if (isLow && widthOf(box) <= FRAGMENT_WIDTH * h) {
        const gap = Math.min(...theirs.map((c) => gapBetween(box, c))) / h;
        if (gap < nearest) {
          nearest = gap;
          neighbour = other;
        }
      }
      if (x < theirBox.left || x > theirBox.right) continue;
      const apart = Math.abs((box.top + box.bottom) / 2 - seamAt(seam, x)) / h;
      const isPart =
        widthOf(theirBox) > widthOf(box) &&
        heightOf(box) <= PART_HEIGHT * h &&
        widthOf(box) <= PART_WIDTH * h &&
        theirs.some((c) => interlocks(box, c));
      const reach = Math.max(isLow ? FRAGMENT_REACH : 0, isPart ? PART_REACH : 0);
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

interface NearSeam {
  readonly index: number;
  /** Least distance of the ink from the seam, px. */
  readonly distance: number;
  readonly letterHeight: number;
}

/** Seams that speak for a component's place, the best first: by nearness of its ink, then of its middle. */
const nearSeams = (c: Component, seams: readonly Seam[], paths: readonly Int32Array[], width: number): NearSeam[] => {
  const x = (c.left + c.right) / 2;
  const middle = (c.top + c.bottom) / 2;
  const found: (NearSeam & { cost: number })[] = [];
  seams.forEach((seam, index) => {
    const h = seam.letterHeight;
    if (c.right < seam.left - BEYOND * h || c.left > seamRight(seam) + BEYOND * h) return;
    const rough = Math.max(0, c.top - seamAt(seam, x), seamAt(seam, x) - c.bottom);
    if (rough > 2 * h) return;
    let distance = Number.POSITIVE_INFINITY;
    for (const path of paths)
      for (const p of path) {
        const px = p % width;
        distance = Math.min(distance, Math.abs((p - px) / width - seamAt(seam, px)));
      }
    if (paths.length === 0) distance = rough;
    found.push({
      index,
      distance,
      letterHeight: h,
      cost: distance + 0.5 * Math.abs(middle - seamAt(seam, x)),
    });
  });
  return found.sort((a, b) => a.cost - b.cost);
};

/** Cuts a component that touches several lines: each stroke goes to the seam it comes nearest to, one that reaches two is cut half-way. */
const cutComponent = (
  c: Component,
  candidates: readonly number[],
  seams: readonly Seam[],
  labels: Int32Array,
  width: number,
  paths: readonly Int32Array[],
  owner: Int32Array,
): void => {
  const queue: number[] = [];
  const distanceTo = (index: number, p: number): number => {
    const x = p % width;
    return Math.abs((p - x) / width - seamAt(seams[index]!, x));
  };
  const set = (p: number, line: number): void => {
    if (owner[p] !== 0 || labels[p] !== c.label) return;
    owner[p] = line;
    queue.push(p);
  };
  for (const path of paths) {
    const least = candidates.map((index) => {
      let distance = Number.POSITIVE_INFINITY;
      for (const p of path) distance = Math.min(distance, distanceTo(index, p));
      return { index, distance };
    });
    least.sort((a, b) => a.distance - b.distance);
    const [best, second] = least;
    if (!best) continue;
    const reaches = (l: typeof best | undefined): boolean =>
      l !== undefined && l.distance < TOUCH * seams[l.index]!.letterHeight;
    if (reaches(best) && reaches(second))
      for (const p of path) {
        const nearest = candidates.reduce((a, b) => (distanceTo(b, p) < distanceTo(a, p) ? b : a));
        set(p, nearest + 1);
      }
    else for (const p of path) set(p, best.index + 1);
  }
  // The rest of the component's pixels follow the nearest path pixel.
  for (let at = 0; at < queue.length; at++) {
    const p = queue[at]!;
    for (const d of [-1, 1, -width, width, -width - 1, -width + 1, width - 1, width + 1]) {
      const q = p + d;
      if (q >= 0 && q < owner.length) set(q, owner[p]!);
    }
  }
};

const nearestLetter = (mark: Component, letters: readonly Component[]): Component | null => {
  let best: Component | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const c of letters) {
    const h = heightOf(c);
    const across = Math.max(0, c.left - mark.right, mark.left - c.right);
    const above = Math.max(0, c.top - mark.bottom);
    const below = Math.max(0, mark.top - c.bottom);
    if (across > MARK_REACH * h || above + below > MARK_REACH * h) continue;
    // A dash or a point within the letter's height continues its line.
    const isBeside = above + below === 0;
    const cost = isBeside ? across * BESIDE : Math.hypot(across, above * ABOVE, below);
    if (cost < least) {
      least = cost;
      best = c;
    }
  }
  return best;
};

/** A host that was cut has several lines: the mark takes the line of the host's pixel nearest to it. */
const lineOfHost = (
  host: Component,
  mark: Component,
  lineOf: ReadonlyMap<number, number>,
  owner: Int32Array,
  labels: Int32Array,
  width: number,
): number => {
  const whole = lineOf.get(host.label);
  if (whole !== undefined) return whole;
  const mx = (mark.left + mark.right) / 2;
  const my = (mark.top + mark.bottom) / 2;
  let least = Number.POSITIVE_INFINITY;
  let line = 0;
  for (let y = host.top; y <= host.bottom; y++)
    for (let x = host.left; x <= host.right; x++) {
      if (labels[y * width + x] !== host.label) continue;
      const d = (x - mx) ** 2 + (y - my) ** 2;
      if (d < least) {
        least = d;
        line = owner[y * width + x]!;
      }
    }
  return line;
};
