/**
 * Somebody in the light or in the view: a pattern and its inverse together give as much light as white and black, everywhere, unless something stood
 * there in one of them. In: captures in blocks; out: the share of the lit blocks that was disturbed, and in which shots.
 */
import type { Capture } from './capture-shot.ts';
import { medianOf } from './light-grid.ts';
import type { LitBlocks } from './lit-blocks.ts';

/** Relative deviations that flicker, veil and a projector's own gamma stay below: of pairs of Gray code; of opposite phases; of flats. */
const PAIR_DEVIATION = 0.15;
const PHASE_DEVIATION = 0.3;
const FLAT_DEVIATION = 0.4;
/** Share of the lit blocks: a hand is more, specks of noise are less. */
const LEAST_SHARE = 0.006;
const LEAST_LIGHT = 0.03;

export interface Disturbance {
  /** Of the lit blocks, in the worst shot. */
  readonly share: number;
  /** Pairs of shots in which it was seen. */
  readonly count: number;
}

export const findPassers = (captures: readonly Capture[], blocks: LitBlocks): Disturbance => {
  const white = captures.find((capture) => capture.shot.purpose === 'white')!.grid;
  const black = captures.find((capture) => capture.shot.purpose === 'black')!.grid;
  const lit = blocks.lit.filter((b) => white[b]! - black[b]! > LEAST_LIGHT);
  const shares: number[] = [];
  const note = (deviation: number, lightOf: (block: number) => number): void => {
    const values = lit.map(lightOf);
    const middle = medianOf([...values]);
    const disturbed =
      values.filter((value) => Math.abs(value / middle - 1) > deviation).length / Math.max(1, lit.length);
    if (disturbed > LEAST_SHARE) shares.push(disturbed);
  };
  for (const [a, b, deviation] of pairsOf(captures))
    note(deviation, (i) => (a.grid[i]! + b.grid[i]!) / (white[i]! + black[i]!));
  for (const { shot, grid } of captures) {
    if (shot.purpose !== 'flat' && shot.purpose !== 'white-again') continue;
    const shareOf = (i: number): number => (grid[i]! - black[i]!) / (white[i]! - black[i]!);
    // Faint colours are all noise.
    if (medianOf(lit.map(shareOf)) > 0.15) note(FLAT_DEVIATION, shareOf);
  }
  return { share: Math.max(0, ...shares), count: shares.length };
};

type Pair = readonly [Capture, Capture, number];
const pairsOf = (captures: readonly Capture[]): Pair[] =>
  captures.flatMap((capture, i): Pair[] => {
    const { pattern } = capture.shot;
    if (pattern.kind === 'gray-code' && pattern.inverse) return [[captures[i - 1]!, capture, PAIR_DEVIATION]];
    if (pattern.kind !== 'phase' || pattern.steps % 2 !== 0 || pattern.step < pattern.steps / 2) return [];
    return [[captures[i - pattern.steps / 2]!, capture, PHASE_DEVIATION]];
  });
