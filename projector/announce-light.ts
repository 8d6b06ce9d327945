/** When a picture of the light is worth sending: often while it changes, now and then while it stands still. Pure. */
import type { Sample } from './sample-output.ts';

/** ms between pictures while light moves: the camera sees about this often. */
export const SAMPLE_EVERY_MS = 150;
/** A camera that joins late learns of standing light within this time, ms. */
const REPEAT_MS = 2_000;
/** Of 255: dither and rounding stay below it. */
const SAME_LEVEL = 2;

export interface Announced {
  readonly sample: Sample;
  readonly at: number;
}

export const isWorthSending = (before: Announced | null, sample: Sample, now: number): boolean => {
  if (!before || before.sample.picture.length !== sample.picture.length || now - before.at >= REPEAT_MS) return true;
  return sample.picture.some((level, i) => Math.abs(level - before.sample.picture[i]!) > SAME_LEVEL);
};
