/**
 * What bends a raster shows in a chequer of single px: where it is resampled, px that fall together with px of the chip alternate with px that fall
 * between, and the step of that beat is 1 / (scale − 1) px. A picture that is bent has another step in every place; one that is stretched evenly has
 * the same everywhere, often too fine for the camera: no beat at all is even too.
 * In: captures of chequers, white and black; frame: lines in projector px, looked up in camera px.
 */
import { projectorPoint, type Size } from '../frames.ts';
import { LINEAR_OF_CODE } from '../srgb.ts';
import type { Capture } from './capture-shot.ts';
import { type CoarseRaster, cameraOfRaster } from './coarse-raster.ts';

/** px of a line that is looked at, and parallel lines whose spectra are added. */
const LENGTH = 128;
const LINES = 9;
/** Cycles a line: slower is the wall's own shading, faster no camera sees. */
const SLOWEST = 3;
const FASTEST = 56;
/** A peak stands out of the spectrum by this factor. */
const CLEAR = 8;
/** Steps that differ by less are one: a map that is good to some px bends a line by a per cent, and now and then a peak is another's harmonic. */
const SAME_STEP = 0.15;
/** A bent raster beats slowly, so that most of the 24 places tell; where only some do, it is the camera's own px that beat with a step too fine. */
const LEAST_PLACES = 12;

export const findBeat = (
  coarse: CoarseRaster,
  camera: Size,
  raster: Size,
  white: Capture,
  black: Capture,
  checkers: readonly Capture[],
): 'even' | 'uneven' => {
  const shareAt = (x: number, y: number): number => {
    const p = cameraOfRaster(coarse, projectorPoint(x, y));
    const at = (luma: Uint8Array): number => lightBetween(luma, camera, p.x, p.y);
    const range = at(white.luma) - at(black.luma);
    if (!(range > 0.02)) return Number.NaN;
    return checkers.reduce((sum, { luma }) => sum + at(luma), 0) / checkers.length / range;
  };
  const [across, down] = [true, false].map((isAcross) => {
    const beats: number[] = [];
    for (const u of [0.25, 0.5, 0.75])
      for (const v of [0.2, 0.4, 0.6, 0.8]) {
        const beat = beatOfLines(shareAt, u * raster.width, v * raster.height, isAcross);
        if (beat !== null) beats.push(beat);
      }
    return beats;
  }) as [number[], number[]];
  const isUneven = Math.max(spreadOf(across), spreadOf(down)) > SAME_STEP;
  return across.length + down.length >= LEAST_PLACES && isUneven ? 'uneven' : 'even';
};

/** Cycles a px of the strongest beat on lines about a point; null where none stands out. */
const beatOfLines = (
  shareAt: (x: number, y: number) => number,
  x: number,
  y: number,
  isAcross: boolean,
): number | null => {
  const power = new Float64Array(FASTEST + 1);
  for (let line = 0; line < LINES; line++) {
    const side = 3 * (line - (LINES >> 1));
    const values = Float64Array.from({ length: LENGTH }, (_, i) => {
      const along = i - LENGTH / 2;
      return isAcross ? shareAt(x + along, y + side) : shareAt(x + side, y + along);
    });
    const mean = values.reduce((sum, value) => sum + value, 0) / LENGTH;
    if (!Number.isFinite(mean)) return null;
    for (let k = SLOWEST; k <= FASTEST; k++) {
      let re = 0;
      let im = 0;
      for (let i = 0; i < LENGTH; i++) {
        const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / LENGTH);
        re += hann * (values[i]! - mean) * Math.cos((2 * Math.PI * k * i) / LENGTH);
        im += hann * (values[i]! - mean) * Math.sin((2 * Math.PI * k * i) / LENGTH);
      }
      power[k]! += re * re + im * im;
    }
  }
  let peak = SLOWEST;
  for (let k = SLOWEST; k <= FASTEST; k++) if (power[k]! > power[peak]!) peak = k;
  const middle = power.slice(SLOWEST).sort()[(FASTEST - SLOWEST) >> 1]!;
  if (power[peak]! < CLEAR * middle || peak === SLOWEST || peak === FASTEST) return null;
  const [a, b, c] = [peak - 1, peak, peak + 1].map((k) => Math.log(power[k]! + 1e-12)) as [number, number, number];
  return (peak + (0.5 * (a - c)) / (a - 2 * b + c)) / LENGTH;
};

/** Of the middle four fifths, relative to the median; 0 of none. */
const spreadOf = (beats: number[]): number => {
  if (beats.length === 0) return 0;
  beats.sort((a, b) => a - b);
  const cut = Math.floor(beats.length / 10);
  return (beats[beats.length - 1 - cut]! - beats[cut]!) / beats[beats.length >> 1]!;
};

const lightBetween = (luma: Uint8Array, { width, height }: Size, x: number, y: number): number => {
  if (!(x >= 0 && y >= 0 && x < width - 1 && y < height - 1)) return Number.NaN;
  const left = Math.floor(x);
  const top = Math.floor(y);
  const i = top * width + left;
  const [fx, fy] = [x - left, y - top];
  const above = LINEAR_OF_CODE[luma[i]!]! * (1 - fx) + LINEAR_OF_CODE[luma[i + 1]!]! * fx;
  const below = LINEAR_OF_CODE[luma[i + width]!]! * (1 - fx) + LINEAR_OF_CODE[luma[i + width + 1]!]! * fx;
  return above * (1 - fy) + below * fy;
};
