/**
 * Short convolutions along a row with fewer products: six products give four neighbouring outputs of three taps (else twelve) or two
 * of five taps (else ten). Toom–Cook with the points 0, 1, −1, 2, −2, ∞ (Winograd 1980; Lavin and Gray 2016). A dilated row is so many
 * rows side by side, and "neighbouring" means `dilation` columns apart. Down the columns of a square of three by three, five products give
 * three outputs (else nine), with the points 0, 1, −1, 2, ∞. The kernels for input and output; weights are turned once.
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

/** Products a tile of a row: planes of turned input, weights and sums. */
export const PLANES = 6;
/** Products a tile of a column, which has so many outputs. */
export const BAND_PLANES = 5;
export const BAND_OUTPUTS = 3;
const POINTS = [0, 1, -1, 2, -2];
const VECTOR_BYTES = 16;

/** Outputs of a tile with that many taps; 0 = no tile for them. */
export const outputsOf = (taps: number): number => (taps === 3 || taps === 5 ? PLANES + 1 - taps : 0);

/** Divisors of the planes that belong to points: the distances to all other points multiplied. */
const scalesOf = (points: readonly number[]): number[] =>
  points.map((point) => points.reduce((all, other) => (other === point ? all : all * (point - other)), 1));
const SCALES = [BAND_PLANES, PLANES].map((planes) => scalesOf(POINTS.slice(0, planes - 1)));

/** Taps to what the planes multiply, of which there are as many as `turned` is long: PLANES for a row, BAND_PLANES for a column. */
export function turnTaps(taps: Float32Array | Float64Array, turned: Float64Array): void {
  const scales = SCALES[turned.length - BAND_PLANES]!;
  for (let j = 0; j < scales.length; j++) {
    let value = 0;
    for (let k = taps.length - 1; k >= 0; k--) value = value * POINTS[j]! + taps[k]!;
    turned[j] = value / scales[j]!;
  }
  turned[scales.length] = taps[taps.length - 1]!;
}

/**
 * Turns the input of `tiles` tiles, `vectors` · 4 channels each. `input`: the first of as many pixels as there are planes, `inputStep` apart; `tileStep` from
 * tile to tile; `output`: the first plane, its tiles side by side, planes `planeStep` apart; it may be the input. All in bytes.
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

const times = (factor: number, code: Code): Code => product(f32x4(factor), code);

/** The planes of a row's tile from pixels d, one after the other; `a` and `b` keep what two share. */
const rowPlanes = (d: (i: number) => Code, a: number, b: number): readonly Code[] => [
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
/** The same of a column's tile. */
const bandPlanes = (d: (i: number) => Code, a: number, b: number): readonly Code[] => [
  [
    ...[...difference(d(3), d(1)), ...set(a), ...difference(d(2), d(0)), ...set(b)],
    ...difference(get(a), times(2, get(b))),
  ],
  difference(difference(d(3), d(2)), times(2, d(1))),
  sum(difference(d(3), times(3, d(2))), times(2, d(1))),
  get(a),
  difference(difference(d(4), d(2)), times(2, get(a))),
];

/** Of the type TurnInput, for tiles of PLANES or BAND_PLANES. */
export function turnInput(planes: number): WasmFunction {
  const [input, inputStep, tileStep, output, planeStep, vectors, tiles] = [0, 1, 2, 3, 4, 5, 6] as const;
  const [left, source, at, target] = [7, 8, 9, 10] as const;
  const pixel = (i: number): number => 11 + i;
  const [a, b, turned] = [11 + planes, 12 + planes, 13 + planes] as const;
  const results = (planes === PLANES ? rowPlanes : bandPlanes)((i) => get(pixel(i)), a, b);
  const load = (i: number): Code => [...v128Load(at), ...set(pixel(i)), ...moveBy(at, inputStep)];
  const everyVector = countDown(left, [
    copy(source, at),
    ...results.map((_, i) => load(i)),
    copy(output, target),
    ...results.map((code) => [
      ...code,
      ...set(turned),
      ...v128Store(target, get(turned)),
      ...moveBy(target, planeStep),
    ]),
    moveOn(source, VECTOR_BYTES),
    moveOn(output, VECTOR_BYTES),
  ]);
  const everyTile = countDown(tiles, [copy(vectors, left), copy(input, source), everyVector, moveBy(input, tileStep)]);
  return {
    name: turnInputName(planes),
    parameters: 7,
    i32Locals: 4,
    v128Locals: planes + 3,
    body: [...everyTile, ...END],
  };
}

/** Its name among the exports. */
export const turnInputName = (planes: number): string => `turn${planes}`;

/**
 * Turns the sums of `tiles` tiles back, `vectors` · 4 channels each: `sums` as turnInput leaves its planes; `output` and `other`: the first of
 * a tile's outputs (they may be the sums), `outputStep` apart, of which the first `valid` are written; `tileStep` from tile to tile. All in bytes.
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

/** What `outputs` outputs are of plane sums m; the point at infinity speaks for the last alone. */
function outputsOfSums(
  m: (j: number) => Code,
  outputs: number,
  keep: number,
): { readonly first: Code; readonly results: readonly Code[] } {
  const [sum12, less12, sum34, less34] = [keep, keep + 1, keep + 2, keep + 3] as const;
  const first = [...sum(m(1), m(2)), ...set(sum12), ...difference(m(1), m(2)), ...set(less12)];
  if (outputs === BAND_OUTPUTS)
    return {
      first,
      results: [
        sum(sum(m(0), get(sum12)), m(3)),
        sum(get(less12), times(2, m(3))),
        sum(sum(get(sum12), times(4, m(3))), m(4)),
      ],
    };
  const all: readonly Code[] = [
    sum(sum(m(0), get(sum12)), get(sum34)),
    sum(get(less12), times(2, get(less34))),
    sum(get(sum12), times(4, get(sum34))),
    sum(get(less12), times(8, get(less34))),
  ];
  return {
    first: [...first, ...sum(m(3), m(4)), ...set(sum34), ...difference(m(3), m(4)), ...set(less34)],
    results: all.slice(0, outputs).map((code, i) => (i === outputs - 1 ? sum(code, m(5)) : code)),
  };
}

/** Of the type TurnOutput, for tiles of a row or, with BAND_OUTPUTS, of a column. */
export function turnOutput(ending: Ending, outputs: number): WasmFunction {
  const [sums, planeStep, output, outputStep, tileStep, bias, other, vectors, tiles, valid] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
  ] as const;
  const [left, at, target, added, offset, weighs] = [10, 11, 12, 13, 14, 15] as const;
  const planes = outputs === BAND_OUTPUTS ? BAND_PLANES : PLANES;
  const plane = (j: number): number => 16 + j;
  const { first, results } = outputsOfSums((j) => get(plane(j)), outputs, 16 + planes);
  const load = (j: number): Code => [...v128Load(at), ...set(plane(j)), ...moveBy(at, planeStep)];
  const write = (code: Code): Code => v128Store(target, endWith(ending, sum(code, v128Load(weighs)), v128Load(added)));
  const everyVector = countDown(left, [
    copy(sums, at),
    ...Array.from({ length: planes }, (_, j) => load(j)),
    first,
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
    v128Locals: planes + 4,
    body: [...everyTile, ...END],
  };
}
