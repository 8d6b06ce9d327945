/**
 * Pictures of one shot, averaged as they come. In: camera pictures that carry the shot's id; out: the mean picture and what the checks need of it.
 * Frame: camera px.
 */
import type { Size } from '../frames.ts';
import type { CameraPicture } from './contract.ts';
import { lightGrid } from './light-grid.ts';
import type { Shot } from './plan-run.ts';

export interface Capture {
  readonly shot: Shot;
  /** Mean of the pictures, bytes as the camera codes them. */
  readonly luma: Uint8Array;
  /** 3 bytes a px; null when the shot was not taken in colour or the camera gives none. */
  readonly rgb: Uint8Array | null;
  /** Blocks of the mean picture; and, where a shot is held, of its first three pictures and of its last three. */
  readonly grid: Float32Array;
  readonly firstGrid: Float32Array;
  readonly lastGrid: Float32Array;
}

/** What has been seen of a shot so far. */
export interface Gathering {
  readonly count: number;
  readonly luma: Uint16Array | null;
  readonly rgb: Uint16Array | null;
  /** Pictures in `rgb`: colour may come a picture late. */
  readonly inColour: number;
  readonly grids: readonly Float32Array[];
}
export const NOTHING_GATHERED: Gathering = { count: 0, luma: null, rgb: null, inColour: 0, grids: [] };

/** A steady view of a flickering room takes as many. */
const ENDS = 3;
/** Of a held shot only the last pictures are averaged: an exposure that settles has settled by then. */
const AVERAGED = 4;

/** Sums are added to in place: they are megabytes and belong to this gathering alone. */
export const gather = (before: Gathering, shot: Shot, { luma, rgb, size }: CameraPicture): Gathering => {
  const grids = shot.frames > 1 ? [...before.grids, lightGrid(luma, size)] : before.grids;
  const counts = before.count >= shot.frames - AVERAGED;
  const hasColour = counts && shot.wantsColour && rgb !== null;
  return {
    count: before.count + 1,
    luma: counts ? addInto(before.luma, luma) : before.luma,
    rgb: hasColour ? addInto(before.rgb, rgb) : before.rgb,
    inColour: before.inColour + (hasColour ? 1 : 0),
    grids,
  };
};

const addInto = (sums: Uint16Array | null, bytes: Uint8Array): Uint16Array => {
  if (sums === null) return new Uint16Array(bytes);
  for (let i = 0; i < bytes.length; i++) sums[i]! += bytes[i]!;
  return sums;
};

export const finishCapture = (gathered: Gathering, shot: Shot, size: Size): Capture => {
  const averaged = Math.min(gathered.count, AVERAGED);
  const luma = meanOf(gathered.luma!, averaged);
  const grid = lightGrid(luma, size);
  const ends = gathered.grids.length >= 2 * ENDS;
  return {
    shot,
    luma,
    rgb: gathered.rgb === null ? null : meanOf(gathered.rgb, gathered.inColour),
    grid,
    firstGrid: ends ? meanGrid(gathered.grids.slice(0, ENDS)) : grid,
    lastGrid: ends ? meanGrid(gathered.grids.slice(-ENDS)) : grid,
  };
};

const meanOf = (sums: Uint16Array, count: number): Uint8Array => {
  const mean = new Uint8Array(sums.length);
  const half = count >> 1;
  for (let i = 0; i < sums.length; i++) mean[i] = (sums[i]! + half) / count;
  return mean;
};

const meanGrid = (grids: readonly Float32Array[]): Float32Array =>
  grids[0]!.map((_, i) => grids.reduce((sum, grid) => sum + grid[i]!, 0) / grids.length);
