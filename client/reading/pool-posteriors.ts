/**
 * What the network said of the same ink in earlier readings and says now, as one opinion: frame by frame the weighed geometric mean of
 * probabilities. Frames of the two readings are paired by where they lie on the canvas, then shifted by up to two so that their peaks meet
 * (a monotone path, after dynamic time warping, Sakoe and Chiba 1978). Where the ink has changed, only the newest reading counts.
 * Frames: network frames; places in px of the canvas raster, through the line's own map and its crop's origin.
 */
import type { GreyImage } from '../vision/grey-image.ts';
import type { LogProbabilities } from './log-softmax.ts';
import { type NormalisedLine, toSourcePoint } from './normalise-line.ts';

/** One reading's frames and the ink that they were made of. */
export interface PlacedPosterior {
  readonly logs: LogProbabilities;
  readonly line: NormalisedLine;
  /** Grey, dark ink on white, and where its top-left lies in px of the canvas raster. */
  readonly crop: GreyImage;
  readonly origin: { readonly x: number; readonly y: number };
}

/** The opinion so far, on the frames of the newest reading. */
export interface PosteriorPool {
  readonly logs: LogProbabilities;
  /** Readings behind each frame, the newest included. */
  readonly weights: Float32Array;
  /** Column of the canvas raster under each frame's middle. */
  readonly places: Float32Array;
  readonly ink: InkColumns;
}

/** Darkness of a crop's columns, in bands of rows on the canvas raster, so that crops of other sizes compare. */
interface InkColumns {
  readonly left: number;
  readonly bands: number;
  readonly firstBand: number;
  /** [column, band] */
  readonly data: Float32Array;
}

/** Earlier readings count as no more than so many: a slow drift of the ink's look must win in the end. */
const MOST_READINGS = 4;
/** Frames that a pairing may be off by: the normaliser sets scale and slant anew each time. */
const REACH = 2;
/** What a frame of shift costs beside a perfect overlap of 1, and what it costs to change it on the way. */
const SHIFT_COST = 0.05;
const CHANGE_COST = 0.4;
/** Rows of the canvas raster in a band: a pen's width or two. */
const BAND = 3;
/** Ink whose bands differ by this share has changed. Camera noise alone moves a tenth. */
const CHANGED = 0.3;
/** px of the canvas raster to either side in which a frame's ink must be the same, as a share of the crop's height: about a letter. */
const NEIGHBOURHOOD = 0.3;

/** `before`: the pool of earlier readings of this line, null for the first. */
export function poolPosteriors(before: PosteriorPool | null, now: PlacedPosterior, stride: number): PosteriorPool {
  const { logs, crop, origin } = now;
  const places = Float32Array.from(
    { length: logs.frames },
    (_, t) => origin.x + toSourcePoint(now.line.toSource, (t + 0.5) * stride - 0.5).x,
  );
  const ink = inkColumns(crop, origin);
  const fresh = { logs, weights: new Float32Array(logs.frames).fill(1), places, ink };
  if (before === null || before.logs.classes !== logs.classes || before.logs.frames === 0) return fresh;
  const path = pairFrames(before, logs, places);
  const reach = Math.max(2, Math.round(NEIGHBOURHOOD * crop.height));
  const data = logs.data.slice();
  const { weights } = fresh;
  for (let t = 0; t < logs.frames; t++) {
    const u = path[t]!;
    if (u < 0) continue;
    const trust = Math.min(MOST_READINGS, before.weights[u]!) * sameness(before.ink, ink, places[t]!, reach);
    if (trust <= 0) continue;
    weights[t] = 1 + trust;
    mix(data, t, before.logs, u, logs.classes, trust / (1 + trust));
  }
  return { ...fresh, logs: { ...logs, data } };
}

/** Frame `t` of `data` becomes the geometric mean with frame `u` of `old`, of weight `share`. */
function mix(data: Float32Array, t: number, old: LogProbabilities, u: number, classes: number, share: number): void {
  let sum = 0;
  for (let c = 0; c < classes; c++) {
    const log = (1 - share) * data[t * classes + c]! + share * old.data[u * classes + c]!;
    data[t * classes + c] = log;
    if (log > -20) sum += Math.exp(log);
  }
  const norm = Math.log(sum);
  for (let c = 0; c < classes; c++) data[t * classes + c] = data[t * classes + c]! - norm;
}

/** For each new frame the old one that it says the same of, −1 where there is none. */
function pairFrames(before: PosteriorPool, logs: LogProbabilities, places: Float32Array): Int32Array {
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

function inkColumns(crop: GreyImage, origin: { readonly x: number; readonly y: number }): InkColumns {
  const firstBand = Math.floor(origin.y / BAND);
  const bands = Math.floor((origin.y + crop.height - 1) / BAND) - firstBand + 1;
  const data = new Float32Array(crop.width * bands);
  for (let y = 0; y < crop.height; y++) {
    const band = Math.floor((origin.y + y) / BAND) - firstBand;
    for (let x = 0; x < crop.width; x++) data[x * bands + band]! += 255 - crop.data[y * crop.width + x]!;
  }
  return { left: origin.x, bands, firstBand, data };
}

/** 1 where the ink about column `x` is the same, falling to 0 where it has changed. */
function sameness(a: InkColumns, b: InkColumns, x: number, reach: number): number {
  let difference = 0;
  let all = 0;
  const from = Math.min(a.firstBand, b.firstBand);
  const to = Math.max(a.firstBand + a.bands, b.firstBand + b.bands);
  for (let column = Math.round(x) - reach; column <= Math.round(x) + reach; column++)
    for (let band = from; band < to; band++) {
      const p = darkness(a, column, band);
      const q = darkness(b, column, band);
      difference += Math.abs(p - q);
      all += Math.max(p, q);
    }
  return all === 0 ? 1 : Math.max(0, 1 - difference / all / CHANGED);
}

function darkness({ left, bands, firstBand, data }: InkColumns, column: number, band: number): number {
  const x = column - left;
  const y = band - firstBand;
  if (x < 0 || y < 0 || y >= bands || x * bands >= data.length) return 0;
  return data[x * bands + y]!;
}
