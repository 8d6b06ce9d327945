/**
 * Flats over a grid → what is always there, one gain map a camera channel, and one strength a flat and channel: light(cell) = dark(cell) +
 * strength · gain(cell), mean gain 1. Cells that clipped or were not seen are missing values. In and out: linear camera light, RGB a cell.
 */
import type { FlatCapture } from './gather-flat.ts';

const ROUNDS = 12;
/** Flats that add less than this say nothing about the map's shape. */
const LEAST_STRENGTH = 1e-4;

export interface FactoredFlats {
  readonly dark: Float64Array;
  readonly gain: Float64Array;
  /** RGB a flat; null where no cell of that channel was seen unclipped. */
  readonly strengths: readonly (readonly [number | null, number | null, number | null])[];
}

export const factorFlats = (flats: readonly FlatCapture[], clippedShare: number): FactoredFlats => {
  const n = flats[0]!.count.length;
  const dark = averageBlack(flats, n);
  const gain = new Float64Array(3 * n).fill(1);
  const strengths = flats.map(() => [null, null, null] as [number | null, number | null, number | null]);
  for (let c = 0; c < 3; c++) {
    const usable = (flat: FlatCapture, cell: number): boolean =>
      flat.count[cell]! > 0 && flat.clipped[3 * cell + c]! <= clippedShare;
    const map = new Float64Array(n).fill(1);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [j, flat] of flats.entries()) {
        let above = 0;
        let below = 0;
        for (let cell = 0; cell < n; cell++) {
          if (!usable(flat, cell)) continue;
          const weight = flat.count[cell]!;
          above += weight * map[cell]! * (flat.light[3 * cell + c]! - dark[3 * cell + c]!);
          below += weight * map[cell]! ** 2;
        }
        strengths[j]![c] = below > 0 ? above / below : null;
      }
      const seen = new Uint8Array(n);
      for (let cell = 0; cell < n; cell++) {
        let above = 0;
        let below = 0;
        for (const [j, flat] of flats.entries()) {
          const s = strengths[j]![c]!;
          if (s === null || s < LEAST_STRENGTH || !usable(flat, cell)) continue;
          const weight = flat.count[cell]!;
          above += weight * s * (flat.light[3 * cell + c]! - dark[3 * cell + c]!);
          below += weight * s * s;
        }
        if (below > 0) {
          map[cell] = above / below;
          seen[cell] = 1;
        }
      }
      const mean = meanWhere(map, seen);
      for (let cell = 0; cell < n; cell++) map[cell] = seen[cell] ? map[cell]! / mean : 1;
    }
    for (let cell = 0; cell < n; cell++) gain[3 * cell + c] = map[cell]!;
  }
  return { dark, gain, strengths };
};

/** Mean of the black flats; a cell that none saw has the mean of the others. */
const averageBlack = (flats: readonly FlatCapture[], n: number): Float64Array => {
  const dark = new Float64Array(3 * n);
  const counts = new Float64Array(n);
  for (const flat of flats) {
    if (!flat.colour.every((code) => code === 0)) continue;
    for (let cell = 0; cell < n; cell++) {
      counts[cell]! += flat.count[cell]!;
      for (let c = 0; c < 3; c++) dark[3 * cell + c]! += flat.count[cell]! * flat.light[3 * cell + c]!;
    }
  }
  const seen = Uint8Array.from(counts, (k) => (k > 0 ? 1 : 0));
  for (let c = 0; c < 3; c++) {
    const channel = Float64Array.from(counts, (k, cell) => (k > 0 ? dark[3 * cell + c]! / k : 0));
    const mean = meanWhere(channel, seen);
    for (let cell = 0; cell < n; cell++) dark[3 * cell + c] = seen[cell] ? channel[cell]! : mean;
  }
  return dark;
};

const meanWhere = (values: Float64Array, seen: Uint8Array): number => {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++)
    if (seen[i]) {
      sum += values[i]!;
      count++;
    }
  return count === 0 ? 1 : sum / count;
};
