/**
 * The pattern that is on the wall instead of the scene, as a value. It stays while somebody keeps asking for it: a wizard that vanished leaves
 * the wall to the show. Somebody at the projector who sends it away is believed for a while. Times: ms of the page's clock.
 */
import { PATTERN_HOLDS_MS, type Pattern } from '../server/protocol.ts';

export interface HeldPattern {
  readonly pattern: Pattern['pattern'];
  readonly patternId: number;
  readonly until: number;
}
export interface PatternHold {
  /** Null: the show. */
  readonly held: HeldPattern | null;
  /** Until then no pattern is taken. */
  readonly refusedUntil: number;
}

export const NO_PATTERN: PatternHold = { held: null, refusedUntil: Number.NEGATIVE_INFINITY };

/** What was on its way when somebody sent the patterns away must not bring them back. */
const REFUSE_MS = 2_500;

export const askForPattern = (hold: PatternHold, { pattern, patternId }: Pattern, now: number): PatternHold => {
  if (pattern.kind === 'none') return hold.held ? { ...hold, held: null } : hold;
  if (now < hold.refusedUntil) return hold;
  const same = hold.held !== null && JSON.stringify(hold.held.pattern) === JSON.stringify(pattern);
  const until = now + PATTERN_HOLDS_MS;
  // The same object while it stays the same: whoever draws need not draw again.
  if (same && hold.held?.patternId === patternId) return { ...hold, held: { ...hold.held, until } };
  return { ...hold, held: { pattern, patternId, until } };
};

export const expirePattern = (hold: PatternHold, now: number): PatternHold =>
  hold.held && now >= hold.held.until ? { ...hold, held: null } : hold;

export const sendPatternAway = (now: number): PatternHold => ({ held: null, refusedUntil: now + REFUSE_MS });

/** Drawn byte by byte for a camera; anything else is drawn for eyes. */
export const isForCamera = (pattern: Pattern['pattern']): pattern is CameraPattern =>
  pattern.kind === 'flat' ||
  pattern.kind === 'markers' ||
  pattern.kind === 'gray-code' ||
  pattern.kind === 'phase' ||
  pattern.kind === 'checker';

type Kind = Pattern['pattern']['kind'];
export type CameraPattern = Extract<
  Pattern['pattern'],
  { kind: Extract<Kind, 'flat' | 'markers' | 'gray-code' | 'phase' | 'checker'> }
>;
export type EyePattern = Exclude<Pattern['pattern'], CameraPattern | { kind: 'none' }>;
