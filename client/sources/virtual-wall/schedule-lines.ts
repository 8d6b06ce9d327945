/**
 * Which lines of the repertoire are written where and when on one sheet: drawn by seed, one below the other, letters of one height,
 * pauses between. In: seed, sheet, repertoire; out: placements in canvas mm, times in ms of the sheet's own clock.
 */
import type { SheetSize } from '../../../calibration/frames.ts';
import type { Placement } from './prepare-line.ts';
import { randomOf } from './random.ts';
import type { RepertoireEntry } from './repertoire/repertoire.ts';

export interface ScheduledLine {
  readonly text: string;
  readonly entry: RepertoireEntry;
  readonly placement: Placement;
  readonly startMs: number;
  readonly durationMs: number;
}

/** What fits on the default sheet without crowding. */
export const LINES_PER_SHEET = 5;
/** Height of the letters' bodies where the line's length allows: some 18 px of a 960×540 camera. */
const X_HEIGHT_MM = 20;
const MARGIN_MM = 34;
/** Share of a row's pitch that a line with its ascenders and descenders may fill. */
const ROW_FILL = 0.86;
const INDENT_MM = 16;
const FIRST_PAUSE_MS = 900;
/** Long enough for the hand to leave, for the line to be seen free, and for it to come back. */
const PAUSE_MS = 2600;
const MS_PER_LETTER = 170;
const SHORTEST_MS = 3400;
const LONGEST_MS = 6000;

/** Throws RangeError when more lines are asked for than fit or than there are. */
export const scheduleLines = (
  seed: number,
  sheet: SheetSize,
  count: number,
  entries: readonly RepertoireEntry[],
): readonly ScheduledLine[] => {
  if (count > LINES_PER_SHEET || count > entries.length)
    throw new RangeError(
      `${count} lines were asked for: a sheet holds ${LINES_PER_SHEET}, the repertoire ${entries.length}`,
    );
  const random = randomOf(seed);
  const left = [...entries];
  const pitch = (sheet.heightMm - 2 * MARGIN_MM) / LINES_PER_SHEET;
  let clock = FIRST_PAUSE_MS;
  return Array.from({ length: count }, (_, row) => {
    const entry = left.splice(Math.floor(random() * left.length), 1)[0]!;
    const room = sheet.widthMm - 2 * MARGIN_MM;
    const mmPerPx = Math.min(X_HEIGHT_MM / entry.xHeight, (ROW_FILL * pitch) / entry.height, room / entry.width);
    const free = room - entry.width * mmPerPx;
    const placement = {
      x: MARGIN_MM + Math.min(free, random() * INDENT_MM),
      y: MARGIN_MM + (row + 0.5) * pitch - (entry.height * mmPerPx) / 2,
      mmPerPx,
    };
    const durationMs = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, [...entry.text].length * MS_PER_LETTER));
    const startMs = clock;
    clock += durationMs + PAUSE_MS;
    return { text: entry.text, entry, placement, startMs, durationMs };
  });
};
