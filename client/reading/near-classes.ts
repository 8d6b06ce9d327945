/**
 * Which classes a line says at all, frame by frame: one in twelve. Guessing the text, searching it and measuring its doubt ask for no
 * others, and the search through all of them is made once.
 */
import type { LogProbabilities } from './log-softmax.ts';

/** Classes below this log probability are far: e^-12 is neither tried by a search nor seen in an entropy. */
export const NEAR = -12;

/** All bits of a float32 but its sign: as whole numbers these rise as the float's size does. The first size that is far. */
const SIZE = 0x7fffffff;
const FAR = (new Int32Array(Float32Array.of(NEAR).buffer)[0]! & SIZE) + 1;

/** Of frame t, the near classes are entries starts[t] … starts[t + 1] − 1, rising. */
export interface NearClasses {
  readonly starts: Int32Array;
  readonly classes: Int16Array;
}

/** The last answer: what is done with a line is done one after the other. Log probabilities are never changed once they are made. */
let lastOf: LogProbabilities | null = null;
let last: NearClasses | null = null;

export function listNear(logs: LogProbabilities): NearClasses {
  if (last !== null && lastOf === logs) return last;
  const { frames, classes } = logs;
  const bits = new Int32Array(logs.data.buffer, logs.data.byteOffset, logs.data.length);
  const starts = new Int32Array(frames + 1);
  let near = new Int16Array(64 * frames);
  let count = 0;
  for (let t = 0, at = 0; t < frames; t++, at += classes) {
    // Room for a frame that says everything.
    if (near.length < count + classes) {
      const larger = new Int16Array(2 * near.length + classes);
      larger.set(near);
      near = larger;
    }
    // Four at a time: most are far, and so are their neighbours.
    let c = 0;
    for (; c < classes - 3; c += 4) {
      const i = at + c;
      const one = (bits[i]! & SIZE) - FAR;
      const two = (bits[i + 1]! & SIZE) - FAR;
      const three = (bits[i + 2]! & SIZE) - FAR;
      const four = (bits[i + 3]! & SIZE) - FAR;
      if ((one | two | three | four) >= 0) continue;
      if (one < 0) near[count++] = c;
      if (two < 0) near[count++] = c + 1;
      if (three < 0) near[count++] = c + 2;
      if (four < 0) near[count++] = c + 3;
    }
    for (; c < classes; c++) if ((bits[at + c]! & SIZE) < FAR) near[count++] = c;
    starts[t + 1] = count;
  }
  lastOf = logs;
  last = { starts, classes: near };
  return last;
}
