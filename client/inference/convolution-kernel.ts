/**
 * The innermost kernel as WebAssembly: sums of products for eight channels at four positions, which fill the registers of a CPU with
 * 128-bit vectors, and what follows a convolution. It reads the input where it lies, in runs of floats that touch (all channels of a
 * row's pixels), so that no matrix of patches is made. A fused multiply-add is used where the runtime has it.
 */
import {
  addTo,
  type Code,
  copy,
  countDown,
  countDownInTwos,
  END,
  get,
  moveBy,
  moveOn,
  multiple,
  positive,
  product,
  relaxedMultiplyAdd,
  set,
  sum,
  v128Load,
  v128LoadSplat,
  v128Store,
} from './wasm-code.ts';
import type { WasmFunction } from './wasm-module.ts';

/** Output channels that a call computes: tensors have whole groups of them. */
export const CHANNELS = 8;
/** Positions that one turn computes. */
export const POSITIONS = 4;
const VECTOR_BYTES = 16;
const VECTORS = CHANNELS / 4;

/** What becomes of a sum: nothing; max(0, sum); that plus the block's input (`other`); or max(0, sum + other). */
export type Ending = 'linear' | 'relu' | 'residual' | 'bridge';
export const ENDINGS: readonly Ending[] = ['linear', 'relu', 'residual', 'bridge'];

/** What an ending makes of sums, `other` being what it adds. */
export const endWith = (ending: Ending, sums: Code, other: Code): Code => {
  if (ending === 'linear') return sums;
  if (ending === 'bridge') return positive(sum(sums, other));
  return ending === 'relu' ? positive(sums) : sum(positive(sums), other);
};

/**
 * output[p][c] = ending(bias[c] + Σ weights[k][c] · input of position p [k]) for CHANNELS c and POSITIONS · `turns` p. Addresses and steps are in
 * bytes: `positionStep` from one position's input to the next's, `runs` runs of `runLength` floats that lie `runStep` apart, `weights`
 * [runs · runLength, CHANNELS], `outputStep` from one position's output (and what an ending adds, at `other`) to the next's.
 */
export type Convolve = (
  input: number,
  positionStep: number,
  runs: number,
  runLength: number,
  runStep: number,
  weights: number,
  bias: number,
  output: number,
  other: number,
  outputStep: number,
  turns: number,
) => void;

const positions = Array.from({ length: POSITIONS }, (_, i) => i);
const vectors = Array.from({ length: VECTORS }, (_, i) => i);

/** The function called `ending`, of the type Convolve; `fused` needs relaxed SIMD. */
export function convolutionKernel(ending: Ending, fused: boolean): WasmFunction {
  const [input, positionStep, runs, runLength, runStep, weights] = [0, 1, 2, 3, 4, 5] as const;
  const [bias, output, other, outputStep, turns] = [6, 7, 8, 9, 10] as const;
  const [run, left, weight, start, packed, packedStep] = [11, 12, 13, 14, 15, 16] as const;
  const pixel = (position: number): number => 17 + position;
  const I32_LOCALS = 6 + POSITIONS;
  const first = 11 + I32_LOCALS;
  const total = (position: number, vector: number): number => first + position * VECTORS + vector;
  const weighs = (vector: number): number => first + POSITIONS * VECTORS + vector;
  const scalar = first + POSITIONS * VECTORS + VECTORS;

  const accumulate = (p: number, v: number): Code => {
    const [a, b, c] = [get(scalar), get(weighs(v)), get(total(p, v))];
    return [...(fused ? relaxedMultiplyAdd(a, b, c) : sum(c, product(a, b))), ...set(total(p, v))];
  };
  const step = (float: number): readonly Code[] => [
    ...vectors.map((v) => [...v128Load(weight, VECTOR_BYTES * (v + VECTORS * float)), ...set(weighs(v))]),
    ...positions.flatMap((p) => [
      [...v128LoadSplat(pixel(p), 4 * float), ...set(scalar)],
      ...vectors.map((v) => accumulate(p, v)),
    ]),
  ];
  const everyFloat = countDownInTwos(left, step(0), step(1), [
    ...positions.map((p) => moveOn(pixel(p), 8)),
    moveOn(weight, 8 * CHANNELS),
  ]);
  const pointAt = (p: number): Code => (p === 0 ? copy(start, pixel(0)) : addTo(pixel(p), pixel(p - 1), positionStep));
  const everyRun = countDown(run, [
    ...positions.map(pointAt),
    [...copy(runLength, left), ...copy(packed, weight)],
    everyFloat,
    [...moveBy(start, runStep), ...moveBy(packed, packedStep)],
  ]);
  const store = (p: number): Code => [
    ...vectors.flatMap((v) =>
      v128Store(output, endWith(ending, get(total(p, v)), v128Load(other, VECTOR_BYTES * v)), VECTOR_BYTES * v),
    ),
    ...moveBy(output, outputStep),
    ...moveBy(other, outputStep),
  ];
  const everyTurn = countDown(turns, [
    ...vectors.flatMap((v) => positions.map((p) => [...v128Load(bias, VECTOR_BYTES * v), ...set(total(p, v))])),
    [...copy(input, start), ...copy(weights, packed), ...copy(runs, run)],
    everyRun,
    ...positions.map(store),
    ...positions.map(() => moveBy(input, positionStep)),
  ]);
  return {
    name: ending,
    parameters: 11,
    i32Locals: I32_LOCALS,
    v128Locals: POSITIONS * VECTORS + VECTORS + 1,
    body: [...multiple(packedStep, runLength, 4 * CHANNELS), ...everyTurn, ...END],
  };
}
