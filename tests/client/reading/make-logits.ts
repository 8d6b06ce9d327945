/** Logits as a sure network would give them, for tests: one frame a listed class, every other class far below. */
import type { Logits } from '../../../client/reading/recognise.ts';

/** `path` is a class per frame, or a map from class to logit for a frame that hesitates. */
export function makeLogits(path: readonly (number | Readonly<Record<number, number>>)[], classes: number): Logits {
  const data = new Float32Array(path.length * classes).fill(-12);
  path.forEach((frame, t) => {
    if (typeof frame === 'number') data[t * classes + frame] = 0;
    else for (const [c, logit] of Object.entries(frame)) data[t * classes + Number(c)] = logit;
  });
  return { frames: path.length, classes, data };
}

/** mulberry32: a small seeded generator of 0 ≤ x < 1. */
export function seeded(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
