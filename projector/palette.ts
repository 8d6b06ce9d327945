/**
 * The colours of light. Curated pairs: the first lies on the ink, the second is where it fades to. All are bright enough to be
 * seen on white paper beside room light, and none is so pure that a grey camera would lose it. Linear light, 0 … 1.
 */
import { seededRandom } from './seeded-random.ts';

export type LinearColour = readonly [number, number, number];
export interface ColourPair {
  readonly name: string;
  readonly near: LinearColour;
  readonly far: LinearColour;
}

const linear = (hex: string): LinearColour => {
  const channel = (at: number): number => (Number.parseInt(hex.slice(at, at + 2), 16) / 255) ** 2.2;
  return [channel(1), channel(3), channel(5)];
};
const pair = (name: string, near: string, far: string): ColourPair => ({ name, near: linear(near), far: linear(far) });

/** Ink that is not answered yet: candlelight. */
export const CANDLE = pair('candle', '#ffe9c4', '#ffb765');

export const PALETTE: readonly ColourPair[] = [
  pair('ember', '#ffc07a', '#ff5d5d'),
  pair('aurora', '#8dffcf', '#4f9dff'),
  pair('dusk', '#ffb3c8', '#8a75ff'),
  pair('lagoon', '#86ecff', '#3f77ff'),
  pair('meadow', '#b9ffc4', '#2fbf9a'),
  pair('saffron', '#ffe08a', '#ff7c4a'),
  pair('orchid', '#efb0ff', '#ff5f9e'),
  pair('glacier', '#d6f0ff', '#5fb4ff'),
  pair('iris', '#cfc4ff', '#5a6bff'),
  pair('rose', '#ffd0c2', '#e8579a'),
];

/** The pair that a seed stands for. */
export const coloursOf = (seed: number): ColourPair =>
  PALETTE[Math.floor(seededRandom(seed)() * PALETTE.length)] ?? CANDLE;
