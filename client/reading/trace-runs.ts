/**
 * Runs of equal pixels in a line, row by row, and which of them touch the runs of the row above: what connected regions are counted from.
 * In: a normalised line and a range of its columns; out: runs in columns of that range. A rim of paper all around joins all that is open.
 * Method: run-based labelling with union-find (He, Chao and Suzuki, 2008): a row has some dozen runs, where it has hundreds of pixels.
 */
import type { InkLine } from './recognise.ts';

/** Runs of one row end where the next row's begin; paper and ink alternate, and every row begins and ends with paper. */
export interface Runs {
  /** Of row r (0 and the last: the rim), runs starts[r] … starts[r + 1] − 1; even ones within a row are paper, odd ones ink. */
  readonly starts: Int32Array;
  /** First column of each run and one past its last; the range's own columns begin at 1, for the rim. */
  readonly from: Uint16Array;
  readonly to: Uint16Array;
}

/** `least`: ink from here on counts. */
export function traceRuns(line: InkLine, from: number, to: number, least: number): Runs {
  const width = Math.max(1, to - from) + 2;
  const rows = line.height + 2;
  const starts = new Int32Array(rows + 1);
  // Every pixel may begin a run, and lines are far narrower than 65,536 columns.
  const begin = new Uint16Array(rows * width);
  const end = new Uint16Array(begin.length);
  let count = 0;
  for (let r = 0; r < rows; r++) {
    starts[r] = count;
    begin[count] = 0;
    if (r > 0 && r < rows - 1)
      count = traceRow(line.data, (r - 1) * line.width + from, to - from, least, begin, end, count);
    end[count++] = width;
  }
  starts[rows] = count;
  return { starts, from: begin, to: end };
}

/** Closes run `count` and those after it wherever ink and paper meet; gives the run that is open at the row's end. */
function traceRow(
  data: Uint8Array,
  at: number,
  columns: number,
  least: number,
  begin: Uint16Array,
  end: Uint16Array,
  count: number,
): number {
  let isInk = false;
  let run = count;
  for (let x = 0; x < columns; x++) {
    if (data[at + x]! >= least === isInk) continue;
    isInk = !isInk;
    end[run++] = x + 1;
    begin[run] = x + 1;
  }
  if (isInk) {
    end[run++] = columns + 1;
    begin[run] = columns + 1;
  }
  return run;
}
