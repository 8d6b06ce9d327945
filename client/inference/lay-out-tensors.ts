/**
 * Where every tensor of a network lies for pictures of one size: pixel after pixel with all its channels, blank margins around the rows,
 * so that no convolution asks whether a pixel is inside. In: a plan, height and width. Out: places in floats. Pure.
 */
import { POSITIONS } from './convolution-kernel.ts';
import { channelsInMemory, isSquare, roundUp, tileOutputs } from './pack-weights.ts';
import type { Convolution, Layer, NetworkPlan } from './plan-network.ts';
import { BAND_OUTPUTS, BAND_PLANES, PLANES } from './winograd.ts';

/** Pixel (row, column) begins at the float start + row · line + column · channels. */
export interface Place {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly start: number;
  readonly line: number;
}

/** Where a layer that is computed in tiles keeps what it turns. */
export interface Tiles {
  /** Outputs of a tile. */
  readonly outputs: number;
  /** Tiles that lie side by side, `dilation` columns' beginnings to a group. */
  readonly groups: number;
  /** Tiles of a row in memory: whole turns of the kernel. */
  readonly count: number;
  /** Tiles one below the other, where they are squares; else 0. */
  readonly bands: number;
  /** Plane j of the turned input from start + j · plane: [rows with their margins, count, channels], of squares [bands, count, channels]. */
  readonly start: number;
  readonly plane: number;
  /** Plane j of one row's sums, [count, channels], or of all squares', [bands, count, channels], from sums + j · sumsPlane. */
  readonly sums: number;
  readonly sumsPlane: number;
}

export interface Layout {
  readonly places: ReadonlyMap<string, Place>;
  readonly tiles: ReadonlyMap<Layer, Tiles>;
  /** What is read and never written, as [from, to) in floats: zeros, whatever was there before. */
  readonly blank: readonly (readonly [from: number, to: number])[];
  /** Of all tensors, in floats from 0. */
  readonly length: number;
}

/** Throws RangeError where a tensor's width is no multiple of POSITIONS (the picture must be wider) and where sums do not fit. */
export function layOutTensors(plan: NetworkPlan, height: number, width: number): Layout {
  let length = 0;
  const take = (floats: number): number => {
    length += roundUp(floats, 4);
    return length - roundUp(floats, 4);
  };
  const places = new Map<string, Place>();
  const blank: [number, number][] = [];
  const place = (name: string, channels: number, rows: number, columns: number): void => {
    const deep = channelsInMemory(channels);
    const margin = marginOf(plan.layers, name, rows);
    // A row's right margin is the next row's left one.
    const line = (columns + margin.columns) * deep;
    const end = (rows + 2 * margin.rows) * line + margin.columns * deep;
    const begin = take(end);
    const start = begin + margin.rows * line + margin.columns * deep;
    // Above the first row and left of it, then right of each row, the last one with all that is below.
    blank.push([begin, start]);
    for (let row = 0; row < rows; row++) {
      const written = start + row * line + columns * deep;
      blank.push([written, row === rows - 1 ? begin + end : written + margin.columns * deep]);
    }
    places.set(name, { channels: deep, height: rows, width: columns, start, line });
  };
  place(plan.input, 1, height, width);
  const tiles = new Map<Layer, Tiles>();
  for (const layer of plan.layers) {
    const from = places.get(layer.input);
    if (from === undefined) throw new RangeError(`expected ${layer.input} to be computed before it is used`);
    if (layer.kind === 'bridge') place(layer.output, layer.shape[0], from.height, 2 * from.width);
    else {
      place(layer.output, layer.shape[0], ...sizeAfter(layer, from));
      const outputs = tileOutputs(layer);
      if (outputs > 0) {
        const laidOut = layOutTiles(layer, outputs, from, take);
        tiles.set(layer, laidOut);
        blank.push(...blankOfTiles(layer, laidOut, from));
      }
    }
    const to = places.get(layer.output)!;
    const other = layer.other === null ? to : places.get(layer.other);
    if (other?.channels !== to.channels || other.height !== to.height || other.width !== to.width)
      throw new RangeError(`expected ${layer.other} to be as large as ${layer.output}`);
    if (to.width % POSITIONS !== 0 || to.width === 0)
      throw new RangeError(`expected a width that the network's strides divide, found ${width} columns`);
  }
  return { places, tiles, blank: blank.filter(([from, to]) => from < to), length };
}

function layOutTiles(layer: Convolution, outputs: number, from: Place, take: (floats: number) => number): Tiles {
  const dilation = layer.dilations[1];
  const groups = Math.ceil(from.width / (outputs * dilation));
  const count = roundUp(groups * dilation, POSITIONS);
  const bands = isSquare(layer) ? Math.ceil(from.height / BAND_OUTPUTS) : 0;
  const planes = bands > 0 ? BAND_PLANES * PLANES : PLANES;
  const plane = (bands > 0 ? bands : from.height + layer.padding[0] + layer.padding[2]) * count * from.channels;
  const sumsPlane = Math.max(1, bands) * count * channelsInMemory(layer.shape[0]);
  const [start, sums] = [take(planes * plane), take(planes * sumsPlane)];
  return { outputs, groups, count, bands, start, plane, sums, sumsPlane };
}

function blankOfTiles(
  layer: Convolution,
  { bands, groups, count, start, plane }: Tiles,
  from: Place,
): [number, number][] {
  // Turned where they lie, tiles that nobody fills would grow from line to line.
  if (bands > 0) return groups < count ? [[start, start + BAND_PLANES * PLANES * plane]] : [];
  const row = count * from.channels;
  return Array.from({ length: PLANES }, (_, j) => start + j * plane).flatMap((at): [number, number][] => [
    [at, at + layer.padding[0] * row],
    [at + plane - layer.padding[2] * row, at + plane],
  ]);
}

/** The widest margin that anyone who reads the tensor asks for. */
function marginOf(
  layers: readonly Layer[],
  tensor: string,
  height: number,
): { readonly rows: number; readonly columns: number } {
  let [rows, columns] = [0, 0];
  for (const layer of layers) {
    if (layer.kind === 'bridge' || layer.input !== tensor) continue;
    const [top, left, bottom, right] = layer.padding;
    rows = Math.max(rows, top, bottom);
    // The lowest squares and a row's last tiles reach over the end.
    if (isSquare(layer)) rows = Math.max(rows, roundUp(height, BAND_OUTPUTS) - height + bottom);
    columns = Math.max(columns, left, right, tileOutputs(layer) > 0 ? PLANES * layer.dilations[1] : 0);
  }
  return { rows, columns };
}

function sizeAfter({ shape, strides, dilations, padding }: Convolution, { height, width }: Place): [number, number] {
  const [, , rows, columns] = shape;
  const [top, left, bottom, right] = padding;
  return [
    Math.floor((height + top + bottom - (rows - 1) * dilations[0] - 1) / strides[0]) + 1,
    Math.floor((width + left + right - (columns - 1) * dilations[1] - 1) / strides[1]) + 1,
  ];
}
