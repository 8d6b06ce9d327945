/**
 * Correspondences of structured light → a calibration with its proof. A flat wall gets a homography behind the camera's lens; what is left over
 * becomes a smooth mesh only when that lowers the error at points it was not fitted on; and the accuracy that is handed out was measured at points
 * that took part in neither. Frames: camera px (as delivered) and projector px in; canvas mm → projector px out.
 */
import { type Correspondences, filterCorrespondences } from './correspondences.ts';
import {
  type CameraPoint,
  type CanvasPoint,
  cameraPoint,
  canvasPoint,
  type Quad,
  type SheetSize,
  type Size,
  sheetQuad,
} from './frames.ts';
import {
  applyHomography,
  composeHomographies,
  DegeneratePointsError,
  type Homography,
  invertHomography,
  quadToQuad,
} from './homography.ts';
import { isConvex } from './is-convex.ts';
import type { CameraLens } from './lens.ts';
import { type CanvasModel, mapCameraToCanvas, mapCanvasToProjector, straightCameraToCanvasOf } from './map-canvas.ts';
import type { ResidualMesh } from './residual-mesh.ts';
import { chooseMesh } from './solve/choose-mesh.ts';
import { dropStrays } from './solve/drop-strays.ts';
import {
  findPlane,
  fitLensHomography,
  type LensHomography,
  type LensTerms,
  mapThroughLens,
} from './solve/fit-lens-homography.ts';
import { keepSheet } from './solve/keep-sheet.ts';
import { type CanvasPoints, type HeldOutAccuracy, proveCalibration } from './solve/prove-calibration.ts';
import { type Part, partOf, tileSide } from './solve/split-points.ts';

export interface SolveSetting {
  readonly cameraSize: Size;
  readonly sheet: SheetSize;
  /** The paper's corners, camera px as delivered. */
  readonly paper: Quad<'camera'>;
  /** Ground that is kept dark counts as neither covered nor not, mm of margin around it; absent: there is none. */
  readonly isMasked?: (p: CanvasPoint, marginMm: number) => boolean;
  /** The grid that was decoded, camera px (DecodeSetting.stepPx). */
  readonly stepPx: number;
  /** 0 … 1, seeded by the caller. */
  readonly random: () => number;
}

export interface SolvedCalibration extends CanvasModel {
  readonly kind: 'solved';
  readonly lens: CameraLens;
  /** From STRAIGHT camera px (straightenPoint first); without the mesh. */
  readonly cameraToProjector: Homography<'camera', 'projector'>;
  /** From STRAIGHT camera px: the canvas that the calibration holds for. */
  readonly cameraToCanvas: Homography<'camera', 'canvas'>;
  /** The camera sees the raster as in a mirror. */
  readonly mirrored: boolean;
  readonly heldOut: HeldOutAccuracy;
  /** The same points without the mesh: how far the sheet is from flat, projector px. */
  readonly flatRmsPx: number;
  /** Share of the sheet with decoded points near, 0 … 1. */
  readonly coverage: number;
  /** Share of all points decoded on the sheet, strays included, that lie within INLIER_PX of the calibration. */
  readonly inlierShare: number;
}

export type SolveResult =
  | SolvedCalibration
  | {
      readonly kind: 'unsolved';
      readonly reason: 'too-few-points' | 'no-plane';
      readonly detail: string;
      /** Points decoded on the sheet. */
      readonly points: number;
    };

/** A point this far from the calibration, projector px, does not agree with it. */
const INLIER_PX = 2;
/** Fewer points on the paper do not make a calibration that can be proven: 5 × 20 per part. */
const LEAST_POINTS = 300;
/** Camera px² that two sides of the paper span at least: ten px each at a right angle are no sheet that could be measured. */
const LEAST_TURN = 100;
/** Share of the sheet's sides left out along its border, where the paper's corners may be a px off and light falls beside it. */
const BORDER = 0.01;
/** A lens bows the sheet's edges: what lies this share of its sides beyond the straight lines between its corners may still be sheet. */
const BOW = 0.08;
/** And what lies this share inside them is sheet for certain, however it is bent. */
const DEEP = 0.1;
/** One more lens term must lower the error at the choosing points by this share: a term that is not there lowers it by one in a thousand points. */
const LENS_GAIN = 0.003;

export const solveCalibration = (decoded: Correspondences, setting: SolveSetting): SolveResult => {
  const { sheet, paper, cameraSize, random } = setting;
  if (!isConvex(paper, LEAST_TURN))
    return { kind: 'unsolved', reason: 'no-plane', detail: 'the paper’s corners are no unfolded quad', points: 0 };
  // Tiles are laid by the corners alone, before any lens is known, so that a point's part never depends on what is fitted.
  const roughly = quadToQuad<'camera', 'canvas'>(paper, sheetQuad(sheet));
  const rough = (points: Correspondences, i: number) => applyHomography(roughly, cameraAt(points, i));
  const unstrayed = dropStrays(decoded, setting.stepPx);
  const near = filterCorrespondences(unstrayed, (i) => isOnSheet(sheet, rough(unstrayed, i), -BOW));
  const clean = keepSheet(near, setting.stepPx, (i) => isOnSheet(sheet, rough(near, i), DEEP));
  const onPaper = filterCorrespondences(clean, (i) => isOnSheet(sheet, rough(clean, i)));
  if (onPaper.count < LEAST_POINTS)
    return {
      kind: 'unsolved',
      reason: 'too-few-points',
      detail: `${onPaper.count} points decoded on the paper, at least ${LEAST_POINTS} are needed`,
      points: onPaper.count,
    };
  const part = (points: Correspondences, wanted: Part): Correspondences =>
    filterCorrespondences(points, (i) => {
      const p = rough(points, i);
      return partOf(sheet, p.x, p.y) === wanted;
    });
  try {
    const plane = choosePlane(part(onPaper, 'fit'), part(onPaper, 'choose'), cameraSize, random);
    const cameraToCanvas = straightCameraToCanvasOf(plane.lens, paper, sheet);
    const canvasToProjector = composeHomographies(invertHomography(cameraToCanvas), plane.straightToProjector);
    const toCanvas = (points: Correspondences): CanvasPoints =>
      canvasPointsOf(points, plane.lens, cameraToCanvas, sheet);
    const flat: CanvasModel = { sheet, canvasToProjector, mesh: null };
    const mesh: ResidualMesh | null = chooseMesh(flat, toCanvas(part(clean, 'fit')), toCanvas(part(clean, 'choose')));
    const model: CanvasModel = { ...flat, mesh };
    const proof = toCanvas(part(clean, 'prove'));
    // A corner of the sheet alone, that fell between the tiles of the proof.
    if (proof.count === 0)
      return {
        kind: 'unsolved',
        reason: 'too-few-points',
        detail: `none of the ${onPaper.count} points decoded on the paper could be held out to prove it`,
        points: onPaper.count,
      };
    return {
      kind: 'solved',
      ...model,
      lens: plane.lens,
      cameraToProjector: plane.straightToProjector,
      cameraToCanvas,
      mirrored: isMirrored(plane.straightToProjector, paper),
      heldOut: proveCalibration(model, proof),
      flatRmsPx: proveCalibration(flat, proof).rmsPx,
      coverage: coverageOf(sheet, toCanvas(clean), setting.isMasked ?? (() => false)),
      inlierShare: inlierShareOf(model, toCanvas(decoded)),
    };
  } catch (cause) {
    if (!(cause instanceof DegeneratePointsError)) throw cause;
    return { kind: 'unsolved', reason: 'no-plane', detail: cause.message, points: onPaper.count };
  }
};

const cameraAt = (points: Correspondences, i: number): CameraPoint =>
  cameraPoint(points.camera[2 * i]!, points.camera[2 * i + 1]!);

/** `border`: share of the sheet's sides that is left out; negative: added. */
const isOnSheet = (sheet: SheetSize, p: { readonly x: number; readonly y: number }, border = BORDER): boolean =>
  p.x >= border * sheet.widthMm &&
  p.x <= (1 - border) * sheet.widthMm &&
  p.y >= border * sheet.heightMm &&
  p.y <= (1 - border) * sheet.heightMm;

/** As many lens terms as the choosing points ask for; none where there are no such points. */
const choosePlane = (
  fit: Correspondences,
  choose: Correspondences,
  cameraSize: Size,
  random: () => number,
): LensHomography => {
  let best = fitLensHomography(fit, findPlane(fit, cameraSize, false, random), 0);
  let least = errorOf(best, choose);
  let next = findPlane(fit, cameraSize, true, random);
  for (const terms of [1, 2] satisfies LensTerms[]) {
    next = fitLensHomography(fit, next, terms);
    const error = errorOf(next, choose);
    if (!(error <= (1 - LENS_GAIN) * least)) continue;
    best = next;
    least = error;
  }
  return best;
};

/** RMS, projector px. */
const errorOf = (plane: LensHomography, points: Correspondences): number => {
  let sum = 0;
  for (let i = 0; i < points.count; i++) {
    const p = mapThroughLens(plane, cameraAt(points, i));
    sum += (p.x - points.projector[2 * i]!) ** 2 + (p.y - points.projector[2 * i + 1]!) ** 2;
  }
  return Math.sqrt(sum / points.count);
};

const canvasPointsOf = (
  points: Correspondences,
  lens: CameraLens,
  cameraToCanvas: Homography<'camera', 'canvas'>,
  sheet: SheetSize,
): CanvasPoints => {
  const canvas: number[] = [];
  const projector: number[] = [];
  const confidence: number[] = [];
  for (let i = 0; i < points.count; i++) {
    const p = mapCameraToCanvas(lens, cameraToCanvas, cameraAt(points, i));
    if (!isOnSheet(sheet, p)) continue;
    canvas.push(p.x, p.y);
    projector.push(points.projector[2 * i]!, points.projector[2 * i + 1]!);
    confidence.push(points.confidence[i]!);
  }
  return {
    count: confidence.length,
    canvas: Float64Array.from(canvas),
    projector: Float64Array.from(projector),
    confidence: Float32Array.from(confidence),
  };
};

/** Sign of the map's area at the paper's middle: camera and projector look from the same side, so it is positive unless one is mirrored. */
const isMirrored = (cameraToProjector: Homography<'camera', 'projector'>, paper: Quad<'camera'>): boolean => {
  const x = paper.reduce((sum, p) => sum + p.x, 0) / 4;
  const y = paper.reduce((sum, p) => sum + p.y, 0) / 4;
  const at = applyHomography(cameraToProjector, cameraPoint(x, y));
  const right = applyHomography(cameraToProjector, cameraPoint(x + 1, y));
  const below = applyHomography(cameraToProjector, cameraPoint(x, y + 1));
  return (right.x - at.x) * (below.y - at.y) - (right.y - at.y) * (below.x - at.x) < 0;
};

const coverageOf = (
  sheet: SheetSize,
  points: CanvasPoints,
  isMasked: NonNullable<SolveSetting['isMasked']>,
): number => {
  const side = tileSide(sheet) * 1.5;
  const columns = Math.max(1, Math.floor(sheet.widthMm / side));
  const rows = Math.max(1, Math.floor(sheet.heightMm / side));
  const seen = new Uint8Array(columns * rows);
  for (let i = 0; i < points.count; i++) {
    const column = Math.min(columns - 1, Math.floor((points.canvas[2 * i]! / sheet.widthMm) * columns));
    const row = Math.min(rows - 1, Math.floor((points.canvas[2 * i + 1]! / sheet.heightMm) * rows));
    seen[row * columns + column] = 1;
  }
  const middle = (tile: number): CanvasPoint =>
    canvasPoint(
      (((tile % columns) + 0.5) / columns) * sheet.widthMm,
      ((Math.floor(tile / columns) + 0.5) / rows) * sheet.heightMm,
    );
  // A tile that a mask only touches may lack points, too: half its diagonal.
  const open = [...seen.keys()].filter((tile) => seen[tile] === 1 || !isMasked(middle(tile), side * Math.SQRT1_2));
  return open.length === 0 ? 0 : open.filter((tile) => seen[tile] === 1).length / open.length;
};

const inlierShareOf = (model: CanvasModel, points: CanvasPoints): number => {
  let inliers = 0;
  for (let i = 0; i < points.count; i++) {
    const p = mapCanvasToProjector(model, { x: points.canvas[2 * i]!, y: points.canvas[2 * i + 1]! });
    if (Math.hypot(p.x - points.projector[2 * i]!, p.y - points.projector[2 * i + 1]!) <= INLIER_PX) inliers++;
  }
  return points.count === 0 ? 0 : inliers / points.count;
};
