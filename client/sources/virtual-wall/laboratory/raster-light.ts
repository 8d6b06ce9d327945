/**
 * A raster's codes → linear light on the projector's native px: scaling by its electronics, gamma, black level, the veil that limits contrast, and
 * the blur of its optics. In: RGBA bytes of the page's raster; out: planes of light, 0 … 1 of full white. A grey raster costs one plane.
 */
import type { Size } from '../../../../calibration/frames.ts';
import { invertHomography, quadToQuad } from '../../../../calibration/homography.ts';
import { blurPlane } from './blur-plane.ts';
import type { LaboratoryProjector, RasterScaling } from './laboratory.ts';

export interface RasterLight {
  readonly size: Size;
  /** Native codes: one plane when the raster is grey, else red, green and blue. */
  readonly codes: readonly Uint8ClampedArray[];
  /** Light of the 256 codes of each primary, black level and this picture's veil included. */
  readonly curves: readonly Float32Array[];
}

/** Bytes of the raster that the page drew → what its native px show. */
export const lightOfRaster = (projector: LaboratoryProjector, rgba: Uint8ClampedArray, raster: Size): RasterLight => {
  const { size } = projector.pose;
  const { scaling } = projector;
  const grey = greyOf(rgba);
  const planes = grey !== null ? [grey] : [0, 1, 2].map((channel) => channelOf(rgba, channel));
  const codes = planes.map((plane) => (scaling === null ? plane : scaleRaster(plane, raster, size, scaling)));
  const histograms = codes.map(histogramOf);
  return { size, codes, curves: [0, 1, 2].map((c) => curveOf(projector, histograms[c] ?? histograms[0]!, c)) };
};

/** Light of the raster where red, green and blue primaries count by `weights`, blurred by the projector's optics: a plane over projector px. */
export const planeOfLight = (
  { size, codes, curves }: RasterLight,
  weights: readonly [number, number, number],
  blurPx: number,
): Float32Array => {
  if (codes.length === 1) {
    const curve = curves[0]!.map((_, code) => weights.reduce((sum, weight, c) => sum + weight * curves[c]![code]!, 0));
    const grey = codes[0]!;
    const light = new Float32Array(grey.length);
    for (let i = 0; i < grey.length; i++) light[i] = curve[grey[i]!]!;
    return blurPlane(light, size, blurPx);
  }
  const [red, green, blue] = codes as [Uint8ClampedArray, Uint8ClampedArray, Uint8ClampedArray];
  const plane = new Float32Array(red.length);
  const [r, g, b] = curves.map((curve, c) => curve.map((light) => weights[c]! * light)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  for (let i = 0; i < plane.length; i++) plane[i] = r[red[i]!]! + g[green[i]!]! + b[blue[i]!]!;
  return blurPlane(plane, size, blurPx);
};

/** Mean light of a primary over the raster. */
export const meanOfLight = ({ codes, curves }: RasterLight, channel: number): number => {
  const plane = codes[channel] ?? codes[0]!;
  let sum = 0;
  let count = 0;
  for (let i = 0; i < plane.length; i += MEAN_STEP, count++) sum += curves[channel]![plane[i]!]!;
  return sum / count;
};

/** A prime: no pattern's period is in step with it. */
const MEAN_STEP = 97;

/** The one plane of a raster without colour; null when it has colour. */
const greyOf = (rgba: Uint8ClampedArray): Uint8ClampedArray | null => {
  const words = new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length / 4);
  const codes = new Uint8ClampedArray(words.length);
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const code = word & 255;
    if (((word >> 8) & 255) !== code || ((word >> 16) & 255) !== code) return null;
    codes[i] = code;
  }
  return codes;
};

const channelOf = (rgba: Uint8ClampedArray, channel: number): Uint8ClampedArray => {
  const codes = new Uint8ClampedArray(rgba.length / 4);
  for (let i = 0, o = channel; i < codes.length; i++, o += 4) codes[i] = rgba[o]!;
  return codes;
};

const histogramOf = (codes: Uint8ClampedArray): Uint32Array => {
  const histogram = new Uint32Array(256);
  for (let i = 0; i < codes.length; i++) histogram[codes[i]!]!++;
  return histogram;
};

/** Black level and veil are added to what the picture itself gives; full white stays 1. */
const curveOf = (projector: LaboratoryProjector, histogram: Uint32Array, channel: number): Float32Array => {
  const power = Float64Array.from({ length: 256 }, (_, code) => (code / 255) ** projector.gamma[channel]!);
  const count = histogram.reduce((sum, n) => sum + n, 0);
  const mean = power.reduce((sum, value, code) => sum + value * histogram[code]!, 0) / count;
  const { blackLevel, veil } = projector;
  const floor = blackLevel + veil * mean;
  const range = 1 - blackLevel - veil;
  return Float32Array.from(power, (value) => floor + range * value);
};

/** What a scaler makes of the codes, bilinear, black where the picture does not reach. */
export const scaleRaster = (
  codes: Uint8ClampedArray,
  from: Size,
  to: Size,
  scaling: RasterScaling,
): Uint8ClampedArray => {
  const out = new Uint8ClampedArray(to.width * to.height);
  const source = sourceOf(from, to, scaling);
  for (let y = 0, i = 0; y < to.height; y++)
    for (let x = 0; x < to.width; x++, i++) {
      const [u, v] = source(x, y);
      if (u < -0.5 || v < -0.5 || u > from.width - 0.5 || v > from.height - 0.5) continue;
      const cu = Math.min(from.width - 1, Math.max(0, u));
      const cv = Math.min(from.height - 1, Math.max(0, v));
      const x0 = Math.min(from.width - 2, cu | 0);
      const y0 = Math.min(from.height - 2, cv | 0);
      const fx = cu - x0;
      const fy = cv - y0;
      const o = y0 * from.width + x0;
      const top = codes[o]! * (1 - fx) + codes[o + 1]! * fx;
      const low = codes[o + from.width]! * (1 - fx) + codes[o + from.width + 1]! * fx;
      out[i] = top * (1 - fy) + low * fy;
    }
  return out;
};

/** Where a native px takes its code from. */
const sourceOf = (
  from: Size,
  to: Size,
  scaling: RasterScaling,
): ((x: number, y: number) => readonly [number, number]) => {
  if (scaling.kind === 'scaled') {
    const sx = from.width / to.width;
    const sy = from.height / to.height;
    return (x, y) => [(x + 0.5) * sx - 0.5, (y + 0.5) * sy - 0.5];
  }
  const right = to.width - 1;
  const bottom = to.height - 1;
  const inX = scaling.top * right * 0.5;
  const inY = scaling.left * bottom * 0.5;
  const inputToNative = quadToQuad<'projector', 'projector'>(
    [
      { x: 0, y: 0 },
      { x: from.width - 1, y: 0 },
      { x: from.width - 1, y: from.height - 1 },
      { x: 0, y: from.height - 1 },
    ],
    [
      { x: inX, y: inY },
      { x: right - inX, y: 0 },
      { x: right, y: bottom },
      { x: 0, y: bottom - inY },
    ],
  );
  const h = invertHomography(inputToNative);
  return (x, y) => {
    const w = h[6]! * x + h[7]! * y + h[8]!;
    return [(h[0]! * x + h[1]! * y + h[2]!) / w, (h[3]! * x + h[4]! * y + h[5]!) / w];
  };
};
