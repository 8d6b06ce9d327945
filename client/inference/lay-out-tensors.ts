/**
 * Where every tensor of a network lies for pictures of one size: pixel after pixel with all its channels, blank margins around the rows,
 * so that no convolution asks whether a pixel is inside. In: a plan, height and width. Out: places in floats. Pure.
 */
import { POSITIONS } from './convolution-kernel.ts';
import { channelsInMemory, roundUp, tileOutputs } from './pack-weights.ts';
import type { Convolution, Layer, NetworkPlan } from './plan-network.ts';
import { PLANES } from './winograd.ts';

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
  /** Plane j of the turned input: [rows with their margins, count, channels] from start + j · plane. */
  readonly start: number;
  readonly plane: number;
  /** Plane j of one row's sums: [count, channels] from sums + j · sumsPlane. */
  readonly sums: number;
  readonly sumsPlane: number;
}

export interface Layout {
  readonly places: ReadonlyMap<string, Place>;
  readonly tiles: ReadonlyMap<Layer, Tiles>;
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
  const place = (name: string, channels: number, rows: number, columns: number): void => {
    const deep = channelsInMemory(channels);
    const margin = marginOf(plan.layers, name);
    // A row's right margin is the next row's left one.
    const line = (columns + margin.columns) * deep;
    const start =
      take((rows + 2 * margin.rows) * line + margin.columns * deep) + margin.rows * line + margin.columns * deep;
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
      if (outputs > 0) tiles.set(layer, layOutTiles(layer, outputs, from, take));
    }
    const to = places.get(layer.output)!;
    const other = layer.other === null ? to : places.get(layer.other);
    if (other?.channels !== to.channels || other.height !== to.height || other.width !== to.width)
      throw new RangeError(`expected ${layer.other} to be as large as ${layer.output}`);
    if (to.width % POSITIONS !== 0 || to.width === 0)
      throw new RangeError(`expected a width that the network's strides divide, found ${width} columns`);
  }
  return { places, tiles, length };
}

function layOutTiles(layer: Convolution, outputs: number, from: Place, take: (floats: number) => number): Tiles {
  const dilation = layer.dilations[1];
  const groups = Math.ceil(from.width / (outputs * dilation));
  const count = roundUp(groups * dilation, POSITIONS);
  const plane = (from.height + layer.padding[0] + layer.padding[2]) * count * from.channels;
  const sumsPlane = count * channelsInMemory(layer.shape[0]);
  return { outputs, groups, count, start: take(PLANES * plane), plane, sums: take(PLANES * sumsPlane), sumsPlane };
}

/** The widest margin that anyone who reads the tensor asks for. */
function marginOf(layers: readonly Layer[], tensor: string): { readonly rows: number; readonly columns: number } {
  let [rows, columns] = [0, 0];
  for (const layer of layers) {
    if (layer.kind === 'bridge' || layer.input !== tensor) continue;
    const [top, left, bottom, right] = layer.padding;
    rows = Math.max(rows, top, bottom);
    // A row's last tiles reach over its end.
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
