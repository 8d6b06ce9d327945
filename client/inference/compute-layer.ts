/** One layer of a network by the kernels: which rows, channels and tiles they are called for. Thin glue between places and addresses. */
import { CHANNELS, POSITIONS } from './convolution-kernel.ts';
import type { Kernels } from './kernels.ts';
import type { Layout, Place, Tiles } from './lay-out-tensors.ts';
import type { Convolution, Layer } from './plan-network.ts';
import { BAND_OUTPUTS, BAND_PLANES, PLANES } from './winograd.ts';

const FLOAT = Float32Array.BYTES_PER_ELEMENT;

/** Of a layer's constants, in bytes; weights as pack-weights.ts packs them. */
export interface Addresses {
  readonly weights: readonly number[];
  readonly bias: number;
  /** As many zeros. */
  readonly noBias: number;
}

/** `tensors`: the address of the layout's float 0. */
export function computeLayer(
  kernels: Kernels,
  layer: Layer,
  layout: Layout,
  tensors: number,
  addresses: Addresses,
): void {
  const at = (name: string): Place => layout.places.get(name)!;
  const [from, to] = [at(layer.input), at(layer.output)];
  const other = layer.other === null ? to : at(layer.other);
  const tiles = layout.tiles.get(layer);
  if (layer.kind === 'bridge') bridge(kernels, from, other, to, tensors, addresses);
  else if (tiles === undefined) direct(kernels, layer, from, other, to, tensors, addresses);
  else if (tiles.bands > 0) inSquares(kernels, layer, tiles, from, other, to, tensors, addresses);
  else inTiles(kernels, layer, tiles, from, other, to, tensors, addresses);
}

const pixel = (tensors: number, { start, line, channels }: Place, row: number, column: number): number =>
  tensors + FLOAT * (start + row * line + column * channels);

function direct(
  { convolve }: Kernels,
  { shape: [, , rows, columns], strides, dilations, padding, ending }: Convolution,
  from: Place,
  other: Place,
  to: Place,
  tensors: number,
  { weights, bias }: Addresses,
): void {
  // Neighbouring columns are one run of floats; dilated ones are a run each.
  const isDilated = dilations[1] > 1;
  const [runs, runPixels] = isDilated ? [columns, 1] : [rows, columns];
  const runStep = isDilated ? dilations[1] * from.channels : from.line;
  const runLength = runPixels * from.channels;
  // All rows with one group's weights, while these lie in the fastest memory.
  for (let channel = 0; channel < to.channels; channel += CHANNELS)
    for (let row = 0; row < to.height; row++)
      convolve[ending](
        pixel(tensors, from, row * strides[0] - padding[0], -padding[1]),
        FLOAT * strides[1] * from.channels,
        runs,
        runLength,
        FLOAT * runStep,
        weights[0]! + FLOAT * channel * runs * runLength,
        bias + FLOAT * channel,
        pixel(tensors, to, row, 0) + FLOAT * channel,
        pixel(tensors, other, row, 0) + FLOAT * channel,
        FLOAT * to.channels,
        to.width / POSITIONS,
      );
}

function inTiles(
  kernels: Kernels,
  { shape: [, , rows], strides, dilations: [, dilation], padding, ending }: Convolution,
  { outputs, groups, count, start, plane, sums, sumsPlane }: Tiles,
  from: Place,
  other: Place,
  to: Place,
  tensors: number,
  { weights, bias, noBias }: Addresses,
): void {
  const step = outputs * dilation;
  const isWhole = dilation === 1;
  const tileRow = count * from.channels;
  const address = (float: number): number => tensors + FLOAT * float;
  const turn = kernels.turnInput(PLANES);
  for (let row = 0; row < from.height; row++)
    for (let group = 0; group < (isWhole ? 1 : groups); group++)
      turn(
        pixel(tensors, from, row, group * step - padding[1]),
        FLOAT * dilation * from.channels,
        FLOAT * (isWhole ? outputs : 1) * from.channels,
        address(start + (row + padding[0]) * tileRow + group * dilation * from.channels),
        FLOAT * plane,
        from.channels / 4,
        isWhole ? groups : dilation,
      );
  const back = kernels.turnOutput(ending, outputs);
  const write = (row: number, group: number, first: number, tiles: number, valid: number): void => {
    if (tiles === 0 || valid === 0) return;
    const column = group * step + first;
    back(
      address(sums + (group * dilation + first) * to.channels),
      FLOAT * sumsPlane,
      pixel(tensors, to, row, column),
      FLOAT * dilation * to.channels,
      FLOAT * to.channels,
      bias,
      pixel(tensors, other, row, column),
      to.channels / 4,
      tiles,
      valid,
    );
  };
  for (let row = 0; row < to.height; row++) {
    for (let j = 0; j < PLANES; j++)
      for (let channel = 0; channel < to.channels; channel += CHANNELS)
        kernels.convolve.linear(
          address(start + j * plane + row * strides[0] * tileRow),
          FLOAT * from.channels,
          rows,
          from.channels,
          FLOAT * tileRow,
          weights[j]! + FLOAT * channel * rows * from.channels,
          noBias,
          address(sums + j * sumsPlane + channel),
          0,
          FLOAT * to.channels,
          count / POSITIONS,
        );
    for (let group = 0; group < groups; group++) {
      const left = to.width - group * step;
      const valid = Math.min(outputs, Math.floor(left / dilation));
      // Of the last group, the first tiles may have an output more than the others.
      const longer = valid === outputs ? 0 : left % dilation;
      write(row, group, 0, longer, valid + 1);
      write(row, group, longer, dilation - longer, valid);
    }
  }
}

/** Tiles that are turned along the rows, then, where they lie, down the columns; and back in the other order. */
function inSquares(
  kernels: Kernels,
  { padding, ending }: Convolution,
  { outputs, groups, count, bands, start, plane, sums, sumsPlane }: Tiles,
  from: Place,
  other: Place,
  to: Place,
  tensors: number,
  { weights, bias, noBias }: Addresses,
): void {
  const address = (float: number): number => tensors + FLOAT * float;
  const turn = kernels.turnInput(PLANES);
  for (let band = 0; band < bands; band++)
    for (let i = 0; i < BAND_PLANES; i++)
      turn(
        pixel(tensors, from, band * BAND_OUTPUTS + i - padding[0], -padding[1]),
        FLOAT * from.channels,
        FLOAT * outputs * from.channels,
        address(start + i * PLANES * plane + band * count * from.channels),
        FLOAT * plane,
        from.channels / 4,
        groups,
      );
  const column = FLOAT * PLANES * plane;
  kernels.turnInput(BAND_PLANES)(address(start), column, 0, address(start), column, (PLANES * plane) / 4, 1);
  for (const [j, packed] of weights.entries())
    for (let channel = 0; channel < to.channels; channel += CHANNELS)
      kernels.convolve.linear(
        address(start + j * plane),
        FLOAT * from.channels,
        1,
        from.channels,
        0,
        packed + FLOAT * channel * from.channels,
        noBias,
        address(sums + j * sumsPlane + channel),
        0,
        FLOAT * to.channels,
        (bands * count) / POSITIONS,
      );
  const depth = FLOAT * to.channels;
  const sumsColumn = FLOAT * PLANES * sumsPlane;
  const [all, tiles] = [address(sums), PLANES * bands * count];
  kernels.turnOutput('linear', BAND_OUTPUTS)(
    all,
    sumsColumn,
    all,
    sumsColumn,
    depth,
    noBias,
    all,
    to.channels / 4,
    tiles,
    BAND_OUTPUTS,
  );
  const back = kernels.turnOutput(ending, outputs);
  const write = (row: number, group: number, tiles: number, valid: number): void => {
    const band = Math.floor(row / BAND_OUTPUTS);
    back(
      address(sums + (row % BAND_OUTPUTS) * PLANES * sumsPlane + (band * count + group) * to.channels),
      FLOAT * sumsPlane,
      pixel(tensors, to, row, group * outputs),
      depth,
      outputs * depth,
      bias,
      pixel(tensors, other, row, group * outputs),
      to.channels / 4,
      tiles,
      valid,
    );
  };
  const whole = Math.floor(to.width / outputs);
  for (let row = 0; row < to.height; row++) {
    if (whole > 0) write(row, 0, whole, outputs);
    if (whole < groups) write(row, whole, 1, to.width - whole * outputs);
  }
}

function bridge(
  { convolve }: Kernels,
  from: Place,
  other: Place,
  to: Place,
  tensors: number,
  { weights, bias }: Addresses,
): void {
  for (const [half, packed] of weights.entries())
    for (let channel = 0; channel < to.channels; channel += CHANNELS)
      for (let row = 0; row < to.height; row++)
        convolve.bridge(
          pixel(tensors, from, row, 0),
          FLOAT * from.channels,
          1,
          from.channels,
          0,
          packed + FLOAT * channel * from.channels,
          bias + FLOAT * channel,
          pixel(tensors, to, row, half) + FLOAT * channel,
          pixel(tensors, other, row, half) + FLOAT * channel,
          FLOAT * 2 * to.channels,
          from.width / POSITIONS,
        );
}
