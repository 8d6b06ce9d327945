/**
 * Roughly where the projector's raster lies in the camera's picture: good to some px, enough to read pattern ids and to know what is lit.
 * A homography between straight px, with one lens term that the strips of the id decide. Frames: projector px → camera px (as delivered).
 */
import { type CameraPoint, type ProjectorPoint, projectorPoint, type Size } from '../frames.ts';
import { applyHomography, fitHomography, type Homography, invertHomography } from '../homography.ts';
import { type CameraLens, distortPoint, lensOf, straightenPoint } from '../lens.ts';
import type { Marker } from '../patterns/markers.ts';
import { agreementWithId, ID_COLUMNS, readPatternId } from '../patterns/pattern-id.ts';

export interface CoarseRaster {
  readonly lens: CameraLens;
  /** Projector px → straight camera px. */
  readonly projectorToStraight: Homography<'projector', 'camera'>;
  readonly straightToProjector: Homography<'camera', 'projector'>;
}

export const cameraOfRaster = (coarse: CoarseRaster, p: ProjectorPoint): CameraPoint =>
  distortPoint(coarse.lens, applyHomography(coarse.projectorToStraight, p));

export const rasterOfCamera = (coarse: CoarseRaster, p: CameraPoint): ProjectorPoint =>
  applyHomography(coarse.straightToProjector, straightenPoint(coarse.lens, p));

/** The picture of the raster is turned over: one of the two is mirrored. */
export const isMirrored = (coarse: CoarseRaster, { width, height }: Size): boolean => {
  const at = (x: number, y: number) => cameraOfRaster(coarse, projectorPoint(x, y));
  const o = at(width / 2, height / 2);
  const right = at(width / 2 + 8, height / 2);
  const down = at(width / 2, height / 2 + 8);
  return (right.x - o.x) * (down.y - o.y) - (right.y - o.y) * (down.x - o.x) < 0;
};

/** Mean luma over a square about a point; null where it is not all in the picture. */
export const meanLuma = (luma: Uint8Array, { width, height }: Size, p: CameraPoint, reach: number): number | null => {
  const cx = Math.round(p.x);
  const cy = Math.round(p.y);
  if (!(cx >= reach && cy >= reach && cx < width - reach && cy < height - reach)) return null;
  let sum = 0;
  for (let y = cy - reach; y <= cy + reach; y++)
    for (let x = cx - reach, i = y * width + x; x <= cx + reach; x++, i++) sum += luma[i]!;
  return sum / (2 * reach + 1) ** 2;
};

/** The id of the pattern in a picture; null when none can be read. `size`: the projector's raster. */
export const idInPicture = (coarse: CoarseRaster, luma: Uint8Array, camera: Size, size: Size): number | null =>
  readPatternId(size, sampler(coarse, luma, camera, size, READ_REACH));

/** Half the side of the square that is averaged, in blocks: to read, clear of the neighbours even where the map is some px off; to align, the block. */
const READ_REACH = 0.2;
const ALIGN_REACH = 0.5;

/** Mean light where the raster has a point. */
const sampler = (coarse: CoarseRaster, luma: Uint8Array, camera: Size, size: Size, share: number) => {
  const block = size.width / ID_COLUMNS;
  const middle = cameraOfRaster(coarse, projectorPoint(size.width / 2, size.height / 2));
  const next = cameraOfRaster(coarse, projectorPoint(size.width / 2 + block, size.height / 2));
  const reach = Math.max(0, Math.round(share * Math.hypot(next.x - middle.x, next.y - middle.y)));
  return (p: ProjectorPoint): number | null => meanLuma(luma, camera, cameraOfRaster(coarse, p), reach);
};

/** Lenses that are tried, half-diagonal units; k2 straightens barrels again as real ones do. */
const LENSES = Array.from({ length: 27 }, (_, i) => -0.36 + 0.02 * i).sort((a, b) => Math.abs(a) - Math.abs(b));
const K2_OF_K1 = 1.4;
/** Rounds in which the markers' centres are put right for perspective. */
const CENTRE_ROUNDS = 3;

/** The map that takes the markers' centres to where they were seen, under a lens. */
export const rasterFromMarkers = (
  markers: readonly Marker[],
  seen: readonly CameraPoint[],
  lens: CameraLens,
): CoarseRaster => {
  let centres = seen;
  for (let round = 0; ; round++) {
    const projectorToStraight = fitHomography<'projector', 'camera'>(
      markers.map((marker) => marker.centre),
      centres.map((centre) => straightenPoint(lens, centre)),
    );
    const coarse = { lens, projectorToStraight, straightToProjector: invertHomography(projectorToStraight) };
    if (round === CENTRE_ROUNDS) return coarse;
    // Where such a raster's discs would have their centres of gravity, against where their centres would be.
    centres = markers.map((marker, i) => {
      const gravity = gravityOf(coarse, marker);
      const centre = cameraOfRaster(coarse, marker.centre);
      return { x: seen[i]!.x + centre.x - gravity.x, y: seen[i]!.y + centre.y - gravity.y };
    });
  }
};

const gravityOf = (coarse: CoarseRaster, { centre, radius, holes }: Marker): CameraPoint => {
  const steps = 8;
  let x = 0;
  let y = 0;
  let weight = 0;
  for (let i = -steps; i <= steps; i++)
    for (let j = -steps; j <= steps; j++) {
      const at = projectorPoint(centre.x + (radius * i) / steps, centre.y + (radius * j) / steps);
      if (Math.hypot(i, j) > steps) continue;
      if (holes.some((hole) => Math.hypot(at.x - hole.centre.x, at.y - hole.centre.y) <= hole.radius)) continue;
      const [a, b, c] = [0, 1, 2].map((k) =>
        cameraOfRaster(coarse, projectorPoint(at.x + (k === 1 ? 1 : 0), at.y + (k === 2 ? 1 : 0))),
      );
      // Camera px that a projector px covers there.
      const share = Math.abs((b!.x - a!.x) * (c!.y - a!.y) - (b!.y - a!.y) * (c!.x - a!.x));
      x += share * a!.x;
      y += share * a!.y;
      weight += share;
    }
  return { x: x / weight, y: y / weight };
};

/** Steps by which the fit is put right, camera px a marker and half-diagonal units of k1: the strips lie far outside of the markers. */
const REFINEMENTS = [
  [2, 0.02],
  [0.7, 0.01],
] as const;

/** Blocks in view that are met squarely agree by 0.5 and more, missed ones by 0.1. */
const LEAST_AGREEMENT = 0.3;

/** The map under that lens whose strips agree best with the id that must be there; null when it cannot be read under it. */
export const rasterWithId = (
  markers: readonly Marker[],
  seen: readonly CameraPoint[],
  id: number,
  luma: Uint8Array,
  camera: Size,
  size: Size,
): CoarseRaster | null => {
  const tryFit = (centres: readonly CameraPoint[], k1: number) => {
    const coarse = rasterFromMarkers(markers, centres, lensOf(camera, { k1, k2: K2_OF_K1 * k1 * k1 }));
    return {
      coarse,
      centres,
      k1,
      agreement: agreementWithId(size, id, sampler(coarse, luma, camera, size, ALIGN_REACH)),
    };
  };
  let best = LENSES.map((k1) => tryFit(seen, k1)).reduce((a, b) => (b.agreement.ofAll > a.agreement.ofAll ? b : a));
  const keepBetter = (next: typeof best): void => {
    if (next.agreement.ofAll > best.agreement.ofAll) best = next;
  };
  for (const [px, ofLens] of REFINEMENTS) {
    for (const step of [-ofLens, ofLens]) keepBetter(tryFit(best.centres, best.k1 + step));
    for (let marker = 0; marker < markers.length; marker++)
      for (const [dx, dy] of [
        [px, 0],
        [-px, 0],
        [0, px],
        [0, -px],
      ] as const)
        keepBetter(
          tryFit(
            best.centres.map((p, i) => (i === marker ? { x: p.x + dx, y: p.y + dy } : p)),
            best.k1,
          ),
        );
  }
  if (best.agreement.inView < LEAST_AGREEMENT) return null;
  return idInPicture(best.coarse, luma, camera, size) === id ? best.coarse : null;
};
