/**
 * What one picture says of paper and projector, and what several together say of how far they have moved since the reference: the sheet's edges along
 * their normals, the projector's patches in both directions. In: grey camera pictures; out: small motions. Frame: camera px.
 */
import type { DriftReference } from '../../calibration/drift/drift.ts';
import { type Displacement, fitSmallMotion, type SmallMotion } from '../../calibration/drift/small-motion.ts';
import {
  type CameraPoint,
  type ProjectorPoint,
  type Quad,
  type SheetSize,
  sheetQuad,
} from '../../calibration/frames.ts';
import { applyHomography } from '../../calibration/homography.ts';
import type { PatchPlace } from '../../calibration/latency/patch-code.ts';
import { agreePatches } from './agree-patches.ts';
import { edgeOffsets } from './edge-stations.ts';
import type { GreyImage } from './grey-image.ts';
import { type PatchReading, readPatch } from './read-patch.ts';

/** A station that was seen in fewer of the pictures than this share is covered. */
const SEEN_SHARE = 0.4;
/** Of the edge's stations so many must be seen before the paper is judged by them. */
const LEAST_STATIONS_SHARE = 0.3;
const LEAST_STATIONS = 8;
/** Where a patch is looked for, px. */
export const PATCH_REACH_PX = 9;
/** A patch counts like so many stations of the edge, in each direction. */
const PATCH_WEIGHT = 8;

/** A lamp ages and rooms are lit; an arm is three times as bright as plaster. */
const CONTRAST_RATIO = 1.8;

/** A patch on the wall: `id` is its corner or its number. */
export interface ShownPatch {
  readonly id: number;
  readonly place: PatchPlace;
}

export interface DriftFrame {
  readonly grey: GreyImage;
  readonly time: number;
  /** The sheet as it is tracked; null = none is held. */
  readonly quad: Quad<'camera'> | null;
  readonly sheet: SheetSize;
  /** What the projector shows, and where the calibration would have it in the picture. */
  readonly patches: readonly ShownPatch[];
  readonly projectorToCamera: ((p: ProjectorPoint) => CameraPoint) | null;
}

/** Camera px of a patch's middle, and how it stands out there. */
export interface SeenPatch extends CameraPoint {
  readonly contrast: number;
}

/** One picture's measurements against a reference. */
export interface DriftReferenceLook {
  readonly time: number;
  /** px inward at each of the reference's edge places; NaN = not seen. */
  readonly offsets: Float32Array;
  readonly patches: ReadonlyMap<number, SeenPatch>;
  readonly quad: Quad<'camera'> | null;
}

export const lookAt = (
  reference: DriftReference,
  frame: DriftFrame,
): { readonly look: DriftReferenceLook; readonly readings: ReadonlyMap<number, PatchReading> } => {
  const known = new Map(reference.patches.map(({ id, x, y }) => [id, { x, y }]));
  const contrasts = new Map(reference.patches.map(({ id, contrast }) => [id, contrast]));
  const readings = new Map(
    [...readPatches(frame, known)].filter(([id, { contrast }]) => isLike(contrast, contrasts.get(id) ?? 0)),
  );
  const { offsets } = edgeOffsets(
    frame.grey,
    reference.edge,
    Float32Array.from(reference.edge, ({ step }) => step),
  );
  return { look: { time: frame.time, offsets, patches: placesOf(readings), quad: frame.quad }, readings };
};

/** The wall reflects as it did; 0 = not known. An arm or a sleeve does not. */
const isLike = (contrast: number, before: number): boolean =>
  before === 0 || (contrast > before / CONTRAST_RATIO && contrast < before * CONTRAST_RATIO);

export const placesOf = (readings: ReadonlyMap<number, PatchReading>): ReadonlyMap<number, SeenPatch> =>
  new Map([...readings].map(([id, { at, contrast }]) => [id, { x: at.x, y: at.y, contrast }]));

/** `known`: where patches were when they were measured last. */
export const readPatches = (
  frame: DriftFrame,
  known: ReadonlyMap<number, CameraPoint>,
): ReadonlyMap<number, PatchReading> => {
  const readings = new Map<number, PatchReading>();
  const { projectorToCamera } = frame;
  if (projectorToCamera === null) return readings;
  for (const { id, place } of frame.patches) {
    const middle = projectorToCamera({ x: place.x + 1.5 * place.cell - 0.5, y: place.y + place.cell - 0.5 });
    const was = known.get(id);
    // The calibration's map may be some px off out here: what counts is where the patch was when it was measured.
    const off = was ? { x: was.x - middle.x, y: was.y - middle.y } : { x: 0, y: 0 };
    const map = (p: ProjectorPoint): CameraPoint => {
      const q = projectorToCamera(p);
      return { x: q.x + off.x, y: q.y + off.y };
    };
    const reading = readPatch(frame.grey, place, map, PATCH_REACH_PX);
    if (reading) readings.set(id, reading);
  }
  return readings;
};

/** The median of what was seen; null when that was too seldom. */
export const medianSeen = (values: readonly number[]): number | null => {
  const seen = values.filter((v) => !Number.isNaN(v)).sort((a, b) => a - b);
  return seen.length < Math.max(2, SEEN_SHARE * values.length) ? null : seen[seen.length >> 1]!;
};

export const medianPatches = (looks: readonly Pick<DriftReferenceLook, 'patches'>[]): DriftReference['patches'] => {
  const ids = new Set(looks.flatMap((l) => [...l.patches.keys()]));
  return [...ids].flatMap((id) => {
    const seen = looks.flatMap((l) => l.patches.get(id) ?? []);
    if (seen.length < 2) return [];
    const middle = (pick: (p: SeenPatch) => number): number => seen.map(pick).sort((a, b) => a - b)[seen.length >> 1]!;
    return [{ id, x: middle((p) => p.x), y: middle((p) => p.y), contrast: middle((p) => p.contrast) }];
  });
};

/** How paper and light have moved since the reference; light null: no patch in view. null: too little of the edge is in view. */
export const measureMotions = (
  reference: DriftReference,
  looks: readonly DriftReferenceLook[],
): { readonly paper: SmallMotion; readonly light: SmallMotion | null } | null => {
  const edges: Displacement[] = reference.edge.flatMap(({ x, y, nx, ny }, k) => {
    const by = medianSeen(looks.map((l) => l.offsets[k]!));
    return by === null ? [] : [{ at: { x, y }, along: { x: nx, y: ny }, by, weight: 1 }];
  });
  const hasEdges = edges.length >= Math.max(LEAST_STATIONS, LEAST_STATIONS_SHARE * reference.edge.length);
  const paper = hasEdges ? edges : cornerMotions(reference, looks);
  if (paper === null) return null;
  const now = new Map(medianPatches(looks).map((p) => [p.id, p]));
  const moved = reference.patches.flatMap(({ id, x, y }) => {
    const to = now.get(id);
    return to ? [{ id, from: { x, y }, to }] : [];
  });
  const light: Displacement[] = agreePatches(moved).flatMap(({ from, to }) => [
    { at: from, along: { x: 1, y: 0 }, by: to.x - from.x, weight: PATCH_WEIGHT },
    { at: from, along: { x: 0, y: 1 }, by: to.y - from.y, weight: PATCH_WEIGHT },
  ]);
  return {
    paper: fitSmallMotion(paper, reference.cameraSize),
    light: light.length === 0 ? null : fitSmallMotion(light, reference.cameraSize),
  };
};

/** The tracked corners: coarser than edges, but a sheet that moved out of the edges' reach is still followed. null: it is not. */
const cornerMotions = (
  { sheet, canvasToCamera }: DriftReference,
  looks: readonly DriftReferenceLook[],
): Displacement[] | null => {
  const quads = looks.flatMap(({ quad }) => (quad === null ? [] : [quad]));
  if (quads.length < Math.max(2, SEEN_SHARE * looks.length)) return null;
  const last = quads.at(-1)!;
  return sheetQuad(sheet).flatMap((corner, i) => {
    const at = applyHomography<'canvas', 'camera'>(canvasToCamera, corner);
    return [
      { at, along: { x: 1, y: 0 }, by: last[i]!.x - at.x, weight: 1 },
      { at, along: { x: 0, y: 1 }, by: last[i]!.y - at.y, weight: 1 },
    ];
  });
};
