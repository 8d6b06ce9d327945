/**
 * A seam may end early, where its letters touch another line or stand far apart: letters that no seam speaks for continue the line of the letter
 * beside them, one after the other. In: components and the line that each is in (canvas raster px).
 */
import type { Seam } from './find-seams.ts';
import { heightOf } from './group-blocks.ts';
import type { Component } from './label-components.ts';

/** Share of the lower one's rows that a stray and the letter beside it both have, and letter heights between them. */
const STRAY_ROWS = 0.4;
const STRAY_GAP = 2.5;
/** Taller ones may be drawings. */
const STRAY_HEIGHT = 1.45;

/** `lineOf`: line number by component label, `paint` changes it; letter heights (px) and seams by line number − 1, null = a line without a seam. */
export const takeInStrays = (
  letters: readonly Component[],
  lineOf: ReadonlyMap<number, number>,
  letterHeights: readonly number[],
  seams: readonly (Seam | null)[],
  paint: (c: Component, line: number) => void,
): void => {
  const isStray = (c: Component): boolean => {
    const line = lineOf.get(c.label) ?? 0;
    return line > 0 && seams[line - 1] === null;
  };
  const strays = new Set(letters.filter(isStray));
  const placed = letters.filter((c) => lineOf.has(c.label) && !strays.has(c));
  for (let isDone = false; !isDone; ) {
    isDone = true;
    for (const stray of strays) {
      let line = 0;
      let least = STRAY_GAP;
      for (const c of placed) {
        const h = letterHeights[lineOf.get(c.label)! - 1]!;
        const gap = Math.max(0, stray.left - c.right, c.left - stray.right) / h;
        const rows = Math.min(stray.bottom, c.bottom) - Math.max(stray.top, c.top) + 1;
        if (gap > least || heightOf(stray) > STRAY_HEIGHT * h) continue;
        if (rows < STRAY_ROWS * Math.min(heightOf(stray), heightOf(c))) continue;
        least = gap;
        line = lineOf.get(c.label)!;
      }
      if (line === 0) continue;
      paint(stray, line);
      strays.delete(stray);
      placed.push(stray);
      isDone = false;
    }
  }
};
