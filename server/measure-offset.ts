/**
 * The offset between two clocks by round trips, as in NTP: of several, the quickest says most, since what held it up is bounded
 * by its own length (Cristian, "Probabilistic clock synchronization", 1989). Imports nothing from Node.
 */

/** The best of five: one is often held up, five at once hardly ever. */
const ROUND_TRIPS = 5;

/** ms to add to `now()` for the other clock; off by at most half the quickest round trip. `ask` gives the other clock's time. */
export const measureOffset = async (ask: () => Promise<number>, now: () => number): Promise<number> => {
  let quickest = Number.POSITIVE_INFINITY;
  let offset = 0;
  for (let i = 0; i < ROUND_TRIPS; i++) {
    const before = now();
    const other = await ask();
    const after = now();
    if (after - before >= quickest) continue;
    quickest = after - before;
    offset = other - (before + after) / 2;
  }
  return offset;
};
