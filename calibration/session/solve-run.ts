/**
 * The end of a run: captures → geometry with its proof, photometry, and what speaks against either. Frames: camera px, projector px, canvas mm.
 */
import { filterCorrespondences } from '../correspondences.ts';
import { DEFAULT_STEP_PX, decodeLight } from '../decode/decode-light.ts';
import { type CameraPoint, cameraPoint, projectorPoint, type Quad, type Size } from '../frames.ts';
import { mapCameraToCanvas } from '../map-canvas.ts';
import { idStripHeight } from '../patterns/pattern-id.ts';
import { type FlatCapture, gatherFlat, layFlatCells } from '../photometry/gather-flat.ts';
import { measureBlackLevel } from '../photometry/measure-black-level.ts';
import type { Photometry } from '../photometry/photometry.ts';
import { PHOTOMETRY_CHECKS, PHOTOMETRY_FLATS } from '../photometry/plan-flats.ts';
import { PhotometryError, solvePhotometry } from '../photometry/solve-photometry.ts';
import { type SolvedCalibration, solveCalibration } from '../solve-calibration.ts';
import type { Capture } from './capture-shot.ts';
import { checkLightAtEnd } from './check-light.ts';
import { type CoarseRaster, cameraOfRaster, rasterOfCamera } from './coarse-raster.ts';
import type { SessionSetting, Trouble } from './contract.ts';
import { findPassers } from './find-passers.ts';
import type { LitBlocks } from './lit-blocks.ts';
import { keptDark, maskedGround } from './masked-ground.ts';
import { troubleOf } from './troubles.ts';

/** Held-out error that is still good, and that is no longer accepted, projector px. */
const GOOD_RMS_PX = 0.7;
const MOST_RMS_PX = 1.2;
/** Projector px: blur, and what the coarse map may be off. */
const STRIP_MARGIN_PX = 6;
const LEAST_COVERAGE = 0.9;

export interface SolvedRun {
  readonly model: SolvedCalibration | null;
  readonly photometry: Photometry | null;
  readonly troubles: readonly Trouble[];
}

export const solveRun = (
  captures: readonly Capture[],
  blocks: LitBlocks,
  coarse: CoarseRaster,
  setting: SessionSetting,
): SolvedRun => {
  const { paper, sheet, cameraSize, projectorSize } = setting;
  const changes = judgeChanges(captures, blocks);
  if (paper === null)
    return {
      model: null,
      photometry: null,
      troubles: [...changes, troubleOf('no-paper', 'no sheet was found before the run')],
    };
  const decoded = decodeLight(
    captures.map(({ shot, luma }) => ({ pattern: shot.pattern, luma })),
    { cameraSize, projectorSize, stepPx: DEFAULT_STEP_PX },
  );
  // Where the strips carry ids no pattern was shown: what decodes there is chance.
  const strip = idStripHeight(projectorSize) + STRIP_MARGIN_PX;
  const { correspondences } = decoded;
  const patterned = filterCorrespondences(correspondences, (i) => {
    const { y } = rasterOfCamera(
      coarse,
      cameraPoint(correspondences.camera[2 * i]!, correspondences.camera[2 * i + 1]!),
    );
    return y > strip && y < projectorSize.height - strip;
  });
  const solved = solveCalibration(patterned, {
    cameraSize,
    sheet,
    paper,
    stepPx: DEFAULT_STEP_PX,
    random: randomOf(setting.seed),
    isMasked: maskedGround(setting),
  });
  if (solved.kind === 'unsolved')
    return { model: null, photometry: null, troubles: [...changes, troubleOf('inaccurate', solved.detail)] };
  return {
    model: solved,
    photometry: measurePhotometry(captures, solved, coarse, setting, paper),
    troubles: [...changes, ...judgeAccuracy(solved)],
  };
};

const judgeChanges = (captures: readonly Capture[], blocks: LitBlocks): Trouble[] => {
  const of = (purpose: Capture['shot']['purpose']) => captures.find((capture) => capture.shot.purpose === purpose)!;
  const passers = findPassers(captures, blocks);
  const whiteFlat = captures.find(
    ({ shot }) => shot.purpose === 'flat' && shot.pattern.kind === 'flat' && shot.pattern.colour.every((c) => c === 1),
  );
  return [
    ...(passers.count > 0
      ? [
          troubleOf(
            'someone-walked-through',
            `${passers.count} of the patterns were disturbed, at worst over ${(100 * passers.share).toFixed(1)} % of what is lit`,
          ),
        ]
      : []),
    ...checkLightAtEnd(of('white'), of('black'), of('white-again'), of('black-again'), whiteFlat ?? null, blocks),
  ];
};

const judgeAccuracy = ({ heldOut, coverage }: SolvedCalibration): Trouble[] => {
  const troubles: Trouble[] = [];
  const figure = `held-out error ${heldOut.rmsPx.toFixed(2)} px, ${heldOut.rmsMm.toFixed(2)} mm (good: below ${GOOD_RMS_PX} px)`;
  if (!(heldOut.rmsPx <= GOOD_RMS_PX))
    troubles.push(troubleOf('inaccurate', figure, heldOut.rmsPx <= MOST_RMS_PX ? 'warns' : 'blocks'));
  if (coverage < LEAST_COVERAGE)
    troubles.push(
      troubleOf(
        'too-dark',
        `only ${Math.round(100 * coverage)} % of the sheet could be measured (good: above ${100 * LEAST_COVERAGE} %)`,
      ),
    );
  return troubles;
};

/** null where the flats do not tell enough; the geometry is none the worse for it. */
const measurePhotometry = (
  captures: readonly Capture[],
  model: SolvedCalibration,
  coarse: CoarseRaster,
  setting: SessionSetting,
  paper: Quad<'camera'>,
): Photometry | null => {
  const { cameraSize, projectorSize, sheet } = setting;
  const isDark = keptDark(setting);
  const strip = idStripHeight(projectorSize);
  const box = boxOf(paper, cameraSize);
  const canvasOf = (p: CameraPoint) => {
    if (p.x < box.x0 || p.x > box.x1 || p.y < box.y0 || p.y > box.y1 || isDark(p)) return null;
    const lit = rasterOfCamera(coarse, p);
    if (lit.x < 2 || lit.x > projectorSize.width - 3 || lit.y < strip + 8 || lit.y > projectorSize.height - strip - 9)
      return null;
    return mapCameraToCanvas(model.lens, model.cameraToCanvas, p);
  };
  const cells = layFlatCells(cameraSize, sheet, canvasOf);
  const gathered: FlatCapture[] = captures.flatMap(({ shot, luma, rgb }) =>
    shot.purpose === 'flat' && shot.pattern.kind === 'flat'
      ? [gatherFlat(cells, shot.pattern.colour, [{ size: cameraSize, luma, rgb }])]
      : [],
  );
  const flats = gathered.slice(0, PHOTOMETRY_FLATS.length);
  const checks = gathered.slice(PHOTOMETRY_FLATS.length, PHOTOMETRY_FLATS.length + PHOTOMETRY_CHECKS.length);
  try {
    return solvePhotometry(cells, flats, checks, blackLevelOf(captures, coarse, cameraSize, projectorSize)).photometry;
  } catch (error) {
    if (error instanceof PhotometryError) return null;
    throw error;
  }
};

/** Where the raster ends beside the sheet; its upper and lower border carry the patterns' ids. */
const blackLevelOf = (
  captures: readonly Capture[],
  coarse: CoarseRaster,
  cameraSize: Size,
  { width, height }: Size,
): number | null => {
  const of = (purpose: Capture['shot']['purpose']) => captures.find((capture) => capture.shot.purpose === purpose);
  const [black, white] = [of('black'), of('white')];
  if (!black || !white) return null;
  const corner = (x: number, y: number) => cameraOfRaster(coarse, projectorPoint(x, y));
  const [right, bottom] = [width - 0.5, height - 0.5];
  const raster = [corner(-0.5, -0.5), corner(right, -0.5), corner(right, bottom), corner(-0.5, bottom)] as const;
  const inset = (1.5 * idStripHeight({ width, height })) / height;
  return measureBlackLevel(cameraSize, [black.luma], [white.luma], raster, { sides: [1, 3], inset });
};

const boxOf = (paper: Quad<'camera'>, { width, height }: Size) => ({
  x0: Math.max(0, Math.min(...paper.map((p) => p.x))),
  y0: Math.max(0, Math.min(...paper.map((p) => p.y))),
  x1: Math.min(width, Math.max(...paper.map((p) => p.x))),
  y1: Math.min(height, Math.max(...paper.map((p) => p.y))),
});

/** mulberry32: the same seed, the same fit. */
const randomOf = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
};
