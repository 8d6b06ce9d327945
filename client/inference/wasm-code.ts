/** The instructions that the kernels are made of, as bytes (WebAssembly Core Specification 2.0; relaxed SIMD as in its version 3.0). */
import { signed, unsigned } from './wasm-module.ts';

export type Code = readonly number[];

const simd = (op: number): number[] => [0xfd, ...unsigned(op)];
/** Alignment 2² bytes is a hint that holds for every float. */
const access = (offset: number): number[] => [2, ...unsigned(offset)];

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number): Code => [0x21, ...unsigned(local)];
const tee = (local: number): Code => [0x22, ...unsigned(local)];
const i32 = (value: number): Code => [0x41, ...signed(value)];
const i32Add: Code = [0x6a];
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

const EMPTY_BLOCK = 0x40;
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
