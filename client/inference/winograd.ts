/**
 * Short convolutions along a row with fewer products: six products give four neighbouring outputs of three taps (else twelve) or two
 * of five taps (else ten). Toom–Cook with the points 0, 1, −1, 2, −2, ∞ (Winograd 1980; Lavin and Gray 2016). A dilated row is so many
 * rows side by side, and "neighbouring" means `dilation` columns apart. The kernels for input and output; weights are turned once.
 */
import { type Ending, endWith } from './convolution-kernel.ts';
import {
  addTo,
  type Code,
  clear,
  copy,
  countDown,
  difference,
  END,
  f32x4,
  get,
  moveBy,
  moveOn,
  product,
  set,
  sum,
  v128Load,
  v128Store,
  whenGreater,
} from './wasm-code.ts';
import type { WasmFunction } from './wasm-module.ts';

/** Products a tile: planes of turned input, weights and sums. */
export const PLANES = 6;
const POINTS = [0, 1, -1, 2, -2];
const VECTOR_BYTES = 16;

/** Outputs of a tile with that many taps; 0 = no tile for them. */
export const outputsOf = (taps: number): number => (taps === 3 || taps === 5 ? PLANES + 1 - taps : 0);

/** Divisors of the planes that belong to points: the distances to all other points multiplied. */
const SCALES = POINTS.map((point) => POINTS.reduce((all, other) => (other === point ? all : all * (point - other)), 1));

/** `count` taps from `weights[from]` on to what the planes multiply: `turned` [PLANES]. */
export function turnTaps(weights: Float32Array, from: number, count: number, turned: Float64Array): void {
  for (let j = 0; j < POINTS.length; j++) {
    let value = 0;
    for (let k = count - 1; k >= 0; k--) value = value * POINTS[j]! + weights[from + k]!;
    turned[j] = value / SCALES[j]!;
  }
  turned[PLANES - 1] = weights[from + count - 1]!;
}

/**
 * Turns the input of `tiles` tiles, `vectors` · 4 channels each. `input`: the first of PLANES pixels, `inputStep` apart; `tileStep` from tile to
 * tile; `output`: the first plane, its tiles side by side, planes `planeStep` apart. All in bytes.
 */
export type TurnInput = (
  input: number,
  inputStep: number,
  tileStep: number,
  output: number,
  planeStep: number,
  vectors: number,
  tiles: number,
) => void;

export const turnInput: WasmFunction = (() => {
  const [input, inputStep, tileStep, output, planeStep, vectors, tiles] = [0, 1, 2, 3, 4, 5, 6] as const;
  const [left, source, at, target] = [7, 8, 9, 10] as const;
  const pixel = (i: number): number => 11 + i;
  const [a, b] = [17, 18] as const;
  const d = (i: number): Code => get(pixel(i));
  const times = (factor: number, code: Code): Code => product(f32x4(factor), code);
  const planes: readonly Code[] = [
    sum(difference(times(4, d(0)), times(5, d(2))), d(4)),
    [
      ...difference(d(4), times(4, d(2))),
      ...set(a),
      ...difference(d(3), times(4, d(1))),
      ...set(b),
      ...sum(get(a), get(b)),
    ],
    difference(get(a), get(b)),
    [...difference(d(4), d(2)), ...set(a), ...times(2, difference(d(3), d(1))), ...set(b), ...sum(get(a), get(b))],
    difference(get(a), get(b)),
    sum(difference(times(4, d(1)), times(5, d(3))), d(5)),
  ];
  const load = (i: number): Code => [...v128Load(at), ...set(pixel(i)), ...moveBy(at, inputStep)];
  const everyVector = countDown(left, [
    copy(source, at),
    ...planes.map((_, i) => load(i)),
    copy(output, target),
    ...planes.map((plane) => [...plane, ...set(19), ...v128Store(target, get(19)), ...moveBy(target, planeStep)]),
    moveOn(source, VECTOR_BYTES),
    moveOn(output, VECTOR_BYTES),
  ]);
  const everyTile = countDown(tiles, [copy(vectors, left), copy(input, source), everyVector, moveBy(input, tileStep)]);
  return { name: 'turnInput', parameters: 7, i32Locals: 4, v128Locals: 9, body: [...everyTile, ...END] };
})();

/**
 * Turns the sums of `tiles` tiles back, `vectors` · 4 channels each: `sums` as turnInput leaves its planes; `output` and `other`: the first of
 * a tile's outputs, `outputStep` apart, of which the first `valid` are written; `tileStep` from tile to tile. All in bytes.
 */
export type TurnOutput = (
  sums: number,
  planeStep: number,
  output: number,
  outputStep: number,
  tileStep: number,
  bias: number,
  other: number,
  vectors: number,
  tiles: number,
  valid: number,
) => void;

/** Its name among the exports. */
export const turnOutputName = (ending: Ending, outputs: number): string => `${ending}${outputs}`;

export function turnOutput(ending: Ending, outputs: number): WasmFunction {
  const [sums, planeStep, output, outputStep, tileStep, bias, other, vectors, tiles, valid] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
  ] as const;
  const [left, at, target, added, offset, weighs] = [10, 11, 12, 13, 14, 15] as const;
  const plane = (j: number): number => 16 + j;
  const m = (j: number): Code => get(plane(j));
  const [sum12, less12, sum34, less34] = [22, 23, 24, 25] as const;
  const times = (factor: number, code: Code): Code => product(f32x4(factor), code);
  const all: readonly Code[] = [
    sum(sum(m(0), get(sum12)), get(sum34)),
    sum(get(less12), times(2, get(less34))),
    sum(get(sum12), times(4, get(sum34))),
    sum(get(less12), times(8, get(less34))),
  ];
  // The point at infinity speaks for the last output alone.
  const results = all.slice(0, outputs).map((code, i) => (i === outputs - 1 ? sum(code, m(5)) : code));
  const load = (j: number): Code => [...v128Load(at), ...set(plane(j)), ...moveBy(at, planeStep)];
  const write = (code: Code): Code => v128Store(target, endWith(ending, sum(code, v128Load(weighs)), v128Load(added)));
  const everyVector = countDown(left, [
    copy(sums, at),
    ...Array.from({ length: PLANES }, (_, j) => load(j)),
    [...sum(m(1), m(2)), ...set(sum12), ...difference(m(1), m(2)), ...set(less12)],
    [...sum(m(3), m(4)), ...set(sum34), ...difference(m(3), m(4)), ...set(less34)],
    addTo(target, output, offset),
    addTo(added, other, offset),
    ...results.map((code, i) =>
      whenGreater(valid, i, [...write(code), ...moveBy(target, outputStep), ...moveBy(added, outputStep)]),
    ),
    moveOn(sums, VECTOR_BYTES),
    moveOn(offset, VECTOR_BYTES),
    moveOn(weighs, VECTOR_BYTES),
  ]);
  const everyTile = countDown(tiles, [
    [...copy(vectors, left), ...copy(bias, weighs)],
    clear(offset),
    everyVector,
    [...moveBy(output, tileStep), ...moveBy(other, tileStep)],
  ]);
  return {
    name: turnOutputName(ending, outputs),
    parameters: 10,
    i32Locals: 6,
    v128Locals: 10,
    body: [...everyTile, ...END],
  };
}
