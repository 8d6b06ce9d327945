/**
 * How much the letters lean: the shear with the most energy in vertical runs (after Vinciarelli and Luettin, 2001).
 */
import type { ColumnBits } from './column-bits.ts';
import { searchPeak } from './search-peak.ts';

/** Shear of the writing, px to the right per px upward, where the squared lengths of vertical runs are greatest. */
export function estimateSlant(strokes: ColumnBits): number {
  const ink = halve(strokes);
  const pad = ink.height;
  const runs = new Int32Array(ink.width + 2 * pad);
  return searchPeak((slant) => sumRuns(ink, slant, pad, runs) * (1 - 0.1 * slant * slant), 0.9, 9);
}

/** The columns of the ink of each row, in order: of row y, `count[y]` entries from y · width on. */
interface InkedColumns {
  readonly width: number;
  readonly height: number;
  readonly columns: Int16Array;
  readonly count: Int32Array;
}

/** Half resolution is enough for the angle and four times as fast; only ink makes runs, and most is paper. */
function halve({ width: w, height: h, top, bottom }: ColumnBits): InkedColumns {
  const width = w >> 1;
  const height = h >> 1;
  const columns = new Int16Array(width * height);
  const count = new Int32Array(height);
  for (let x = 0; x < width; x++)
    for (let half = 0; half < 2; half++) {
      const column = half === 0 ? top[2 * x]! | top[2 * x + 1]! : bottom[2 * x]! | bottom[2 * x + 1]!;
      // Every second bit: two rows together.
      for (let left = (column | (column >>> 1)) & 0x55555555; left !== 0; left &= left - 1) {
        const y = 16 * half + ((31 - Math.clz32(left & -left)) >> 1);
        // An odd row at the end has no other half.
        if (y < height) columns[y * width + count[y]!++] = x;
      }
    }
  return { width, height, columns, count };
}

/** The squared lengths of all vertical runs under a shear. */
function sumRuns(
  { width, height, columns, count }: InkedColumns,
  slant: number,
  pad: number,
  runs: Int32Array,
): number {
  // Of each sheared column: the row that its run would go on in, and eight bits for how long it is.
  runs.fill(0);
  let sum = 0;
  for (let y = 0; y < height; y++) {
    const shift = Math.round(slant * (y - height / 2)) + pad;
    for (let k = y * width, end = k + count[y]!; k < end; k++) {
      const at = columns[k]! + shift;
      const run = runs[at]!;
      // All bits where the rows are the same, else none: half of all runs are broken, which no branch foretells.
      const goesOn = (((run >> 8) ^ y) - 1) >> 31;
      const length = run & 255 & goesOn;
      // From a square to the next larger one.
      sum += 2 * length + 1;
      runs[at] = ((y + 1) << 8) | (length + 1);
    }
  }
  return sum;
}
