/**
 * Reads the projector's coded patch (calibration/latency/patch-code.ts) in a camera picture: which code it shows, and where it lies to a fraction
 * of a px. In: grey camera picture and where the calibration says the patch is; out: camera px. The place is searched by correlating with the
 * patch's own pattern, then refined by a parabola through the scores.
 */
import type { CameraPoint, ProjectorPoint } from '../../calibration/frames.ts';
import {
  isBitSet,
  isPatchCode,
  PATCH_BITS,
  type PatchPlace,
  patchCells,
} from '../../calibration/latency/patch-code.ts';
import { LINEAR_OF_CODE } from '../../calibration/srgb.ts';
import type { GreyImage } from './grey-image.ts';

/** Samples along a cell's side. */
const SAMPLES = 4;
/** The inner share of a cell that is free of its neighbours' blur. */
const INNER = 0.55;
/** Least contrast of a pair of cells, linear: three times what the noise of a cheap camera leaves of an averaged cell. */
const LEAST_CONTRAST = 0.006;
/** A pair this much weaker than the strongest is turning over just now. */
const TURNING_SHARE = 0.45;

export interface PatchReading {
  readonly code: number;
  /** Camera px of the patch's middle. */
  readonly at: CameraPoint;
  /** How far that lies from where it was expected, px. */
  readonly shift: CameraPoint;
  /** Mean difference between lit and dark cells, linear. */
  readonly contrast: number;
}

/**
 * `reachPx`: how far from its expected place it is searched. null: it is out of the picture, hidden, too faint, or turning over in this picture.
 */
export const readPatch = (
  grey: GreyImage,
  place: PatchPlace,
  projectorToCamera: (p: ProjectorPoint) => CameraPoint,
  reachPx: number,
): PatchReading | null => {
  const inner = cellSamples(place, projectorToCamera, INNER);
  const middle = projectorToCamera(middleOf(place));
  if (!isInView(grey, place, projectorToCamera)) return null;
  const pairsAt = (dx: number, dy: number): number[] => {
    const levels = levelsAt(grey, inner, dx, dy);
    return Array.from({ length: PATCH_BITS }, (_, k) => levels[k]! - levels[k + PATCH_BITS]!);
  };
  // The weakest pair counts: a brighter edge nearby has one strong pair or three alike, never a code.
  const rough = bestOffset(reachPx, (dx, dy) => {
    const pairs = pairsAt(dx, dy);
    return isPatchCode(codeOf(pairs)) ? Math.min(...pairs.map(Math.abs)) : -1;
  });
  const pairs = pairsAt(rough.dx, rough.dy);
  const strongest = Math.max(...pairs.map(Math.abs));
  const weakest = Math.min(...pairs.map(Math.abs));
  if (weakest < LEAST_CONTRAST || weakest < TURNING_SHARE * strongest) return null;
  const code = codeOf(pairs);
  if (!isPatchCode(code)) return null;
  const shift = refine(grey, place, projectorToCamera, code, rough);
  return {
    code,
    at: { x: middle.x + shift.x, y: middle.y + shift.y },
    shift,
    contrast: pairs.reduce((sum, pair) => sum + Math.abs(pair), 0) / PATCH_BITS,
  };
};

const codeOf = (pairs: readonly number[]): number => pairs.reduce((bits, pair) => 2 * bits + (pair > 0 ? 1 : 0), 0);

const middleOf = ({ x, y, cell }: PatchPlace): ProjectorPoint => ({
  x: x + (PATCH_BITS * cell) / 2 - 0.5,
  y: y + cell - 0.5,
});

/** All of the patch, where it is expected; beyond the picture's border its last px goes on. */
const isInView = (
  { width, height }: GreyImage,
  { x, y, cell }: PatchPlace,
  projectorToCamera: (p: ProjectorPoint) => CameraPoint,
): boolean =>
  [0, PATCH_BITS * cell - 1].every((dx) =>
    [0, 2 * cell - 1].every((dy) => {
      const p = projectorToCamera({ x: x + dx, y: y + dy });
      return p.x > 0 && p.y > 0 && p.x < width - 1 && p.y < height - 1;
    }),
  );

/** Camera px of samples over the inner part of each cell, x and y alternating, cell by cell. */
const cellSamples = (
  place: PatchPlace,
  projectorToCamera: (p: ProjectorPoint) => CameraPoint,
  inner: number,
): Float32Array => {
  const points: number[] = [];
  for (const cell of patchCells(place, 0))
    for (let j = 0; j < SAMPLES; j++)
      for (let i = 0; i < SAMPLES; i++) {
        const offset = (k: number): number => cell.size * (0.5 + inner * ((k + 0.5) / SAMPLES - 0.5)) - 0.5;
        const p = projectorToCamera({ x: cell.x + offset(i), y: cell.y + offset(j) });
        points.push(p.x, p.y);
      }
  return Float32Array.from(points);
};

/** Mean linear light of each cell, its samples moved by dx, dy. */
const levelsAt = (grey: GreyImage, samples: Float32Array, dx: number, dy: number): Float32Array => {
  const levels = new Float32Array(2 * PATCH_BITS);
  const each = SAMPLES * SAMPLES;
  for (let cell = 0; cell < levels.length; cell++) {
    let sum = 0;
    for (let k = 0, i = 2 * cell * each; k < each; k++, i += 2)
      sum += lightAt(grey, samples[i]! + dx, samples[i + 1]! + dy);
    levels[cell] = sum / each;
  }
  return levels;
};

/** Linear light between pixels; beyond the picture its border's. */
const lightAt = ({ width, height, data }: GreyImage, x: number, y: number): number => {
  const u = Math.min(width - 1.001, Math.max(0, x));
  const v = Math.min(height - 1.001, Math.max(0, y));
  const at = (v | 0) * width + (u | 0);
  const [fx, fy] = [u - (u | 0), v - (v | 0)];
  const upper = LINEAR_OF_CODE[data[at]!]! * (1 - fx) + LINEAR_OF_CODE[data[at + 1]!]! * fx;
  const lower = LINEAR_OF_CODE[data[at + width]!]! * (1 - fx) + LINEAR_OF_CODE[data[at + width + 1]!]! * fx;
  return upper + (lower - upper) * fy;
};

const bestOffset = (reach: number, score: (dx: number, dy: number) => number): { dx: number; dy: number } => {
  let best = { dx: 0, dy: 0, score: Number.NEGATIVE_INFINITY };
  const most = Math.round(reach);
  for (let dy = -most; dy <= most; dy++)
    for (let dx = -most; dx <= most; dx++) {
      const s = score(dx, dy);
      if (s > best.score) best = { dx, dy, score: s };
    }
  return best;
};

/** Rings of samples round the patch: half a cell beyond its border is dark, which ties down its outline. */
const templateOf = (
  place: PatchPlace,
  projectorToCamera: (p: ProjectorPoint) => CameraPoint,
  code: number,
): { points: Float32Array; signs: Float32Array } => {
  const points: number[] = [];
  const signs: number[] = [];
  const step = place.cell / SAMPLES;
  const [columns, rows] = [SAMPLES * (PATCH_BITS + 1), SAMPLES * 3];
  for (let j = 0; j < rows; j++)
    for (let i = 0; i < columns; i++) {
      const u = (i + 0.5) / SAMPLES - 0.5;
      const v = (j + 0.5) / SAMPLES - 0.5;
      const p = projectorToCamera({
        x: place.x + (i + 0.5) * step - place.cell / 2 - 0.5,
        y: place.y + (j + 0.5) * step - place.cell / 2 - 0.5,
      });
      points.push(p.x, p.y);
      const inside = u > 0 && v > 0 && u < PATCH_BITS && v < 2;
      signs.push(inside && isBitSet(code, PATCH_BITS - 1 - Math.floor(u)) === v < 1 ? 1 : 0);
    }
  const mean = signs.reduce((a, b) => a + b, 0) / signs.length;
  return { points: Float32Array.from(points), signs: Float32Array.from(signs, (s) => s - mean) };
};

const refine = (
  grey: GreyImage,
  place: PatchPlace,
  projectorToCamera: (p: ProjectorPoint) => CameraPoint,
  code: number,
  rough: { readonly dx: number; readonly dy: number },
): CameraPoint => {
  const { points, signs } = templateOf(place, projectorToCamera, code);
  const score = (dx: number, dy: number): number => {
    let sum = 0;
    for (let k = 0; k < signs.length; k++)
      sum += signs[k]! * lightAt(grey, points[2 * k]! + dx, points[2 * k + 1]! + dy);
    return sum;
  };
  // The rough place is flat on top: the template's own peak is within a cell of it.
  const near = bestOffset(2, (dx, dy) => score(rough.dx + dx, rough.dy + dy));
  const x = rough.dx + near.dx;
  const y = rough.dy + near.dy;
  const here = score(x, y);
  return {
    x: x + peakOf(score(x - 1, y), here, score(x + 1, y)),
    y: y + peakOf(score(x, y - 1), here, score(x, y + 1)),
  };
};

/** Where a parabola through three scores at −1, 0, 1 is highest. */
const peakOf = (before: number, here: number, after: number): number => {
  const bend = before - 2 * here + after;
  return bend >= 0 ? 0 : Math.max(-1, Math.min(1, (0.5 * (before - after)) / bend));
};
