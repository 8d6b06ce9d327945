/**
 * From codes shown and codes seen to the delay between light and picture. A code that turns over lies between the last picture with the old one
 * and the first with the new: each turn gives an interval. All times are ms on one clock, the camera page's. State is passed in and returned.
 */

/** A delay beyond this is a code that was missed: a little less than the round, after which the same code comes again. */
const MOST_DELAY_MS = 2800;
/** Clocks of two pages agree to about this. */
const CLOCK_ERROR_MS = 40;
/** Turns remembered: a minute at two a second. */
const WINDOW = 120;
/** Fewer turns than this make no percentile. */
export const LEAST_TURNS = 6;

interface Shown {
  readonly code: number;
  readonly at: number;
}
interface Read {
  readonly code: number;
  readonly time: number;
}

export interface LatencyState {
  /** Codes shown whose turn has not been found yet, oldest first. */
  readonly shown: readonly Shown[];
  /** Oldest first. */
  readonly read: readonly Read[];
  readonly turns: readonly { readonly least: number; readonly most: number }[];
}

export interface Latency {
  /** ms from light to picture: the middle of the intervals' median. */
  readonly p50: number;
  /** ms within which 95 % of all turns were surely seen. */
  readonly p95: number;
  /** ms before which 95 % of all turns were surely not seen. */
  readonly p5: number;
  readonly turns: number;
}

export const NO_LATENCY: LatencyState = { shown: [], read: [], turns: [] };

/** The projector's light turned over to `code` at `at`. */
export const noteShown = (state: LatencyState, code: number, at: number): LatencyState => ({
  ...state,
  shown: [...state.shown, { code, at }].filter((s) => s.at > at - 2 * MOST_DELAY_MS),
});

/** The camera's picture of `time` shows `code`. */
export const noteRead = (state: LatencyState, code: number, time: number): LatencyState => {
  const read = [...state.read, { code, time }].filter((r) => r.time > time - 2 * MOST_DELAY_MS);
  const pending: Shown[] = [];
  const turns = [...state.turns];
  for (const shown of state.shown) {
    const first = read.findIndex((r) => r.code === shown.code && r.time > shown.at - CLOCK_ERROR_MS);
    const found = first >= 0 && read[first]!.time < shown.at + MOST_DELAY_MS;
    const before = found ? read[first - 1] : undefined;
    // A message may come after its light: a shown code waits until the pictures are clearly past it.
    if (!found && time < shown.at + MOST_DELAY_MS) pending.push(shown);
    // The picture before must show the code before: otherwise turns were missed, or it is the same code of the last round.
    else if (before && before.code !== shown.code)
      turns.push({
        least: Math.max(0, before.time - shown.at),
        most: Math.max(0, read[first]!.time - shown.at),
      });
  }
  return { shown: pending, read, turns: turns.slice(-WINDOW) };
};

/** null until enough turns were seen. */
export const latencyOf = ({ turns }: LatencyState): Latency | null => {
  if (turns.length < LEAST_TURNS) return null;
  const sorted = (values: number[]): number[] => values.sort((a, b) => a - b);
  const middles = sorted(turns.map(({ least, most }) => (least + most) / 2));
  const mosts = sorted(turns.map(({ most }) => most));
  const leasts = sorted(turns.map(({ least }) => least));
  return {
    p50: middles[middles.length >> 1]!,
    p95: mosts[Math.min(mosts.length - 1, Math.floor(0.95 * mosts.length))]!,
    p5: leasts[Math.floor(0.05 * leasts.length)]!,
    turns: turns.length,
  };
};
