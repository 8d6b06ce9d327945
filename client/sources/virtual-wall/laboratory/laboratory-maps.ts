/**
 * What a set-up's geometry and materials decide once: for every camera px, how much of the room's light and of the projector's it turns into sensor
 * light, and which projector px that comes from. In: LaboratorySetup; out: planes over camera px, luma always, red, green and blue when asked for.
 */
import { coverageAt } from '../ink.ts';
import { reflectanceAt } from '../sheet.ts';
import { blurPlane } from './blur-plane.ts';
import type { LaboratorySetup } from './laboratory.ts';
import { mapRoom, type RoomMaps } from './room-geometry.ts';
import { roomLightAt } from './room-light.ts';

/** BT.709. */
export const LUMA = [0.2126, 0.7152, 0.0722] as const;

/** Planes of one channel over camera px. */
export interface ChannelMaps {
  /** Sensor light that the room gives, lens blur included. */
  readonly room: Float32Array;
  /** Sensor light a unit of projector light, before the lens blurs it; 0 where the raster does not reach. */
  readonly beam: Float32Array;
}

export interface LaboratoryMaps {
  readonly setup: LaboratorySetup;
  readonly places: RoomMaps;
  /** Reflectance with ink and dark patch, RGB interleaved. */
  readonly reflectance: Float32Array;
  /** Share of light that reaches the sensor's px, exposure included. */
  readonly lensShare: Float32Array;
  readonly luma: ChannelMaps;
}

export const buildLaboratoryMaps = (setup: LaboratorySetup): LaboratoryMaps => {
  const places = mapRoom(setup);
  const reflectance = paintReflectance(setup, places);
  const lensShare = paintLensShare(setup);
  const factors = LUMA.map((weight, c) => weight * setup.camera.whiteBalance[c]!);
  return { setup, places, reflectance, lensShare, luma: channelMaps(setup, places, reflectance, lensShare, factors) };
};

/** Maps of one colour channel (0 red … 2 blue). White balance is not in them. */
export const colourMaps = ({ setup, places, reflectance, lensShare }: LaboratoryMaps, channel: number): ChannelMaps =>
  channelMaps(
    setup,
    places,
    reflectance,
    lensShare,
    [0, 1, 2].map((c) => (c === channel ? 1 : 0)),
  );

const channelMaps = (
  setup: LaboratorySetup,
  places: RoomMaps,
  reflectance: Float32Array,
  lensShare: Float32Array,
  factors: readonly number[],
): ChannelMaps => {
  const { light, projector, sheet, camera } = setup;
  const n = lensShare.length;
  const room = new Float32Array(n);
  const beam = new Float32Array(n);
  const { width, height } = projector.pose.size;
  const half = (width * width + height * height) / 4;
  const [r, g, b] = factors as [number, number, number];
  const [cr, cg, cb] = light.colour;
  for (let i = 0, o = 0; i < n; i++, o += 3) {
    const red = r * reflectance[o]!;
    const green = g * reflectance[o + 1]!;
    const blue = b * reflectance[o + 2]!;
    room[i] =
      lensShare[i]! *
      light.level *
      roomLightAt(light, sheet.size, places.canvasX[i]!, places.canvasY[i]!) *
      (cr * red + cg * green + cb * blue);
    const u = places.projectorX[i]!;
    const v = places.projectorY[i]!;
    if (u < -0.5 || v < -0.5 || u > width - 0.5 || v > height - 0.5) continue;
    const away = ((u - width / 2) ** 2 + (v - height / 2) ** 2) / half;
    beam[i] = lensShare[i]! * projector.brightness * (1 - projector.vignetting * away) * (red + green + blue);
  }
  return { room: blurPlane(room, camera.pose.size, camera.blurPx), beam };
};

const paintReflectance = ({ sheet, wall, darkPatch, inks }: LaboratorySetup, places: RoomMaps): Float32Array => {
  const n = places.canvasX.length;
  const out = new Float32Array(3 * n);
  for (let i = 0; i < n; i++) {
    const x = places.canvasX[i]!;
    const y = places.canvasY[i]!;
    reflectanceAt(sheet, wall, x, y, places.pitch, out, 3 * i);
    if (darkPatch && x > darkPatch.x0 && x < darkPatch.x1 && y > darkPatch.y0 && y < darkPatch.y1)
      out.fill(darkPatch.albedo, 3 * i, 3 * i + 3);
    for (const ink of inks) {
      const share = coverageAt(ink, x, y, places.pitch) / 255;
      if (share > 0) for (let c = 0; c < 3; c++) out[3 * i + c]! *= 1 - share * (1 - ink.colour[c]!);
    }
  }
  return out;
};

/** Falls with the square of the distance from the picture's centre. */
const paintLensShare = ({ camera }: LaboratorySetup): Float32Array => {
  const { width, height } = camera.pose.size;
  const cx = (width - 1) / 2;
  const cy = (height - 1) / 2;
  const out = new Float32Array(width * height);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++)
      out[i] = camera.exposure * (1 - (camera.vignetting * ((x - cx) ** 2 + (y - cy) ** 2)) / (cx * cx + cy * cy));
  return out;
};
