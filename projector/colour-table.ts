/**
 * Which colour each line's light has now: a small table that the halo reads by row. Row 0 is ink that is not answered.
 * A line's colour comes slowly once it is answered, and changes slowly when it comes to say something else.
 * Linear light; times: ms of the projector's clock.
 */
import type { Figure } from './design-figure.ts';
import { CANDLE, type ColourPair, type LinearColour } from './palette.ts';

export const TABLE_ROWS = 64;
/** Texels of one row: near colour + answered, far colour + seconds since the answer, ripple's spacing and phase. */
export const TABLE_COLUMNS = 3;
/** Ripples leave quickly at first and for ever slowly: waves a second, and for how many seconds. */
const RIPPLES = { first: 0.34, firstSeconds: 9, later: 0.03 };
/** How long colour takes to come, ms. */
const COLOUR_MS = 2600;

interface Row {
  readonly line: string;
  readonly from: ColourPair;
  readonly figure: Figure;
  readonly at: number;
}

/** Line id → row. Rows stay with their lines; the oldest line gives way when all are taken. */
export type ColourTable = ReadonlyMap<string, Row & { readonly row: number }>;

export const emptyTable: ColourTable = new Map();

/** `figures`: what every answered line shows now, and since when. */
export const stepTable = (
  table: ColourTable,
  figures: ReadonlyMap<string, { readonly figure: Figure; readonly at: number }>,
): ColourTable => {
  const next = new Map([...table].filter(([line]) => figures.has(line)));
  const free = new Set(Array.from({ length: TABLE_ROWS - 1 }, (_, i) => i + 1));
  for (const { row } of next.values()) free.delete(row);
  for (const [line, { figure, at }] of figures) {
    const known = next.get(line);
    if (known?.figure === figure) continue;
    const row = known?.row ?? free.values().next().value;
    if (row === undefined) continue;
    free.delete(row);
    next.set(line, { line, row, figure, at, from: known?.figure.colours ?? CANDLE });
  }
  return next;
};

/** RGBA floats, TABLE_ROWS × TABLE_COLUMNS texels. */
export const tableTexels = (table: ColourTable, time: number): Float32Array => {
  const texels = new Float32Array(TABLE_ROWS * TABLE_COLUMNS * 4);
  const put = (row: number, near: LinearColour, far: LinearColour, answered: number, seconds: number, ripple: number) =>
    texels.set([...near, answered, ...far, seconds, ripple, ripplePhase(seconds), 0, 0], row * TABLE_COLUMNS * 4);
  put(0, CANDLE.near, CANDLE.far, 0, 0, 4);
  for (const { row, from, figure, at } of table.values()) {
    const t = ease((time - at) / COLOUR_MS);
    const mixed = (a: LinearColour, b: LinearColour): LinearColour => [
      a[0] + (b[0] - a[0]) * t,
      a[1] + (b[1] - a[1]) * t,
      a[2] + (b[2] - a[2]) * t,
    ];
    put(
      row,
      mixed(from.near, figure.colours.near),
      mixed(from.far, figure.colours.far),
      t,
      Math.max(0, (time - at) / 1000),
      figure.ripple,
    );
  }
  return texels;
};

/** Waves that have left, as a fraction of one: counted here, since float32 would lose it within weeks. */
const ripplePhase = (seconds: number): number =>
  (Math.min(seconds, RIPPLES.firstSeconds) * RIPPLES.first + seconds * RIPPLES.later) % 1;

const ease = (t: number): number => {
  const x = Math.max(0, Math.min(1, t));
  return x * x * (3 - 2 * x);
};
