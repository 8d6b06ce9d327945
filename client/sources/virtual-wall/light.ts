/**
 * Light that falls on the wall, linear: the room's (ambient) and the projector's. Frames: ambient is asked in canvas mm; projector
 * bytes become linear light on the projector's own raster, to be sampled at projector px.
 */
import type { SheetSize } from '../../../calibration/frames.ts';
import type { AmbientLight, ProjectorFrame, ProjectorModel } from './world.ts';

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

/** Bytes of the projector's raster, RGB interleaved; lamp off (null) is all zero codes, which still shine by the black level. Throws RangeError on a frame of another size. */
export const projectorCodes = (projector: ProjectorModel, frame: ProjectorFrame | null): Uint8Array => {
  const { width, height } = projector.size;
  const codes = new Uint8Array(width * height * 3);
  if (frame === null) return codes;
  if (frame.size.width !== width || frame.size.height !== height)
    throw new RangeError(
      `the projector is ${width}×${height}, its frame ${frame.size.width}×${frame.size.height}: scale the frame first`,
    );
  for (let i = 0, o = 0; o < codes.length; i += 4, o += 3) {
    codes[o] = frame.data[i]!;
    codes[o + 1] = frame.data[i + 1]!;
    codes[o + 2] = frame.data[i + 2]!;
  }
  return codes;
};
