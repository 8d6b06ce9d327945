/** The instructions that the kernels are made of, as bytes (WebAssembly Core Specification 2.0; relaxed SIMD as in its version 3.0). */
import { signed, unsigned } from './wasm-module.ts';

export type Code = readonly number[];

const EMPTY_BLOCK = 0x40;

const simd = (op: number): number[] => [0xfd, ...unsigned(op)];
/** Alignment 2² bytes is a hint that holds for every float. */
const access = (offset: number): number[] => [2, ...unsigned(offset)];

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number): Code => [0x21, ...unsigned(local)];
const tee = (local: number): Code => [0x22, ...unsigned(local)];
const i32 = (value: number): Code => [0x41, ...signed(value)];
export const i32Add: Code = [0x6a];
const i32Sub: Code = [0x6b];
const i32Mul: Code = [0x6c];
const i32Equal: Code = [0x46];
const i32Greater: Code = [0x4a];

export const v128Load = (address: number, offset = 0): Code => [...get(address), ...simd(0x00), ...access(offset)];
/** One float in all lanes. */
export const v128LoadSplat = (address: number, offset = 0): Code => [...get(address), ...simd(0x09), ...access(offset)];
export const v128Store = (address: number, value: Code, offset = 0): Code => [
  ...get(address),
  ...value,
  ...simd(0x0b),
  ...access(offset),
];
export const f64x2 = (value: number): Code => {
  const bytes = [...new Uint8Array(new Float64Array([value]).buffer)];
  return [...simd(0x0c), ...bytes, ...bytes];
};
/** Four bytes, the other lanes 0. */
const v128LoadFourBytes = (address: number): Code => [...get(address), ...simd(0x5c), 0, 0];
/** One double in both lanes. */
export const v128LoadDoubleSplat = (address: number): Code => [...get(address), ...simd(0x0a), ...access(0)];
/** The first float of `value`. */
export const f32Store = (address: number, value: Code): Code => [
  ...get(address),
  ...value,
  ...simd(0x5a),
  ...access(0),
  0,
];
export const i32Load = (address: number): Code => [...get(address), 0x28, ...access(0)];
/** Four bytes as whole numbers. */
export const i32x4FromBytes = (address: number): Code => [...v128LoadFourBytes(address), ...simd(0x89), ...simd(0xa9)];
/** Two floats, the other lanes 0. */
export const v128LoadTwoFloats = (address: number): Code => [...get(address), ...simd(0x5d), ...access(0)];
/** Two floats and two more, one of each in turns. */
export const twoAndTwoFloats = (one: number, other: number): Code => [
  ...[...v128LoadTwoFloats(one), ...v128LoadTwoFloats(other)],
  ...simd(0x0d),
  ...[0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23],
];
/** One float, the other lanes 0. */
export const f32Load = (address: number): Code => [...get(address), ...simd(0x5c), ...access(0)];
/** The lower half of `value` in both halves. */
export const lowerHalf = (value: Code): Code => [
  ...[...value, ...value],
  ...simd(0x0d),
  ...[0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7],
];
/** The first float of `value` in all lanes. */
export const firstFloat = (value: Code): Code => [
  ...[...value, ...value],
  ...simd(0x0d),
  ...[0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3],
];
/** The second float of `value` in all lanes. */
export const secondFloat = (value: Code): Code => [
  ...[...value, ...value],
  ...simd(0x0d),
  ...[4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7],
];
/** The first double of `a`, then the first of `b`. */
export const oneOfEach = (a: Code, b: Code): Code => [
  ...[...a, ...b],
  ...simd(0x0d),
  ...[0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23],
];
/** The greater of each two floats, none of which is NaN. */
export const greater = (a: Code, b: Code): Code => [...a, ...b, ...simd(0xeb)];
/** All bits of the lanes in which a ≥ b. */
export const noLess = (a: Code, b: Code): Code => [...a, ...b, ...simd(0x46)];
/** The upper half of `value` in both halves. */
export const upperHalf = (value: Code): Code => [
  ...value,
  ...value,
  ...simd(0x0d),
  ...[8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15],
];
/** Of the first two whole numbers. */
export const doubles = (wholeNumbers: Code): Code => [...wholeNumbers, ...simd(0xfe)];
export const doubleSum = (a: Code, b: Code): Code => [...a, ...b, ...simd(0xf0)];
export const doubleProduct = (a: Code, b: Code): Code => [...a, ...b, ...simd(0xf2)];
export const doubleDifference = (a: Code, b: Code): Code => [...a, ...b, ...simd(0xf1)];
export const doubleQuotient = (a: Code, b: Code): Code => [...a, ...b, ...simd(0xf3)];
/** The greater or the less of each two doubles, none of which is NaN. */
export const doubleGreater = (a: Code, b: Code): Code => [...a, ...b, ...simd(0xf7)];
export const doubleLess = (a: Code, b: Code): Code => [...a, ...b, ...simd(0xf6)];
/** What is below 0 becomes 0, as (a + |a|) / 2. */
export const notBelowZero = (local: number): Code =>
  doubleProduct(doubleSum(get(local), [...get(local), ...simd(0xec)]), f64x2(0.5));
/** Two doubles towards 0, as whole numbers. */
export const toWholeNumbers = (a: Code): Code => [...a, ...simd(0xfc)];
/** The lowest bytes of the first two whole numbers of each. */
export const lowestBytes = (a: Code, b: Code): Code => [
  ...[...a, ...b],
  ...simd(0x0d),
  ...[0, 4, 16, 20, 0, 4, 16, 20, 0, 4, 16, 20, 0, 4, 16, 20],
];
/** The first two floats of `value`. */
export const twoFloatsStore = (address: number, value: Code): Code => [
  ...get(address),
  ...value,
  ...simd(0x5b),
  ...access(0),
  0,
];
export const floor = (a: Code): Code => [...a, ...simd(0x75)];
/** Of the first two floats. */
export const toDoubles = (floats: Code): Code => [...floats, ...simd(0x5f)];
/** Added to a whole number, leaves it in the lowest bits. */
const LOWEST_BITS = 2 ** 52;
/** Two doubles at the addresses `table` + 8 · the whole numbers in `two`, none of which is less than 0; `index` and `address` are locals of the asker. */
export const twoFromTable = (two: Code, table: number, index: number, address: number): Code => {
  const find = (lane: number): Code => [
    ...[...get(index), ...simd(0x1b), lane],
    ...[...i32(8), ...i32Mul, ...get(table), ...i32Add],
  ];
  return [
    ...[...doubleSum(two, f64x2(LOWEST_BITS)), ...set(index)],
    ...[...find(2), ...set(address)],
    ...[...find(0), ...simd(0x5d), ...access(0), ...set(index)],
    ...[...get(address), ...get(index), ...simd(0x57), ...access(0), 1],
  ];
};
/** The first double, which is whole and no less than 0, as i32. */
export const wholeNumber = (a: Code): Code => [...doubleSum(a, f64x2(LOWEST_BITS)), ...simd(0x1b), 0];
/** Runs `body` if any bit of `value` is set. */
export const whenAny = (value: Code, body: readonly Code[]): Code => [
  ...value,
  ...simd(0x53),
  ...[0x04, EMPTY_BLOCK],
  ...body.flat(),
  0x0b,
];
/** Two doubles to two floats, the others 0. */
export const toFloats = (a: Code): Code => [...a, ...simd(0x5e)];
/** Two doubles, each the nearest float. */
export const roundToFloats = (a: Code): Code => [...toFloats(a), ...simd(0x5f)];
export const f32x4 = (value: number): Code => {
  const bytes = [...new Uint8Array(new Float32Array([value]).buffer)];
  return [...simd(0x0c), ...bytes, ...bytes, ...bytes, ...bytes];
};
export const sum = (a: Code, b: Code): Code => [...a, ...b, ...simd(0xe4)];
export const difference = (a: Code, b: Code): Code => [...a, ...b, ...simd(0xe5)];
export const product = (a: Code, b: Code): Code => [...a, ...b, ...simd(0xe6)];
/** max(0, a) by "pseudo-maximum": one instruction where f32x4.max takes several, which look after −0 and NaN. */
export const positive = (a: Code): Code => [...f32x4(0), ...a, ...simd(0xeb)];
/** a · b + c, rounded once where the processor can. */
export const relaxedMultiplyAdd = (a: Code, b: Code, c: Code): Code => [...a, ...b, ...c, ...simd(0x105)];

/** Runs `body` while it counts `counter` down to 0: at least once. */
export const countDown = (counter: number, body: readonly Code[]): Code => [
  ...[0x03, EMPTY_BLOCK],
  ...body.flat(),
  ...[...get(counter), ...i32(1), ...i32Sub, ...tee(counter)],
  ...[0x0d, 0x00],
  0x0b,
];
/**
 * Runs `first` and `second` in turns, as often as `counter` says, at least once, and `both` after each two. What is in between ends a block, so that no
 * compiler puts what the second loads before what the first computes: registers would not suffice.
 */
export const countDownInTwos = (
  counter: number,
  first: readonly Code[],
  second: readonly Code[],
  both: readonly Code[],
): Code => [
  ...[0x02, EMPTY_BLOCK],
  ...[0x03, EMPTY_BLOCK],
  ...first.flat(),
  ...[...get(counter), ...i32(1), ...i32Equal],
  ...[0x0d, 0x01],
  ...second.flat(),
  ...both.flat(),
  ...[...get(counter), ...i32(2), ...i32Sub, ...tee(counter)],
  ...[0x0d, 0x00],
  0x0b,
  0x0b,
];
export const whenGreater = (local: number, than: number, body: Code): Code => [
  ...[...get(local), ...i32(than), ...i32Greater],
  ...[0x04, EMPTY_BLOCK],
  ...body,
  0x0b,
];
export const clear = (local: number): Code => [...i32(0), ...set(local)];
export const copy = (from: number, to: number): Code => [...get(from), ...set(to)];
/** to = from + step, all of them locals. */
export const addTo = (to: number, from: number, step: number): Code => [
  ...get(from),
  ...get(step),
  ...i32Add,
  ...set(to),
];
/** local += step, both of them locals. */
export const moveBy = (local: number, step: number): Code => addTo(local, local, step);
/** local += bytes */
export const moveOn = (local: number, bytes: number): Code => [...get(local), ...i32(bytes), ...i32Add, ...set(local)];
/** to = from · factor, both of them locals. */
export const multiple = (to: number, from: number, factor: number): Code => [
  ...get(from),
  ...i32(factor),
  ...i32Mul,
  ...set(to),
];
export const END: Code = [0x0b];
