/**
 * The pulse by which the camera measures how late it sees light and whether light has moved: which coded patches are on the wall and what they show.
 * Places are projector px; times ms of the page's clock. Drawn by draw/latency-patch.ts.
 */
import type { SheetSize, Size } from '../calibration/frames.ts';
import type { Homography } from '../calibration/homography.ts';
import { codeOfCount, PATCH_MS, type PatchPlace } from '../calibration/latency/patch-code.ts';
import { placePatches } from '../calibration/latency/place-patches.ts';
import { repairPatches } from '../calibration/latency/repair-patches.ts';

/** After a repair was asked for, or another calibration came into force, all patches are shown for so long: the camera measures in half of it. */
export const ALL_PATCHES_MS = 5000;

export interface Beat {
  readonly count: number;
  /** When the code turned over. */
  readonly since: number;
  /** Patches between the corners are shown until then. */
  readonly allUntil: number;
}

export interface ShownPatches {
  readonly places: readonly PatchPlace[];
  readonly code: number;
  readonly all: boolean;
}

export const startBeat = (): Beat => ({
  count: 0,
  since: Number.NEGATIVE_INFINITY,
  allUntil: Number.NEGATIVE_INFINITY,
});

export const showAllPatches = (beat: Beat, now: number): Beat => ({ ...beat, allUntil: now + ALL_PATCHES_MS });

/** For a frame that is drawn at `now`: a code stands for PATCH_MS at least. */
export const stepBeat = (beat: Beat, now: number): Beat =>
  now - beat.since < PATCH_MS ? beat : { ...beat, count: beat.count + 1, since: now };

export const patchesOfBeat = (
  beat: Beat,
  now: number,
  canvasToProjector: Homography<'canvas', 'projector'>,
  raster: Size,
  sheet: SheetSize,
): ShownPatches => {
  const all = now < beat.allUntil;
  const places = all
    ? repairPatches(canvasToProjector, raster, sheet).map(({ place }) => place)
    : placePatches(canvasToProjector, raster, sheet);
  return { places, code: codeOfCount(beat.count), all };
};
