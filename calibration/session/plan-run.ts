/**
 * Everything that a calibration run shows once the raster is found, in order: what tells healthy from not, the colours of photometry, then geometry,
 * with looks back at the markers and at white and black, so that what changed on the way is noticed. In: the raster; out: shots.
 */
import type { Size } from '../frames.ts';
import { AXES, type PatternSpec } from '../patterns/pattern-spec.ts';
import { BLACK, DEFAULT_PLAN, type PatternPlan, planGrayCode, planPhase, WHITE } from '../patterns/plan-patterns.ts';
import { PHOTOMETRY_CHECKS, PHOTOMETRY_FLATS } from '../photometry/plan-flats.ts';
import type { Progress } from './contract.ts';

export type Purpose =
  | 'white'
  | 'black'
  | 'checker'
  | 'flat'
  | 'geometry'
  /** Are the markers where they were? */
  | 'markers'
  | 'white-again'
  | 'black-again';

export interface Shot {
  readonly purpose: Purpose;
  readonly stage: Progress['stage'];
  readonly pattern: PatternSpec;
  /** Pictures that are taken of it, all with its id. */
  readonly frames: number;
  readonly wantsColour: boolean;
}

/** Black and white are looked at for so long: 0.4 s at 30 a second, in which an automatic exposure cannot keep still. */
export const HELD_FRAMES = 12;
/** Three pictures, 1/30 s apart, have flicker of 100 Hz in three phases that cancel; 120 Hz is the same in all. */
const STEADY_FRAMES = 3;

export const planRun = (raster: Size, { periodPx, steps, skipBits }: PatternPlan = DEFAULT_PLAN): readonly Shot[] => {
  const shot = (
    purpose: Purpose,
    stage: Shot['stage'],
    pattern: PatternSpec,
    frames: number,
    wantsColour = false,
  ): Shot => ({ purpose, stage, pattern, frames, wantsColour });
  const checker = (inverse: boolean): PatternSpec => ({ kind: 'checker', cellPx: 1, inverse });
  return [
    shot('black', 'checking', BLACK, HELD_FRAMES),
    shot('white', 'checking', WHITE, HELD_FRAMES),
    shot('checker', 'checking', checker(false), 2),
    shot('checker', 'checking', checker(true), 2),
    ...[...PHOTOMETRY_FLATS, ...PHOTOMETRY_CHECKS].map(([r, g, b]) =>
      shot('flat', 'colours', { kind: 'flat', colour: [r, g, b] }, STEADY_FRAMES, true),
    ),
    ...AXES.flatMap((axis) => {
      const stage = axis === 'column' ? 'columns' : 'rows';
      return [
        ...planGrayCode(raster, axis, skipBits).map((pattern) => shot('geometry', stage, pattern, 1)),
        ...planPhase(axis, { periodPx, steps, skipBits }).map((pattern) =>
          shot('geometry', stage, pattern, STEADY_FRAMES),
        ),
        shot('markers', stage, { kind: 'markers' }, 1),
      ];
    }),
    shot('white-again', 'rows', WHITE, STEADY_FRAMES, true),
    shot('black-again', 'rows', BLACK, STEADY_FRAMES),
  ];
};
