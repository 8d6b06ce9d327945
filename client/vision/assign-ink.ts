/**
 * Says which line each ink pixel belongs to. In: labelled components, their strokes' paths, the seams of all blocks (canvas raster px).
 * Out: a line number a pixel. A component lies in the line whose seam its ink comes nearest to; one that reaches several seams (a descender that
 * touches the next line) is cut by its strokes; dots and accents go with the letter beside them; what is far from any seam is a line of its own.
 */
import { absorbFragments } from './absorb-fragments.ts';
import { type Seam, seamAt, seamRight } from './find-seams.ts';
import { type Box, heightOf, widthOf } from './group-blocks.ts';
import type { Component } from './label-components.ts';
import { takeInStrays } from './take-in-strays.ts';

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
/**
 * A mark on a seam is a low letter of that line (an m, a word of low letters in pieces), whatever stands nearer above or below it: so near to the
 * seam, in letter heights, and no farther beyond the seam's end. Accents stand a letter's height off any seam.
 */
const MARK_ON_SEAM = 0.12;
const MARK_BEYOND = 2;

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
  takeInStrays(letters, lineOf, letterHeights, lineSeams, paint);
  for (const m of marks) {
    const host = nearestLetter(m, letters);
    const line = lineUnder(m, seams) || (host ? lineOfHost(host, m, lineOf, owner, labels, width) : 0);
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

/** The line whose seam runs through the mark, the nearest one; 0 = none does. */
const lineUnder = (mark: Box, seams: readonly Seam[]): number => {
  const x = (mark.left + mark.right) / 2;
  let line = 0;
  let least = Number.POSITIVE_INFINITY;
  seams.forEach((seam, index) => {
    const h = seam.letterHeight;
    if (mark.right < seam.left - MARK_BEYOND * h || mark.left > seamRight(seam) + MARK_BEYOND * h) return;
    const row = seamAt(seam, x);
    const apart = Math.max(0, mark.top - row, row - mark.bottom) / h;
    if (apart <= MARK_ON_SEAM && apart < least) {
      least = apart;
      line = index + 1;
    }
  });
  return line;
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
