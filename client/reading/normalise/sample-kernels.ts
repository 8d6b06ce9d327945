/**
 * The inner loops of sample-ink.ts as WebAssembly, x and y as one vector of doubles: the same sums in the same order, so the same to the bit.
 */
import {
  addTo,
  type Code,
  countDown,
  doubleDifference,
  doubleLess,
  doubleProduct,
  doubleSum,
  END,
  f32Load,
  f32Store,
  f64x2,
  floor,
  get,
  i32Add,
  lowerHalf,
  lowestBytes,
  moveOn,
  set,
  toDoubles,
  toFloats,
  toWholeNumbers,
  twoAndTwoFloats,
  upperHalf,
  v128Load,
  v128Store,
  whenAny,
  wholeNumber,
} from '../../inference/wasm-code.ts';
import type { WasmFunction } from '../../inference/wasm-module.ts';

/**
 * out[i] += weight · the bilinear sample at (x, y) + i · step, for `count` i, all within the plane. Addresses: bytes; `data`: floats, rows `line` bytes
 * apart; `state`: doubles x, y; step x, y; 4, line; weight, weight. x and y are left one step beyond the last.
 */
export type AddSamples = (data: number, line: number, state: number, out: number, count: number) => void;

export const addSamples: WasmFunction = (() => {
  const [data, line, state, out, count] = [0, 1, 2, 3, 4] as const;
  const [at, below] = [5, 6] as const;
  const [place, step, scale, weight, corner, part, four, both] = [7, 8, 9, 10, 11, 12, 13, 14] as const;
  const constants = [place, step, scale, weight].map((local, i) => [...v128Load(state, 16 * i), ...set(local)]);
  const offset = doubleProduct(get(corner), get(scale));
  const everySample = countDown(count, [
    [...floor(get(place)), ...set(corner)],
    [...offset, ...set(part), ...wholeNumber(doubleSum(get(part), upperHalf(get(part))))],
    [...get(data), ...i32Add, ...set(at), ...addTo(below, at, line)],
    // Top left, bottom left, top right, bottom right.
    [...twoAndTwoFloats(at, below), ...set(four)],
    // Most of a line is paper.
    whenAny(get(four), [
      [...doubleDifference(get(place), get(corner)), ...set(part)],
      [...toDoubles(get(four)), ...set(corner)],
      doubleSum(
        get(corner),
        doubleProduct(doubleDifference(toDoubles(upperHalf(get(four))), get(corner)), lowerHalf(get(part))),
      ),
      set(both),
      doubleSum(get(both), doubleProduct(doubleDifference(upperHalf(get(both)), get(both)), upperHalf(get(part)))),
      set(both),
      f32Store(out, toFloats(doubleSum(toDoubles(f32Load(out)), doubleProduct(get(weight), get(both))))),
    ]),
    [...doubleSum(get(place), get(step)), ...set(place)],
    moveOn(out, 4),
  ]);
  const body = [...constants.flat(), ...everySample, ...v128Store(state, get(place)), ...END];
  return { name: 'addSamples', parameters: 5, i32Locals: 2, v128Locals: 8, body };
})();

/** bytes[i] = the whole part of ink[i] · gain + ½, 255 at most, for 4 · `quads` i. `state`: doubles gain, gain. */
export type ToBytes = (ink: number, state: number, bytes: number, quads: number) => void;

export const toBytes: WasmFunction = (() => {
  const [ink, state, bytes, quads] = [0, 1, 2, 3] as const;
  const [gain, four] = [4, 5] as const;
  const byteOf = (two: Code): Code =>
    toWholeNumbers(doubleLess(f64x2(255), doubleSum(doubleProduct(toDoubles(two), get(gain)), f64x2(0.5))));
  const everyQuad = countDown(quads, [
    [...v128Load(ink), ...set(four)],
    f32Store(bytes, lowestBytes(byteOf(get(four)), byteOf(upperHalf(get(four))))),
    [...moveOn(ink, 16), ...moveOn(bytes, 4)],
  ]);
  return {
    name: 'toBytes',
    parameters: 4,
    i32Locals: 0,
    v128Locals: 2,
    body: [...v128Load(state), ...set(gain), ...everyQuad, ...END],
  };
})();
