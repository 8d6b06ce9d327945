/**
 * Which pictures measure geometry, in the order in which they are shown: white and black, then for columns and rows the Gray code from its most
 * significant bit down, each followed by its inverse, then the phase steps that give the place within a period. The code needs only say which
 * period a pixel is in, so stripes finer than half a period are left out: a blurred camera could not tell them. Frame: projector px.
 */
import type { Size } from '../frames.ts';
import { bitsFor } from './gray-code.ts';
import { AXES, type Axis, type PatternSpec } from './pattern-spec.ts';

export interface PatternPlan {
  /** Period of the phase patterns, projector px: 16 stays visible at 1.5 px of blur where a camera px spans two projector px. */
  readonly periodPx: number;
  /** Phase steps a period. Six cancel the harmonics that an unknown projector gamma adds, up to the fourth. */
  readonly steps: number;
  /** Gray-code bits left out, from the least significant: 2^skipBits px is a quarter of a period, so a code one stripe off does not mislead. */
  readonly skipBits: number;
}

export const DEFAULT_PLAN: PatternPlan = { periodPx: 16, steps: 6, skipBits: 2 };
/** Where a camera px spans so many projector px that 16 of them would blur away: waves and stripes twice as wide. */
export const WIDE_PLAN: PatternPlan = { periodPx: 32, steps: 6, skipBits: 3 };
/** Projector px a camera px. At 1.5 camera px of blur a sixth of a 16 px wave's light is left at 3.3, a third at 2.5. */
const WIDE_FROM = 2.5;

/** `spanPx`: projector px that a camera px spans where it spans most. */
export const choosePlan = (spanPx: number): PatternPlan => (spanPx > WIDE_FROM ? WIDE_PLAN : DEFAULT_PLAN);

export const WHITE: PatternSpec = { kind: 'flat', colour: [1, 1, 1] };
export const BLACK: PatternSpec = { kind: 'flat', colour: [0, 0, 0] };

/** 2 + both axes' pairs and steps: 50 pictures for 1920×1080 with the default plan. */
export const planPatterns = (size: Size, plan: PatternPlan = DEFAULT_PLAN): PatternSpec[] => [
  WHITE,
  BLACK,
  ...AXES.flatMap((axis) => [...planGrayCode(size, axis, plan.skipBits), ...planPhase(axis, plan)]),
];

/** Pairs (pattern, inverse) of one axis, most significant first. */
export const planGrayCode = (size: Size, axis: Axis, skipBits: number): PatternSpec[] => {
  const bits = bitsFor(axis === 'column' ? size.width : size.height);
  return Array.from({ length: bits - skipBits }, (_, i) => bits - 1 - i).flatMap((bit) => [
    { kind: 'gray-code', axis, bit, inverse: false } as const,
    { kind: 'gray-code', axis, bit, inverse: true } as const,
  ]);
};

export const planPhase = (axis: Axis, { periodPx, steps }: PatternPlan): PatternSpec[] =>
  Array.from({ length: steps }, (_, step) => ({ kind: 'phase', axis, periodPx, step, steps }) as const);
