/**
 * Light that falls on the wall, linear: the room's (ambient) and the projector's. Frames: ambient is asked in canvas mm; projector
 * bytes become linear light on the projector's own raster, sampled at projector px for each camera px.
 */
import type { SheetSize, Size } from '../../../calibration/frames.ts';
import type { Spans } from './spans.ts';
import type { AmbientLight, ProjectorFrame, ProjectorModel, Rect, World } from './world.ts';
import type { WorldMaps } from './world-maps.ts';

/** Relative level of the room's light at a canvas point (mm), before its colour. Never negative. */
export const ambientAt = (light: AmbientLight, sheet: SheetSize, x: number, y: number): number => {
  const dx = x - sheet.widthMm / 2;
  const dy = y - sheet.heightMm / 2;
  const far = (dx * dx + dy * dy) / (light.poolMm * light.poolMm);
  const pool = light.floor + (1 - light.floor) / (1 + far * far);
  const slope = 1 + (light.gradient[0] * dx) / sheet.widthMm + (light.gradient[1] * dy) / sheet.heightMm;
  return Math.max(0, light.level * pool * slope);
};

/** Linear light of the 256 codes of a projector, 0…1 of its full white: black level, then a power law. */
export const projectorCurve = (projector: ProjectorModel): Float32Array => {
  const curve = new Float32Array(256);
  for (let code = 0; code < 256; code++)
    curve[code] = projector.blackLevel + (1 - projector.blackLevel) * (code / 255) ** projector.gamma;
  return curve;
};

/** The frame's RGBA as it came, or all zero codes for a lamp that is off (null), which still shine by the black level. Throws RangeError on a frame of another size. */
export const projectorCodes = ({ size }: ProjectorModel, frame: ProjectorFrame | null): Uint8ClampedArray => {
  if (frame === null) return new Uint8ClampedArray(size.width * size.height * 4);
  if (frame.size.width !== size.width || frame.size.height !== size.height)
    throw new RangeError(
      `the projector is ${size.width}×${size.height}, its frame ${frame.size.width}×${frame.size.height}: scale the frame first`,
    );
  return frame.data;
};

/** The rectangle of the raster whose colours differ; null when none do. */
export const changedCodes = (
  { width, height }: Size,
  before: Uint8ClampedArray,
  now: Uint8ClampedArray,
): Rect | null => {
  const a = new Uint32Array(before.buffer, before.byteOffset, width * height);
  const b = new Uint32Array(now.buffer, now.byteOffset, width * height);
  let x0 = width;
  let x1 = -1;
  let y0 = height;
  let y1 = -1;
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++)
      if (a[i] !== b[i]) {
        if (x < x0) x0 = x;
        if (x > x1) x1 = x;
        if (y < y0) y0 = y;
        y1 = y;
      }
  return x1 < 0 ? null : { x0, y0, x1: x1 + 1, y1: y1 + 1 };
};

/** Light of each camera px within `spans`, linear RGB, sampled between the projector's pixels. */
export const paintLamp = (
  codes: Uint8ClampedArray,
  curve: Float32Array,
  { width, height }: Size,
  maps: WorldMaps,
  spans: Spans,
  lamp: Float32Array,
): void => {
  const dark = curve[0]!;
  const words = new Uint32Array(codes.buffer, codes.byteOffset, width * height);
  /** All but alpha, whichever way the machine stores words. */
  const colours = new Uint32Array(Uint8Array.of(255, 255, 255, 0).buffer)[0]!;
  for (let y = 0; y < spans.height; y++)
    for (let x = spans.from[y]!, i = y * maps.width + x; x < spans.to[y]!; x++, i++) {
      const u = maps.projectorX[i]!;
      const v = maps.projectorY[i]!;
      const o = 3 * i;
      if (!(u >= 0 && v >= 0 && u < width - 1 && v < height - 1)) {
        lamp[o] = lamp[o + 1] = lamp[o + 2] = 0;
        continue;
      }
      const u0 = u | 0;
      const v0 = v | 0;
      const w = v0 * width + u0;
      if (((words[w]! | words[w + 1]! | words[w + width]! | words[w + width + 1]!) & colours) === 0) {
        lamp[o] = lamp[o + 1] = lamp[o + 2] = dark;
        continue;
      }
      const fu = u - u0;
      const fv = v - v0;
      for (let c = 0, a = 4 * w, b = a + 4 * width; c < 3; c++, a++, b++) {
        const left = curve[codes[a]!]!;
        const lowLeft = curve[codes[b]!]!;
        const top = left + (curve[codes[a + 4]!]! - left) * fu;
        lamp[o + c] = top + (lowLeft + (curve[codes[b + 4]!]! - lowLeft) * fu - top) * fv;
      }
    }
};

/** linear = exposure × (room + projector) × what the wall reflects, within `spans`; hands come after. */
export const paintLight = (
  world: World,
  maps: WorldMaps,
  ink: Float32Array,
  lamp: Float32Array,
  spans: Spans,
  linear: Float32Array,
): void => {
  const { exposure } = world.camera;
  const beam = world.projector.brightness * exposure;
  const [red, green, blue] = world.ambient.colour;
  for (let y = 0; y < spans.height; y++)
    for (let x = spans.from[y]!, i = y * maps.width + x, o = 3 * i; x < spans.to[y]!; x++, i++, o += 3) {
      const room = maps.ambient[i]! * exposure;
      linear[o] = (room * red + beam * lamp[o]!) * maps.reflectance[o]! * ink[o]!;
      linear[o + 1] = (room * green + beam * lamp[o + 1]!) * maps.reflectance[o + 1]! * ink[o + 1]!;
      linear[o + 2] = (room * blue + beam * lamp[o + 2]!) * maps.reflectance[o + 2]! * ink[o + 2]!;
    }
};
