/**
 * What a run has shown so far, turned into troubles: before the long part begins, and when it looks back at the markers. In: captures; out: troubles.
 * Frames: camera px.
 */
import type { CameraPoint, Size } from '../frames.ts';
import type { Capture } from './capture-shot.ts';
import { checkFlicker, checkHeld, checkLevels } from './check-light.ts';
import { checkScaling, chequerShares, isPatchy, isWhole } from './check-scaling.ts';
import type { CoarseRaster } from './coarse-raster.ts';
import type { ReportedDisplay, Trouble } from './contract.ts';
import { findBeat } from './find-beat.ts';
import { gridOf } from './light-grid.ts';
import type { LitBlocks } from './lit-blocks.ts';
import { troubleOf } from './troubles.ts';

/** Camera px that a marker's centre may stray: noise moves it by a few hundredths. */
const STRAY_PX = 0.6;

/** Largest distance between points of the same number, px. */
export const farthest = (a: readonly CameraPoint[], b: readonly CameraPoint[]): number =>
  a.reduce((most, p, i) => Math.max(most, Math.hypot(p.x - b[i]!.x, p.y - b[i]!.y)), 0);

/** The markers seen again; null: where they were. */
export const judgeLook = (before: readonly CameraPoint[], now: readonly CameraPoint[]): Trouble | null => {
  const strays = before.map((p, i) => Math.hypot(p.x - now[i]!.x, p.y - now[i]!.y)).sort((a, b) => a - b);
  // The second largest: one marker may be half hidden by somebody.
  const stray = strays.at(-2)!;
  return stray > STRAY_PX
    ? troubleOf(
        'camera-moved',
        `the markers moved by ${stray.toFixed(1)} camera px in the run (good: below ${STRAY_PX})`,
      )
    : null;
};

/** `held`: the pictures of the black or white that was just held, in blocks; empty after any other shot. */
export const judgePreflight = (
  captures: readonly Capture[],
  coarse: CoarseRaster,
  blocks: LitBlocks,
  held: readonly Float32Array[],
  isOver: boolean,
  camera: Size,
  projector: Size,
  display: ReportedDisplay | null,
): { readonly troubles: readonly Trouble[]; readonly chequerShare: number | null } => {
  const of = (purpose: Capture['shot']['purpose']) => captures.filter((capture) => capture.shot.purpose === purpose);
  const [white] = of('white');
  const last = captures.at(-1);
  if (last !== undefined && held.length > 0) {
    // Flicker is told from exposure: it comes and goes within three pictures.
    const flicker = last.shot.purpose === 'white' ? checkFlicker(held.slice(-6), blocks, gridOf(camera).columns) : [];
    return { troubles: [...checkHeld(last, blocks), ...flicker], chequerShare: null };
  }
  if (!isOver) return { troubles: [], chequerShare: null };
  const [black] = of('black');
  const checkers = of('checker');
  if (white === undefined || black === undefined || checkers.length === 0) return { troubles: [], chequerShare: null };
  const shares = chequerShares(white, black, checkers, blocks);
  const share = shares.middle;
  const beatOf = (): 'even' | 'uneven' =>
    isPatchy(shares) ? 'uneven' : findBeat(coarse, camera, projector, white, black, checkers);
  const beat = isWhole(share) ? null : beatOf();
  return {
    troubles: [...checkLevels(white, black, blocks, camera), ...checkScaling(share, beat, projector, display)],
    chequerShare: share,
  };
};
