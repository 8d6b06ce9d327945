/**
 * Which frame of an earlier reading of a line says what a frame of a new one says: paired by where they lie on the canvas, then shifted
 * by up to two so that their peaks meet, along a monotone path (after dynamic time warping, Sakoe and Chiba 1978).
 * Frames: network frames; places in px of the canvas raster.
 */
import type { LogProbabilities } from './log-softmax.ts';

export interface PlacedFrames {
  readonly logs: LogProbabilities;
  /** Column of the canvas raster under each frame's middle, rising. */
  readonly places: Float32Array;
}

/** Frames that a pairing may be off by: the normaliser sets scale and slant anew each time. */
const REACH = 2;
/** What a frame of shift costs beside a perfect overlap of 1, and what it costs to change it on the way. */
const SHIFT_COST = 0.05;
const CHANGE_COST = 0.4;
/** For each new frame the old one that it says the same of, −1 where there is none. */
export function pairFrames(before: PlacedFrames, { logs, places }: PlacedFrames): Int32Array {
  const { frames, classes } = logs;
  const options = 2 * REACH + 1;
  const middles = Int32Array.from(places, (x) => nearestFrame(before.places, x));
  const oldPeaks = peaksOf(before.logs);
  const newPeaks = peaksOf(logs);
  let cost = new Float64Array(options).fill(0);
  const from = new Int8Array(frames * options);
  for (let t = 0; t < frames; t++) {
    const next = new Float64Array(options).fill(Number.POSITIVE_INFINITY);
    for (let k = 0; k < options; k++) {
      const u = middles[t]! + k - REACH;
      const outside = middles[t]! < 0 || u < 0 || u >= before.logs.frames;
      // What lies where nothing was before has no partner, and no say in the path.
      const here = outside ? 1 : 1 - overlap(newPeaks, t, logs, oldPeaks, u, before.logs, classes);
      const own = here + SHIFT_COST * Math.abs(k - REACH);
      for (let j = 0; j < options; j++) {
        // Monotone: the old frame never steps back.
        if (t > 0 && middles[t]! + k < middles[t - 1]! + j) continue;
        const total = own + (t > 0 ? cost[j]! + CHANGE_COST * Math.abs(k - j) : 0);
        if (total >= next[k]!) continue;
        next[k] = total;
        from[t * options + k] = j;
      }
    }
    cost = next;
  }
  const path = new Int32Array(frames).fill(-1);
  let k = 0;
  for (let j = 1; j < options; j++) if (cost[j]! < cost[k]!) k = j;
  for (let t = frames - 1; t >= 0; t--) {
    const u = middles[t]! + k - REACH;
    if (middles[t]! >= 0 && u >= 0 && u < before.logs.frames) path[t] = u;
    k = from[t * options + k]!;
  }
  return path;
}

/** Index of the place nearest to x among rising places; −1 beyond either end by more than a frame. */
function nearestFrame(places: Float32Array, x: number): number {
  const step = places.length > 1 ? (places.at(-1)! - places[0]!) / (places.length - 1) : 1;
  const at = Math.round((x - places[0]!) / Math.max(1e-6, step));
  return at < -1 || at > places.length ? -1 : Math.min(places.length - 1, Math.max(0, at));
}

/** The most probable classes of each frame: overlaps are found on these, the rest is next to nothing. */
const PEAKS = 4;
function peaksOf({ frames, classes, data }: LogProbabilities): Int16Array {
  const peaks = new Int16Array(frames * PEAKS).fill(-1);
  for (let t = 0; t < frames; t++)
    for (let c = 0; c < classes; c++) {
      const log = data[t * classes + c]!;
      if (log < -4) continue;
      let at = PEAKS;
      while (at > 0 && (peaks[t * PEAKS + at - 1]! < 0 || data[t * classes + peaks[t * PEAKS + at - 1]!]! < log)) at--;
      if (at === PEAKS) continue;
      peaks.copyWithin(t * PEAKS + at + 1, t * PEAKS + at, (t + 1) * PEAKS - 1);
      peaks[t * PEAKS + at] = c;
    }
  return peaks;
}

/** How alike two frames are, 0 … 1: Bhattacharyya's coefficient over the new frame's and the old one's peaks. */
function overlap(
  newPeaks: Int16Array,
  t: number,
  logs: LogProbabilities,
  oldPeaks: Int16Array,
  u: number,
  old: LogProbabilities,
  classes: number,
): number {
  let sum = 0;
  for (let i = 0; i < PEAKS; i++) {
    const c = newPeaks[t * PEAKS + i]!;
    if (c >= 0) sum += Math.exp(0.5 * (logs.data[t * classes + c]! + old.data[u * classes + c]!));
    const d = oldPeaks[u * PEAKS + i]!;
    if (d < 0) continue;
    let known = false;
    for (let j = 0; j < PEAKS && !known; j++) known = newPeaks[t * PEAKS + j] === d;
    if (!known) sum += Math.exp(0.5 * (logs.data[t * classes + d]! + old.data[u * classes + d]!));
  }
  return Math.min(1, sum);
}
