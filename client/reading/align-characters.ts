/**
 * Where each character of a text stands: the most probable CTC path of that very text (Viterbi forced alignment).
 * In: log probabilities and class indices. Out: frames per character and how sure the network was of it.
 */
import type { LogProbabilities } from './log-softmax.ts';

export interface AlignedCharacter {
  /** First frame and one past the last in which the path says this character. */
  readonly from: number;
  readonly to: number;
  /** The greatest log probability of the character within its frames. */
  readonly log: number;
}

/** One entry a label; null when the text needs more frames than there are. */
export function alignCharacters(
  logs: LogProbabilities,
  labels: readonly number[],
  blank: number,
): AlignedCharacter[] | null {
  const { frames, classes, data } = logs;
  // States alternate blank, label, blank, label … blank.
  const states = 2 * labels.length + 1;
  const classOf = new Int32Array(states).fill(blank);
  // A blank may be skipped between different characters.
  const skips = new Uint8Array(states);
  labels.forEach((label, i) => {
    classOf[2 * i + 1] = label;
    if (i > 0 && label !== labels[i - 1]) skips[2 * i + 1] = 1;
  });
  let before = new Float64Array(states).fill(Number.NEGATIVE_INFINITY);
  let now = before.slice();
  // How many states back the best path came from: 0, 1 or 2.
  const steps = new Uint8Array(frames * states);
  for (let t = 0; t < frames; t++) {
    const at = t * classes;
    // A path moves at most two states a frame, and must still reach the end.
    const first = Math.max(0, states - 2 * (frames - t));
    const last = Math.min(states - 1, 2 * t + 1);
    for (let s = first; s <= last; s++) {
      let best = t === 0 ? 0 : before[s]!;
      let step = 0;
      if (s > 0 && before[s - 1]! > best) {
        best = before[s - 1]!;
        step = 1;
      }
      if (skips[s] === 1 && before[s - 2]! > best) {
        best = before[s - 2]!;
        step = 2;
      }
      now[s] = best + data[at + classOf[s]!]!;
      steps[t * states + s] = step;
    }
    [before, now] = [now, before];
  }
  let s = states - 1;
  if (states > 1 && before[states - 2]! > before[s]!) s = states - 2;
  if (before[s] === Number.NEGATIVE_INFINITY) return null;
  const from = new Int32Array(labels.length).fill(-1);
  const to = new Int32Array(labels.length);
  const log = new Float64Array(labels.length).fill(Number.NEGATIVE_INFINITY);
  for (let t = frames - 1; t >= 0; t--) {
    if (s % 2 === 1) {
      const at = s >> 1;
      if (from[at] === -1) to[at] = t + 1;
      from[at] = t;
      log[at] = Math.max(log[at]!, data[t * classes + labels[at]!]!);
    }
    s -= steps[t * states + s]!;
  }
  return labels.map((_, at) => ({ from: from[at]!, to: to[at]!, log: log[at]! }));
}

/**
 * Left and right edge of each character in frames: CTC says a character in one or two frames near its middle, so edges
 * lie halfway between neighbours, and the outer ones as far out as the inner ones.
 */
export function characterEdges(
  aligned: readonly AlignedCharacter[],
  frames: number,
): { readonly left: number; readonly right: number }[] {
  const middles = aligned.map(({ from, to }) => (from + to) / 2);
  return middles.map((middle, i) => {
    const toLeft = i > 0 ? (middle - middles[i - 1]!) / 2 : null;
    const toRight = i < middles.length - 1 ? (middles[i + 1]! - middle) / 2 : null;
    const left = middle - (toLeft ?? toRight ?? aligned[i]!.to - aligned[i]!.from);
    const right = middle + (toRight ?? toLeft ?? aligned[i]!.to - aligned[i]!.from);
    return { left: Math.max(0, left), right: Math.min(frames, right) };
  });
}
