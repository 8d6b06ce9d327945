/**
 * What the network said of the same ink in earlier readings and says now, as one opinion: frame by frame the weighed geometric mean of
 * probabilities, where frames are paired by their places and peaks. Where the ink has changed, only the newest reading counts.
 * Frames: network frames; places in px of the canvas raster, through the line's own map and its crop's origin.
 */
import type { GreyImage } from '../vision/grey-image.ts';
import { type InkColumns, inkColumns, sameness } from './compare-ink-columns.ts';
import type { LogProbabilities } from './log-softmax.ts';
import { type NormalisedLine, toSourcePoint } from './normalise-line.ts';
import { type PlacedFrames, pairFrames } from './pair-frames.ts';

/** One reading's frames and the ink that they were made of. */
export interface PlacedPosterior {
  readonly logs: LogProbabilities;
  readonly line: NormalisedLine;
  /** Grey, dark ink on white, and where its top-left lies in px of the canvas raster. */
  readonly crop: GreyImage;
  readonly origin: { readonly x: number; readonly y: number };
}

/** The opinion so far, on the frames of the newest reading. */
export interface PosteriorPool extends PlacedFrames {
  /** Readings behind each frame, the newest included. */
  readonly weights: Float32Array;
  readonly ink: InkColumns;
}

/** Earlier readings count as no more than so many: a slow drift of the ink's look must win in the end. */
const MOST_READINGS = 4;
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
  const path = pairFrames(before, fresh);
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
  let peak = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < classes; c++) {
    const log = (1 - share) * data[t * classes + c]! + share * old.data[u * classes + c]!;
    data[t * classes + c] = log;
    if (log > peak) peak = log;
  }
  // Readings that were both sure, of different characters, leave little of either: what is left is set against the most probable.
  let sum = 0;
  for (let c = 0; c < classes; c++) {
    const log = data[t * classes + c]! - peak;
    if (log > -20) sum += Math.exp(log);
  }
  const norm = peak + Math.log(sum);
  for (let c = 0; c < classes; c++) data[t * classes + c] = data[t * classes + c]! - norm;
}
