/**
 * Projector light as it arrives at the sensor: for each camera px the light of the raster's px that it sees, times what becomes of it, blurred by
 * the camera's lens. Fine patterns are sampled nine times a px, as stripes beyond what a px resolves would else show false moiré.
 * In: planes over projector px; out: a plane over camera px.
 */
import type { Size } from '../../../../calibration/frames.ts';
import { blurPlane } from './blur-plane.ts';
import type { ChannelMaps } from './laboratory-maps.ts';
import type { RoomMaps } from './room-geometry.ts';

export const paintLampPlane = (
  light: Float32Array,
  raster: Size,
  places: RoomMaps,
  { beam }: ChannelMaps,
  isFine: boolean,
  blurPx: number,
): Float32Array => {
  const out = new Float32Array(beam.length);
  if (isFine) sampleFine(light, raster, places, beam, out);
  else sampleOnce(light, raster, places, beam, out);
  return blurPlane(out, places, blurPx);
};

const sampleOnce = (
  light: Float32Array,
  raster: Size,
  places: RoomMaps,
  beam: Float32Array,
  out: Float32Array,
): void => {
  const { projectorX, projectorY } = places;
  const { width } = raster;
  const lastX = raster.width - 1.001;
  const lastY = raster.height - 1.001;
  for (let i = 0; i < out.length; i++) {
    const gain = beam[i]!;
    if (gain === 0) continue;
    let u = projectorX[i]!;
    let v = projectorY[i]!;
    u = u < 0 ? 0 : Math.min(u, lastX);
    v = v < 0 ? 0 : Math.min(v, lastY);
    const x = u | 0;
    const y = v | 0;
    const fx = u - x;
    const o = y * width + x;
    const top = light[o]! + (light[o + 1]! - light[o]!) * fx;
    const low = light[o + width]! + (light[o + width + 1]! - light[o + width]!) * fx;
    out[i] = gain * (top + (low - top) * (v - y));
  }
};

/** Parts of a px, in each direction, at which fine patterns are sampled. */
const PARTS = [-1 / 3, 0, 1 / 3] as const;

/** The map is straight within a px: its slope comes from the neighbours. */
const sampleFine = (
  light: Float32Array,
  raster: Size,
  places: RoomMaps,
  beam: Float32Array,
  out: Float32Array,
): void => {
  const { projectorX, projectorY, width, height } = places;
  const lastX = raster.width - 1.001;
  const lastY = raster.height - 1.001;
  for (let row = 0, i = 0; row < height; row++)
    for (let column = 0; column < width; column++, i++) {
      const gain = beam[i]!;
      if (gain === 0) continue;
      const right = column < width - 1 ? 1 : -1;
      const down = row < height - 1 ? width : -width;
      const ux = (projectorX[i + right]! - projectorX[i]!) * right;
      const vx = (projectorY[i + right]! - projectorY[i]!) * right;
      const uy = (projectorX[i + down]! - projectorX[i]!) * Math.sign(down);
      const vy = (projectorY[i + down]! - projectorY[i]!) * Math.sign(down);
      let sum = 0;
      for (const b of PARTS)
        for (const a of PARTS) {
          let u = projectorX[i]! + ux * a + uy * b;
          let v = projectorY[i]! + vx * a + vy * b;
          u = u < 0 ? 0 : Math.min(u, lastX);
          v = v < 0 ? 0 : Math.min(v, lastY);
          const x = u | 0;
          const y = v | 0;
          const fx = u - x;
          const o = y * raster.width + x;
          const top = light[o]! + (light[o + 1]! - light[o]!) * fx;
          const low = light[o + raster.width]! + (light[o + raster.width + 1]! - light[o + raster.width]!) * fx;
          sum += top + (low - top) * (v - y);
        }
      out[i] = (gain * sum) / (PARTS.length * PARTS.length);
    }
};
