/**
 * The loops of a softmax over all classes of all frames as WebAssembly, two doubles at a time: the same sums in the same order as log-softmax.ts
 * has them in JavaScript, for runtimes without 128-bit vectors, so the same to the bit.
 */
import {
  type Code,
  copy,
  countDown,
  doubleDifference,
  doubleGreater,
  doubleProduct,
  doubleQuotient,
  doubleSum,
  END,
  f64x2,
  firstFloat,
  floor,
  get,
  greater,
  lowerHalf,
  moveBy,
  moveOn,
  noLess,
  oneOfEach,
  roundToFloats,
  secondFloat,
  set,
  sum,
  toDoubles,
  toFloats,
  twoFloatsStore,
  twoFromTable,
  upperHalf,
  v128Load,
  v128LoadSplat,
  v128LoadTwoFloats,
  v128Store,
  whenAny,
  whenGreater,
} from '../inference/wasm-code.ts';
import type { WasmFunction } from '../inference/wasm-module.ts';
import { NOTHING, POWERS, STEPS } from './decay.ts';
import { openKernels, type Room } from './open-kernels.ts';

/**
 * Of each of `frames` frames of 4 · `quads` + `rest` scores: the greatest, and the sum of what decay gives of the others' distances to it over the
 * temperature, as two doubles at `found`. `powers`: decay's table; `state`: doubles temperature, twice; then a float four times: how far below the greatest no power is
 * left. Addresses: bytes.
 */
export type SumFrames = (
  scores: number,
  quads: number,
  rest: number,
  powers: number,
  state: number,
  found: number,
  frames: number,
) => void;

const sumFrames: WasmFunction = (() => {
  const [scores, quads, rest, powers, state, found, frames] = [0, 1, 2, 3, 4, 5, 6] as const;
  const [at, left, address] = [7, 8, 9] as const;
  const [temperature, reach, peak, peaks, far, total, four, near, part, index] = [
    10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
  ] as const;
  // Terms of decay's series, the last first.
  const series = [1 / 2, 1, 1].reduce<Code>(
    (code, term) => doubleSum(f64x2(term), doubleProduct(get(part), code)),
    doubleSum(f64x2(1 / 6), doubleQuotient(get(part), f64x2(24))),
  );
  const addPowers = (two: Code, count: number): Code => [
    ...doubleGreater(f64x2(NOTHING), doubleQuotient(doubleDifference(two, get(peaks)), get(temperature))),
    ...[...set(near), ...floor(doubleProduct(get(near), f64x2(-STEPS))), ...set(index)],
    ...[...doubleSum(get(near), doubleProduct(get(index), f64x2(1 / STEPS))), ...set(part)],
    ...[...doubleProduct(twoFromTable(get(index), powers, index, address), series), ...set(part)],
    ...[...doubleSum(get(total), get(part)), ...set(total)],
    ...(count > 1 ? [...doubleSum(get(total), upperHalf(get(part))), ...set(total)] : []),
  ];
  const raise = (floats: Code): Code => [...greater(get(peak), floats), ...set(peak)];
  const findPeak = [
    [...v128LoadSplat(scores), ...set(peak), ...copy(scores, at), ...copy(quads, left)],
    countDown(left, [raise(v128Load(at)), moveOn(at, 16)]),
    copy(rest, left),
    whenGreater(left, 0, countDown(left, [raise(v128LoadSplat(at)), moveOn(at, 4)])),
    [...raise(upperHalf(get(peak))), ...raise(secondFloat(get(peak))), ...firstFloat(get(peak)), ...set(peak)],
    [...toDoubles(get(peak)), ...set(peaks), ...sum(get(peak), get(reach)), ...set(far)],
  ];
  const everyFrame = countDown(frames, [
    ...findPeak,
    [...f64x2(0), ...set(total), ...copy(quads, left)],
    countDown(left, [
      [...v128Load(scores), ...set(four)],
      // Two classes in three are too far behind for any power to be left.
      whenAny(noLess(get(four), get(far)), [
        addPowers(toDoubles(get(four)), 2),
        addPowers(toDoubles(upperHalf(get(four))), 2),
      ]),
      moveOn(scores, 16),
    ]),
    copy(rest, left),
    whenGreater(
      left,
      0,
      countDown(left, [
        [...v128LoadSplat(scores), ...set(four)],
        [...addPowers(toDoubles(get(four)), 1), ...moveOn(scores, 4)],
      ]),
    ),
    v128Store(found, oneOfEach(get(peaks), get(total))),
    moveOn(found, 16),
  ]);
  const constants = [...v128Load(state), ...set(temperature), ...v128Load(state, 16), ...set(reach)];
  return {
    name: 'sumFrames',
    parameters: 7,
    i32Locals: 3,
    v128Locals: 10,
    body: [...constants, ...everyFrame, ...END],
  };
})();

/**
 * logs = (scores − peak) / temperature, rounded, − norm, for `frames` frames of 2 · `pairs` scores, `line` bytes apart: of each frame peak and norm as two
 * doubles at `found`. What is written beyond a frame is the next one's, and written again. Addresses: bytes.
 */
export type SubtractNorms = (
  scores: number,
  logs: number,
  line: number,
  pairs: number,
  state: number,
  found: number,
  frames: number,
) => void;

const subtractNorms: WasmFunction = (() => {
  const [scores, logs, line, pairs, state, found, frames] = [0, 1, 2, 3, 4, 5, 6] as const;
  const [at, to, left] = [7, 8, 9] as const;
  const [temperature, peaks, norms] = [10, 11, 12] as const;
  const distance = doubleQuotient(doubleDifference(toDoubles(v128LoadTwoFloats(at)), get(peaks)), get(temperature));
  const everyFrame = countDown(frames, [
    [...lowerHalf(v128Load(found)), ...set(peaks), ...upperHalf(v128Load(found)), ...set(norms)],
    [...copy(scores, at), ...copy(logs, to), ...copy(pairs, left)],
    countDown(left, [
      twoFloatsStore(to, toFloats(doubleDifference(roundToFloats(distance), get(norms)))),
      [...moveOn(at, 8), ...moveOn(to, 8)],
    ]),
    [...moveBy(scores, line), ...moveBy(logs, line), ...moveOn(found, 16)],
  ]);
  const body = [...v128Load(state), ...set(temperature), ...everyFrame, ...END];
  return { name: 'subtractNorms', parameters: 7, i32Locals: 3, v128Locals: 3, body };
})();

export interface SoftmaxKernels {
  readonly sumFrames: SumFrames;
  readonly subtractNorms: SubtractNorms;
  readonly room: Room;
}

let opened: SoftmaxKernels | null | undefined;

/** null where the runtime has no 128-bit vectors. */
export function softmaxKernels(): SoftmaxKernels | null {
  if (opened !== undefined) return opened;
  const found = openKernels([sumFrames, subtractNorms]);
  opened = found && { ...(found.exports as Omit<SoftmaxKernels, 'room'>), room: found.room };
  return opened;
}

/** Frames in the kernels' memory, and what was found of them. */
export interface SummedFrames {
  readonly buffer: ArrayBuffer;
  readonly scores: number;
  readonly state: number;
  readonly logs: number;
  readonly foundAt: number;
  /** Of frame t, the peak and the sum at 2 · t and 2 · t + 1. */
  readonly found: Float64Array;
}

/** Sums `frames` frames of `classes` scores; null where the classes are too few. They hold until frames are summed again. */
export function sumInMemory(
  { sumFrames, room }: SoftmaxKernels,
  data: Float32Array,
  frames: number,
  classes: number,
  temperature: number,
): SummedFrames | null {
  if (frames === 0 || classes < 4) return null;
  const size = 4 * frames * classes;
  const { buffer, at } = room(8 * POWERS.length, 32, size + 8, 16 * frames, size + 8);
  const [powers, state, scores, foundAt, logs] = at as [number, number, number, number, number];
  new Float64Array(buffer, powers, POWERS.length).set(POWERS);
  new Float64Array(buffer, state, 2).fill(temperature);
  new Float32Array(buffer, state + 16, 4).fill(1.001 * NOTHING * temperature);
  new Float32Array(buffer, scores, frames * classes).set(data);
  sumFrames(scores, classes >> 2, classes & 3, powers, state, foundAt, frames);
  return { buffer, scores, state, logs, foundAt, found: new Float64Array(buffer, foundAt, 2 * frames) };
}
