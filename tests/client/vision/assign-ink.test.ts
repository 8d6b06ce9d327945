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
const seam = (y: number, letterHeight: number): Seam => ({
  left: 0,
  step: WIDTH,
  y: Float32Array.of(y, y),
  slope: 0,
  letterHeight,
});

describe('fragments of a line', () => {
  it('end in the line of letters, though a smaller fragment stands beside a larger one', () => {
    const letters = [10, 45, 80, 115, 150].map((x) => [x, 40, 25, 20] as const);
    const accents = [50, 85, 120].map((x) => [x, 29, 12, 8] as const);
    const { labels, components, pathsOf } = paper([...letters, ...accents, [90, 21, 8, 4]]);
    const { owner } = assignInk(components, [], [seam(50, 20), seam(33, 10)], labels, WIDTH, pathsOf);
    expect(new Set(owner.filter((line) => line > 0))).toEqual(new Set([1]));
  });
});
