/**
 * The two inner loops of shrink-area.ts as WebAssembly, two doubles at a time: the same sums in the same order, so the same to the bit, in a fraction of the time.
 */
import {
  addTo,
  type Code,
  copy,
  countDown,
  doubleProduct,
  doubleSum,
  doubles,
  END,
  f32Store,
  f32x4,
  get,
  i32Load,
  i32x4FromBytes,
  moveBy,
  moveOn,
  roundToFloats,
  set,
  toFloats,
  upperHalf,
  v128Load,
  v128LoadDoubleSplat,
  v128Store,
} from '../../inference/wasm-code.ts';
import type { WasmFunction } from '../../inference/wasm-module.ts';

/**
 * row[x] = Σ weights[k] · source[k · line + x] for 4 · `quads` x, rounded to float32 after each of `taps` ≥ 1. Addresses: bytes; weights and row: doubles.
 */
export type WeighRows = (
  source: number,
  line: number,
  taps: number,
  weights: number,
  row: number,
  quads: number,
) => void;

export const weighRows: WasmFunction = (() => {
  const [source, line, taps, weights, row, quads] = [0, 1, 2, 3, 4, 5] as const;
  const [at, weight, left] = [6, 7, 8] as const;
  const [low, high, pixels, factor] = [9, 10, 11, 12] as const;
  const add = (total: number, two: Code): Code => [
    ...roundToFloats(doubleSum(get(total), doubleProduct(get(factor), doubles(two)))),
    ...set(total),
  ];
  const everyTap = countDown(left, [
    [...i32x4FromBytes(at), ...set(pixels), ...v128LoadDoubleSplat(weight), ...set(factor)],
    add(low, get(pixels)),
    add(high, upperHalf(get(pixels))),
    [...moveBy(at, line), ...moveOn(weight, 8)],
  ]);
  const everyQuad = countDown(quads, [
    [...f32x4(0), ...set(low), ...f32x4(0), ...set(high)],
    [...copy(source, at), ...copy(weights, weight), ...copy(taps, left)],
    everyTap,
    [...v128Store(row, get(low)), ...v128Store(row, get(high), 16)],
    [...moveOn(source, 4), ...moveOn(row, 32)],
  ]);
  return { name: 'weighRows', parameters: 6, i32Locals: 3, v128Locals: 4, body: [...everyQuad, ...END] };
})();

/**
 * out[i] = Σ weights[2 · pairs · i + k] · row[first[i] + k], in order, for `count` i and 2 · `pairs` k. Addresses: bytes; `firsts`: byte offsets
 * in the row as int32; weights and row: doubles; out: floats.
 */
export type WeighColumns = (
  row: number,
  firsts: number,
  weights: number,
  out: number,
  pairs: number,
  count: number,
) => void;

export const weighColumns: WasmFunction = (() => {
  const [row, firsts, weights, out, pairs, count] = [0, 1, 2, 3, 4, 5] as const;
  const [at, left, first] = [6, 7, 8] as const;
  const [total, two] = [9, 10] as const;
  const add = (value: Code): Code => [...doubleSum(get(total), value), ...set(total)];
  const everyPair = countDown(left, [
    [...doubleProduct(v128Load(at), v128Load(weights)), ...set(two)],
    // The lower lane is the sum; nobody asks for the other.
    [...add(get(two)), ...add(upperHalf(get(two)))],
    [...moveOn(at, 16), ...moveOn(weights, 16)],
  ]);
  const everyOne = countDown(count, [
    [...i32Load(firsts), ...set(first), ...addTo(at, row, first)],
    [...f32x4(0), ...set(total), ...copy(pairs, left)],
    everyPair,
    f32Store(out, toFloats(get(total))),
    [...moveOn(firsts, 4), ...moveOn(out, 4)],
  ]);
  return { name: 'weighColumns', parameters: 6, i32Locals: 3, v128Locals: 2, body: [...everyOne, ...END] };
})();
