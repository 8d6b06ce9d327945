/**
 * The last so many samples of one figure (milliseconds of a stage, gaps between frames) and their percentiles.
 * Values in, values out; nearest-rank percentiles, so that every figure shown was really measured.
 */
export interface SampleWindow {
  readonly limit: number;
  /** Oldest first. */
  readonly samples: readonly number[];
}

/** Two seconds at 60 frames a second, twelve at 10: long enough for a p95, short enough to show a change. */
const DEFAULT_LIMIT = 120;

/** Long enough for a rate below one a second, short enough to show a change. */
const RATE_SPAN_MS = 4000;

export const emptyWindow = (limit: number = DEFAULT_LIMIT): SampleWindow => ({ limit, samples: [] });

/** The window with one more sample; the oldest leaves when it is full. A value that is not finite is not a sample. */
export const addSample = (window: SampleWindow, value: number): SampleWindow =>
  Number.isFinite(value)
    ? { limit: window.limit, samples: [...window.samples.slice(1 - window.limit), value] }
    : window;

/** The nearest-rank percentile, `share` in 0…1; null without samples. */
export const percentile = (window: SampleWindow, share: number): number | null => {
  if (window.samples.length === 0) return null;
  const sorted = [...window.samples].sort((a, b) => a - b);
  const rank = Math.ceil(Math.min(1, Math.max(0, share)) * sorted.length);
  return sorted[Math.max(0, rank - 1)]!;
};

/** Samples whose values are times in ms: how many a second over the last `spanMs`; 0 when fewer than two lie in it. */
export const ratePerSecond = (times: SampleWindow, now: number, spanMs = RATE_SPAN_MS): number => {
  const recent = times.samples.filter((time) => time > now - spanMs && time <= now);
  if (recent.length < 2) return 0;
  return ((recent.length - 1) * 1000) / Math.max(1, recent.at(-1)! - recent[0]!);
};
