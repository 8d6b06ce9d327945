/**
 * The inner loops of flatten-paper.ts and stretch-ink.ts as WebAssembly, two doubles at a time: the same sums in the same order, so the same to the bit.
 */
import {
  type Code,
  countDown,
  doubleDifference,
  doubleGreater,
  doubleLess,
  doubleProduct,
  doubleQuotient,
  doubleSum,
  END,
  f64x2,
  get,
  moveOn,
  notBelowZero,
  set,
  toDoubles,
  toFloats,
  twoFloatsStore,
  v128Load,
  v128LoadTwoFloats,
} from '../../inference/wasm-code.ts';
import type { WasmFunction } from '../../inference/wasm-module.ts';

/**
 * Floats in place: 1 − grey / max(least, above · rest + below · part), nothing below 0, for 2 · `pairs` pixels of a row. `state`: doubles, each
 * twice: rest, part, least.
 */
export type FlattenRow = (data: number, above: number, below: number, state: number, pairs: number) => void;

export const flattenRow: WasmFunction = (() => {
  const [data, above, below, state, pairs] = [0, 1, 2, 3, 4] as const;
  const [rest, part, least, darker] = [5, 6, 7, 8] as const;
  const constants = [rest, part, least].map((local, i) => [...v128Load(state, 16 * i), ...set(local)]);
  const tone = doubleSum(doubleProduct(v128Load(above), get(rest)), doubleProduct(v128Load(below), get(part)));
  const grey = toDoubles(v128LoadTwoFloats(data));
  const everyPair = countDown(pairs, [
    [...doubleDifference(f64x2(1), doubleQuotient(grey, doubleGreater(get(least), tone))), ...set(darker)],
    twoFloatsStore(data, toFloats(notBelowZero(darker))),
    [...moveOn(data, 8), ...moveOn(above, 16), ...moveOn(below, 16)],
  ]);
  return named('flattenRow', 5, 4, [...constants.flat(), ...everyPair]);
})();

/** Floats in place: (ink − low) / span, nothing below 0 or above 1, for 2 · `pairs` of them. `state`: doubles, each twice: low, span. */
export type Stretch = (data: number, state: number, pairs: number) => void;

export const stretch: WasmFunction = (() => {
  const [data, state, pairs] = [0, 1, 2] as const;
  const [low, span, ink] = [3, 4, 5] as const;
  const constants = [low, span].map((local, i) => [...v128Load(state, 16 * i), ...set(local)]);
  const everyPair = countDown(pairs, [
    [...doubleQuotient(doubleDifference(toDoubles(v128LoadTwoFloats(data)), get(low)), get(span)), ...set(ink)],
    twoFloatsStore(data, toFloats(doubleLess(f64x2(1), notBelowZero(ink)))),
    moveOn(data, 8),
  ]);
  return named('stretch', 3, 3, [...constants.flat(), ...everyPair]);
})();

function named(name: string, parameters: number, v128Locals: number, body: Code): WasmFunction {
  return { name, parameters, i32Locals: 0, v128Locals, body: [...body, ...END] };
}
