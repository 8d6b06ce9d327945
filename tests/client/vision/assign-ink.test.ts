import { describe, expect, it } from 'vitest';
import { assignInk } from '../../../client/vision/assign-ink.ts';
import type { Seam } from '../../../client/vision/find-seams.ts';
import { labelComponents } from '../../../client/vision/label-components.ts';

const WIDTH = 200;
const HEIGHT = 80;

/** Bars as letters: left, top, width, height; each one's stroke runs through its middle row. */
const paper = (bars: readonly (readonly [number, number, number, number])[]) => {
  const mask = new Uint8Array(WIDTH * HEIGHT);
  for (const [left, top, width, height] of bars)
    for (let y = top; y < top + height; y++) mask.fill(255, y * WIDTH + left, y * WIDTH + left + width);
  const { labels, components } = labelComponents(mask, WIDTH, HEIGHT);
  const pathsOf = (label: number): Int32Array[] => {
    const { left, right, top, bottom } = components.find((c) => c.label === label)!;
    const row = Math.round((top + bottom) / 2) * WIDTH;
    return [Int32Array.from({ length: right - left + 1 }, (_, i) => row + left + i)];
  };
  return { labels, components, pathsOf };
};
const seam = (y: number, letterHeight: number, left = 0): Seam => ({
  left,
  step: WIDTH - left,
  y: Float32Array.of(y, y),
  slope: 0,
  letterHeight,
});

const linesOf = (owner: Int32Array): number[] => [...new Set(owner.filter((line) => line > 0))].sort();

const LETTERS = [75, 110, 140].map((x) => [x, 40, 20, 20] as const);

describe('fragments of a line', () => {
  it('end in the line of letters, though a smaller fragment stands beside a larger one', () => {
    const letters = [10, 45, 80, 115, 150].map((x) => [x, 40, 25, 20] as const);
    const accents = [50, 85, 120].map((x) => [x, 29, 12, 8] as const);
    const { labels, components, pathsOf } = paper([...letters, ...accents, [90, 21, 8, 4]]);
    const { owner } = assignInk(components, [], [seam(50, 20), seam(33, 10)], labels, WIDTH, pathsOf);
    expect(linesOf(owner)).toEqual([1]);
  });

  it('are a part of a letter that reaches into its columns and rows: the bowl of a tall initial', () => {
    const stem = [37, 26, 12, 33] as const;
    const bowl = [
      [30, 14, 36, 6],
      [58, 14, 8, 21],
    ] as const;
    const { labels, components, pathsOf } = paper([...LETTERS, stem, ...bowl]);
    const { owner } = assignInk(components, [], [seam(50, 20), seam(24, 20)], labels, WIDTH, pathsOf);
    expect(linesOf(owner)).toEqual([1]);
  });

  it('are the far end of a descender, and a full stop that stands apart', () => {
    const tail = [
      [104, 62, 5, 6],
      [100, 72, 8, 8],
    ] as const;
    const { labels, components, pathsOf } = paper([...LETTERS, ...tail, [180, 58, 4, 4]]);
    const { owner } = assignInk(components, [], [seam(50, 20), seam(60, 4, 170)], labels, WIDTH, pathsOf);
    expect(linesOf(owner)).toEqual([1]);
  });

  it('are quotation marks as tall as a letter, after a space beyond the end of the line', () => {
    const marks = [
      [176, 30, 3, 16],
      [182, 30, 3, 16],
    ] as const;
    const { labels, components, pathsOf } = paper([...LETTERS, ...marks]);
    const { owner } = assignInk(components, [], [seam(50, 20), seam(37, 16, 150)], labels, WIDTH, pathsOf);
    expect(linesOf(owner)).toEqual([1]);
  });

  it('are not the first letter of a new line', () => {
    const { labels, components, pathsOf } = paper([...LETTERS, [72, 64, 10, 14]]);
    const { owner } = assignInk(components, [], [seam(50, 20), seam(71, 14)], labels, WIDTH, pathsOf);
    expect(linesOf(owner)).toEqual([1, 2]);
  });

  it('are no small print beside large letters', () => {
    const large = [20, 55, 90].map((x) => [x, 10, 20, 40] as const);
    const { labels, components, pathsOf } = paper([...large, [160, 34, 34, 10]]);
    const { owner } = assignInk(components, [], [seam(30, 40), seam(39, 10, 150)], labels, WIDTH, pathsOf);
    expect(linesOf(owner)).toEqual([1, 2]);
  });

  it('are no short word on a line of its own, though a letter reaches up to it', () => {
    const ascender = [47, 25, 6, 36] as const;
    const shortWord = [
      [30, 8, 14, 20],
      [56, 8, 14, 20],
    ] as const;
    const { labels, components, pathsOf } = paper([...LETTERS, ascender, ...shortWord]);
    const { owner } = assignInk(components, [], [seam(50, 20), seam(18, 20)], labels, WIDTH, pathsOf);
    expect(linesOf(owner)).toEqual([1, 2]);
  });
});

describe('letters beyond the end of their seam', () => {
  const linesWith = (lefts: readonly number[]): number[] => {
    const { labels, components, pathsOf } = paper(lefts.map((x) => [x, 40, 16, 20] as const));
    return linesOf(assignInk(components, [], [{ ...seam(50, 16), step: 50 }], labels, WIDTH, pathsOf).owner);
  };

  it('continue the line of the letter beside them, one after the other', () => {
    expect(linesWith([10, 34, 58, 106, 154])).toEqual([1]);
  });

  it('are on their own after a wider gap', () => {
    expect(linesWith([10, 34, 58, 124])).toEqual([1, 2]);
  });
});

describe('a mark', () => {
  it('is a low letter of the line whose seam runs through it, though a tall one stands nearer below', () => {
    const upper = [10, 150].map((x) => [x, 10, 20, 20] as const);
    const lower = [70, 100].map((x) => [x, 38, 20, 20] as const);
    const low = [82, 19, 9, 8] as const;
    const { labels, components, pathsOf } = paper([...upper, ...lower, low]);
    const isLow = (c: { left: number }): boolean => c.left === low[0];
    const letters = components.filter((c) => !isLow(c));
    const { owner } = assignInk(
      letters,
      components.filter(isLow),
      [seam(22, 20), seam(48, 20)],
      labels,
      WIDTH,
      pathsOf,
    );
    expect(owner[(low[1] + 2) * WIDTH + low[0] + 2]).toBe(1);
  });
});

describe('what is taller than letters', () => {
  const linesWith = (bar: readonly [number, number, number, number]): number[] => {
    const { labels, components, pathsOf } = paper([...LETTERS, bar]);
    return linesOf(assignInk(components, [], [seam(50, 20)], labels, WIDTH, pathsOf).owner);
  };

  it('belongs to the line where it is as narrow as a bracket', () => {
    expect(linesWith([60, 12, 14, 68])).toEqual([1]);
  });

  it('is a region of its own where it is as wide as a drawing', () => {
    expect(linesWith([60, 12, 60, 68])).toEqual([1, 2]);
  });
});
