/**
 * Takes the projector's light out of a picture of the paper, as far as it is known.
 * Model, in linear light: seen = albedo × (ambient + gain × light). Dividing by (1 + gain × light / ambient) leaves what ambient light alone
 * would show. Frame: canvas raster. The gain is one number for the canvas, fitted over bare paper.
 */

import { LINEAR_OF_CODE } from '../../calibration/srgb.ts';
import type { CanvasImage } from './canvas-image.ts';
import { type CellGrid, interpolateRows } from './cell-grid.ts';
import type { PredictedLight } from './ink.ts';
import { byteOfLinear } from './linear-light.ts';

/** Light below this share of projector white is as good as none: it is about the black level of a projector. */
const FAINT_LIGHT = 4;
/** Light above this is strong enough to measure the gain by. */
const STRONG_LIGHT = 30;
/** Fewer samples than this do not make a measurement. */
const MIN_SAMPLES = 150;
/** A spread (median absolute deviation over median) beyond this says that the prediction does not fit what is seen. */
const MAX_SPREAD = 0.35;
/** The gain follows its measurements with this share a frame. */
const FOLLOW = 0.3;
/** Where the light adds more than this to the ambient light, darkness by division alone is not believed to be new ink. */
export const LIT_ABOVE = 0.06;

export interface EvenedPicture {
  /** Bytes as the camera would give them under ambient light alone. */
  readonly even: Uint8Array;
  /** Nonzero: the light here is not known, so `even` says nothing. null = all is known. */
  readonly unknown: Uint8Array | null;
  /** Nonzero where light adds noticeably or may do so. null = nowhere. */
  readonly lit: Uint8Array | null;
}

/** `tone` = ambient-only paper a cell, null before the first frame; `gain` null = not measured yet, then lit pixels are ignored. */
export const evenLight = (
  canvas: CanvasImage,
  light: PredictedLight | null,
  grid: CellGrid,
  tone: Float32Array | null,
  gain: number | null,
): EvenedPicture => {
  if (light === null) return { even: canvas.data, unknown: null, lit: null };
  const { width, data } = canvas;
  const even = Uint8Array.from(data);
  const unknown = Uint8Array.from(light.uncertain.data);
  const lit = Uint8Array.from(light.uncertain.data);
  const added = light.light.data;
  if (tone === null || gain === null) {
    for (let i = 0; i < data.length; i++)
      if (added[i]! > FAINT_LIGHT) {
        unknown[i] = 255;
        lit[i] = 255;
      }
    return { even, unknown, lit };
  }
  interpolateRows(grid, tone, (y, line) => {
    for (let x = 0, i = y * width; x < width; x++, i++) {
      if (added[i]! <= FAINT_LIGHT) continue;
      const relative = (gain * added[i]!) / 255 / line[x]!;
      if (relative > LIT_ABOVE) lit[i] = 255;
      even[i] = byteOfLinear(LINEAR_OF_CODE[data[i]!]! / (1 + relative));
    }
  });
  return { even, unknown, lit };
};

/** The gain after this frame: linear camera light that projector white adds on bare paper. Stays as it was where nothing can be measured. */
export const measureGain = (
  gain: number | null,
  canvas: CanvasImage,
  light: PredictedLight | null,
  grid: CellGrid,
  tone: Float32Array,
  coveredCells: Uint8Array,
  mask: Uint8Array,
): number | null => {
  if (light === null) return gain;
  const { width, data } = canvas;
  const samples: number[] = [];
  const added = light.light.data;
  const uncertain = light.uncertain.data;
  const stride = data.length > 400_000 ? 3 : 2;
  interpolateRows(grid, tone, (y, line) => {
    if (y % stride !== 0) return;
    const row = Math.min(grid.rows - 1, Math.floor(y / grid.cell)) * grid.columns;
    for (let x = 0, i = y * width; x < width; x += stride, i += stride) {
      // 254 and 255 are clipped: they say less than was there.
      if (added[i]! < STRONG_LIGHT || uncertain[i] !== 0 || mask[i] !== 0 || data[i]! > 253) continue;
      if (gain !== null && coveredCells[row + Math.min(grid.columns - 1, Math.floor(x / grid.cell))] !== 0) continue;
      samples.push(((LINEAR_OF_CODE[data[i]!]! - line[x]!) * 255) / added[i]!);
    }
  });
  if (samples.length < MIN_SAMPLES) return gain;
  const sorted = Float32Array.from(samples).sort();
  const median = sorted[sorted.length >> 1]!;
  const deviations = sorted.map((s) => Math.abs(s - median)).sort();
  // No light where some was announced: the lamp is off, or the projector page has gone.
  if (median <= 0) return gain === null ? null : gain * (1 - FOLLOW);
  if (deviations[deviations.length >> 1]! > MAX_SPREAD * median) return gain;
  return gain === null ? median : gain + FOLLOW * (median - gain);
};
