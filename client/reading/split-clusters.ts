/** A line's ink in groups that white columns part: words, or the drawings of a row. In: a normalised line. Out: column ranges, left to right. */
import type { InkLine } from './recognise.ts';

export interface Cluster {
  /** Ink columns `from` … `to` − 1. */
  readonly from: number;
  readonly to: number;
}

/** Ink from here on counts: two fifths of a firm stroke, as in measure-marks.ts. */
const INK = 102;
/** White columns that part words: letters are normalised to about 13 columns, the gaps within words to far less. */
const GAP = 9;

export function splitClusters(line: InkLine): Cluster[] {
  const clusters: { from: number; to: number }[] = [];
  for (let x = 0; x < line.width; x++) {
    let inked = false;
    for (let y = 0; y < line.height && !inked; y++) inked = line.data[y * line.width + x]! >= INK;
    if (!inked) continue;
    const last = clusters.at(-1);
    if (last !== undefined && x - last.to < GAP) last.to = x + 1;
    else clusters.push({ from: x, to: x + 1 });
  }
  return clusters;
}
