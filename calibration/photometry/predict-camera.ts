/**
 * Photometry applied: what the camera would see of blank paper. Frames: canvas mm in, linear camera light out (1 = the camera's white; more than 1
 * clips). The light of a scene is asked by linear shares of each projector channel, so that blurred and interpolated pictures add up as light does.
 */
import type { CanvasPoint } from '../frames.ts';
import type { Photometry, Rgb } from './photometry.ts';

/** Light of a projector channel's code (0 … 1), as a share of its full code. */
export const projectorLight = (photometry: Photometry, channel: number, code: number): number => {
  const { codes, light } = photometry.response;
  if (code <= codes[0]!) return light[0]![channel]!;
  // Knots are few: a plain search is as quick as any.
  let above = 1;
  while (above < codes.length - 1 && codes[above]! < code) above++;
  const t = Math.min(1, (code - codes[above - 1]!) / (codes[above]! - codes[above - 1]!));
  return light[above - 1]![channel]! + t * (light[above]![channel]! - light[above - 1]![channel]!);
};

/** Light of all 256 bytes of each channel: index 256·channel + byte. */
export const projectorLightTable = (photometry: Photometry): Float32Array =>
  Float32Array.from({ length: 768 }, (_, i) => projectorLight(photometry, i >> 8, (i & 255) / 255));

/** Camera light that a projector's light adds at gain 1. */
export const mixLight = ({ mixing: m }: Photometry, [r, g, b]: Rgb): Rgb => [
  m[0]! * r + m[1]! * g + m[2]! * b,
  m[3]! * r + m[4]! * g + m[5]! * b,
  m[6]! * r + m[7]! * g + m[8]! * b,
];

/**
 * Camera light of blank paper at a canvas point under projector light (shares of each channel's full code, linear). `albedo`: the paper's, relative
 * to the paper that was measured.
 */
export const predictCamera = (photometry: Photometry, light: Rgb, point: CanvasPoint, albedo: Rgb = [1, 1, 1]): Rgb => {
  const added = mixLight(photometry, light);
  const dark = sampleGrid(photometry, photometry.dark, point);
  const gain = sampleGrid(photometry, photometry.gain, point);
  return [0, 1, 2].map((c) => albedo[c]! * (dark[c]! + gain[c]! * added[c]!)) as unknown as Rgb;
};

/** Camera light of every cell under one flat colour (codes 0 … 1), RGB a cell. */
export const predictFlat = (photometry: Photometry, colour: Rgb): Float64Array => {
  const light = colour.map((code, k) => projectorLight(photometry, k, code)) as unknown as Rgb;
  const added = mixLight(photometry, light);
  return Float64Array.from(photometry.dark, (dark, k) => dark + photometry.gain[k]! * added[k % 3]!);
};

/** A map at a canvas point: between cell centres bilinear, beyond the outermost the slope goes on. */
export const sampleGrid = ({ grid, sheet }: Photometry, map: readonly number[], p: CanvasPoint): Rgb => {
  const { columns, rows } = grid;
  const u = (p.x / sheet.widthMm) * columns - 0.5;
  const v = (p.y / sheet.heightMm) * rows - 0.5;
  const i = Math.max(0, Math.min(columns - 2, Math.floor(u)));
  const j = Math.max(0, Math.min(rows - 2, Math.floor(v)));
  const right = columns > 1 ? 3 : 0;
  const down = rows > 1 ? 3 * columns : 0;
  // Half a cell beyond the centres is the sheet's rim; no farther.
  const s = columns > 1 ? Math.max(-0.5, Math.min(1.5, u - i)) : 0;
  const t = rows > 1 ? Math.max(-0.5, Math.min(1.5, v - j)) : 0;
  const at = 3 * (j * columns + i);
  return [0, 1, 2].map((c) => {
    const top = map[at + c]! + s * (map[at + right + c]! - map[at + c]!);
    const low = map[at + down + c]! + s * (map[at + down + right + c]! - map[at + down + c]!);
    return top + t * (low - top);
  }) as unknown as Rgb;
};
