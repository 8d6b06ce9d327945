/**
 * Finds the projector's raster from one picture of the markers and one of black. In: luma of both, the id that the markers' picture carries; out: the
 * coarse map, or null when the markers are not (yet) there. Frames: camera px (as delivered) ↔ projector px.
 */
import { type CameraPoint, cameraPoint, type Size } from '../frames.ts';
import { DegeneratePointsError } from '../homography.ts';
import { markersOf } from '../patterns/markers.ts';
import { type CoarseRaster, rasterWithId } from './coarse-raster.ts';
import { type Blob, findBlobs } from './find-blobs.ts';

/** Of 255: the markers add at least this on the darkest wall that can be used. */
const LEAST_CONTRAST = 7;
/** Standard deviations of the difference's noise that no speck of it reaches over a marker's area. */
const SURE = 5;
/** Share of the picture that a marker takes at least: 4 % of its width across. */
const LEAST_SHARE = 0.0006;
/** Blobs with the same number of holes that are tried, largest first. */
const TRIED = 2;

export interface FoundRaster {
  readonly coarse: CoarseRaster;
  /** Centres of gravity of the markers, in the order of markersOf; what a second look is compared with. */
  readonly centres: readonly CameraPoint[];
}

export const findRaster = (
  black: Uint8Array,
  luma: Uint8Array,
  camera: Size,
  projector: Size,
  id: number,
): FoundRaster | null => {
  const markers = markersOf(projector);
  const { plane, noise } = smoothDifference(black, luma, camera);
  const threshold = Math.max(LEAST_CONTRAST, SURE * noise);
  const blobs = findBlobs(plane, camera, threshold, LEAST_SHARE * camera.width * camera.height);
  const choices = [0, 1, 2, 3].map((holes) => blobs.filter((blob) => blob.holes === holes).slice(0, TRIED));
  for (const chosen of combinations(choices)) {
    const centres = chosen.map((blob) => cameraPoint(blob.x, blob.y));
    try {
      const coarse = rasterWithId(markers, centres, id, luma, camera, projector);
      if (coarse !== null) return { coarse, centres };
    } catch (error) {
      if (!(error instanceof DegeneratePointsError)) throw error;
    }
  }
  return null;
};

/** One of each list, in all ways. */
const combinations = (choices: readonly (readonly Blob[])[]): Blob[][] =>
  choices.reduce<Blob[][]>((heads, choice) => heads.flatMap((head) => choice.map((blob) => [...head, blob])), [[]]);

/** luma − black, mean over 3×3 px, and the noise of that: from the median step between neighbours. */
const smoothDifference = (
  black: Uint8Array,
  luma: Uint8Array,
  { width, height }: Size,
): { plane: Float32Array; noise: number } => {
  const plane = new Float32Array(width * height);
  const row = new Float32Array(width);
  for (let y = 1; y < height - 1; y++) {
    const o = y * width;
    for (let x = 0; x < width; x++) {
      const i = o + x;
      row[x] = luma[i - width]! + luma[i]! + luma[i + width]! - black[i - width]! - black[i]! - black[i + width]!;
    }
    for (let x = 1; x < width - 1; x++) plane[o + x] = (row[x - 1]! + row[x]! + row[x + 1]!) / 9;
  }
  const steps: number[] = [];
  // Three px apart the means share no px; a difference of two has √2 times the noise, its median is 0.6745 of that.
  for (let i = width; i + width + 3 < plane.length; i += 41) steps.push(Math.abs(plane[i + 3]! - plane[i]!));
  steps.sort((a, b) => a - b);
  return { plane, noise: steps[steps.length >> 1]! / 0.6745 / Math.SQRT2 };
};
