/**
 * One camera picture of the laboratory: what the projector showed while each row was exposed, the room's light with its flicker and drift, who stood
 * in between, the lens, the sensor, the noise. The same set-up, timeline, time and seed give the same bytes. Frames: camera px out (as delivered);
 * truthOfRoom and laboratory maps hold the true geometry and radiometry. Lamp pictures are kept for the last few rasters, so that a picture of what
 * is already on the wall costs only its exposure.
 */
import type { Size } from '../../../../calibration/frames.ts';
import { hash } from '../random.ts';
import { type AutomaticState, followPicture, LOCKED } from './automatic-camera.ts';
import { exposeRow, type SensorCurve, sensorCurve } from './expose-sensor.ts';
import type { LaboratorySetup, Rgb } from './laboratory.ts';
import { buildLaboratoryMaps, type ChannelMaps, colourMaps, type LaboratoryMaps, LUMA } from './laboratory-maps.ts';
import { paintLampPlane } from './paint-lamp.ts';
import { type ProjectorTimeline, type Shown, sharesDuring } from './projector-timeline.ts';
import { lightOfRaster, meanOfLight, planeOfLight, type RasterLight } from './raster-light.ts';
import { type RoomTruth, truthOfRoom } from './room-geometry.ts';
import { roomLightDuring } from './room-light.ts';
import { BODY_ALBEDO, isWalking, walkerShade } from './walker-shade.ts';

export interface CapturedPicture {
  readonly size: Size;
  readonly luma: Uint8Array;
  /** 3 bytes a pixel; null unless asked for. */
  readonly rgb: Uint8Array | null;
  /** When the last row was read out. */
  readonly time: number;
}

export interface Laboratory {
  readonly setup: LaboratorySetup;
  readonly seed: number;
  readonly truth: RoomTruth;
  readonly maps: LaboratoryMaps;
  readonly curve: SensorCurve;
  /** Red, green, blue maps, made when a picture in colour is first asked for. */
  colour: readonly ChannelMaps[] | null;
  /** Lamp planes by what is shown, newest last: luma, or with colour three more. */
  readonly lamps: Map<
    Uint8ClampedArray,
    { readonly light: RasterLight; luma: Float32Array | null; rgb: readonly Float32Array[] | null }
  >;
}

/** Rasters whose lamp planes are kept: an exposure sees two, and white and black come again. */
const KEPT_LAMPS = 4;

export const buildLaboratory = (setup: LaboratorySetup, seed: number): Laboratory => ({
  setup,
  seed,
  truth: truthOfRoom(setup),
  maps: buildLaboratoryMaps(setup),
  curve: sensorCurve(setup.camera.noise),
  colour: null,
  lamps: new Map(),
});

export interface Capture {
  readonly picture: CapturedPicture;
  readonly automatic: AutomaticState;
}

/** The picture whose last row is read at `time`. */
export const simulateCapture = (
  laboratory: Laboratory,
  timeline: ProjectorTimeline,
  time: number,
  wantsColour: boolean,
  automatic: AutomaticState = LOCKED,
): Capture => {
  const { setup, maps, curve, seed } = laboratory;
  const { camera } = setup;
  const { size } = camera.pose;
  const { width, height } = size;
  const moment = hash(seed, Math.round(time * 16));
  const balance = ([0, 1, 2] as const).map((c) => camera.whiteBalance[c] * automatic.balance[c]) as unknown as Rgb;
  const lumaBalance =
    LUMA.reduce((sum, weight, c) => sum + weight * balance[c]!, 0) /
    LUMA.reduce((sum, weight, c) => sum + weight * camera.whiteBalance[c]!, 0);
  const luma = new Uint8Array(width * height);
  const lampLuma = (shown: Shown): Float32Array => lampPlanes(laboratory, shown, false)[0]!;
  const lumaRows = rowLight(laboratory, timeline, time, maps.luma, lampLuma);
  const row = new Float32Array(width);
  const rgb = wantsColour ? new Uint8Array(3 * width * height) : null;
  let level = 0;
  if (rgb === null) {
    for (let y = 0; y < height; y++) {
      lumaRows(y, automatic.gain * lumaBalance, row);
      if (camera.automatic && y % 8 === 0) for (let x = 0; x < width; x += 8) level += row[x]!;
      exposeRow(row, width, curve, moment, y, luma, y * width, 1);
    }
  } else {
    laboratory.colour ??= [0, 1, 2].map((c) => colourMaps(maps, c));
    const channels = laboratory.colour.map((channel, c) =>
      rowLight(laboratory, timeline, time, channel, (shown) => lampPlanes(laboratory, shown, true)[c]!),
    );
    for (let y = 0; y < height; y++) {
      for (const [c, light] of channels.entries()) {
        light(y, automatic.gain * balance[c]!, row);
        if (camera.automatic && y % 8 === 0) for (let x = 0; x < width; x += 8) level += LUMA[c]! * row[x]!;
        exposeRow(row, width, curve, hash(moment, c + 1), y, rgb, 3 * y * width + c, 3);
      }
      for (let i = y * width, o = 3 * i, end = i + width; i < end; i++, o += 3)
        luma[i] = LUMA[0] * rgb[o]! + LUMA[1] * rgb[o + 1]! + LUMA[2] * rgb[o + 2]! + 0.5;
    }
  }
  const picture = { size, luma, rgb, time };
  if (camera.automatic === null) return { picture, automatic };
  level /= Math.ceil(width / 8) * Math.ceil(height / 8);
  const tint = tintOf(laboratory, timeline, time);
  const mean = tint.map((share, c) => share * level * balance[c]!) as unknown as Rgb;
  return { picture, automatic: followPicture(camera.automatic, automatic, mean, 1000 / camera.fps) };
};

/** Light of row y, times `gain`, into `out`. */
type RowLight = (y: number, gain: number, out: Float32Array) => void;

const rowLight = (
  laboratory: Laboratory,
  timeline: ProjectorTimeline,
  time: number,
  channel: ChannelMaps,
  lampOf: (shown: Shown) => Float32Array,
): RowLight => {
  const { setup, maps } = laboratory;
  const { camera, light, walker } = setup;
  const { width, height } = camera.pose.size;
  const rowMs = camera.readoutMs / height;
  const shade = isWalking(walker, time) ? walkerShade(setup, walker, time - camera.shutterMs / 2) : null;
  const still = (y: number, gain: number, out: Float32Array): void => {
    const start = time - (height - 1 - y) * rowMs - camera.shutterMs;
    const room = gain * roomLightDuring(light, start, camera.shutterMs);
    const from = y * width;
    const shares = sharesDuring(timeline, start, camera.shutterMs);
    if (shade === null && shares.length === 1) {
      addRows(channel.room, room, lampOf(shares[0]!.shown), gain, from, out);
      return;
    }
    for (let x = 0; x < width; x++) out[x] = room * channel.room[from + x]!;
    for (const { shown, share } of shares) {
      const lamp = lampOf(shown);
      const k = gain * share;
      if (shade === null) for (let x = 0; x < width; x++) out[x]! += k * lamp[from + x]!;
      else for (let x = 0; x < width; x++) out[x]! += k * lamp[from + x]! * shade.lit(maps.places.canvasX[from + x]!);
    }
    if (shade === null) return;
    const body = BODY_ALBEDO * light.level * room;
    for (let x = 0; x < width; x++) {
      const seen = shade.seen(maps.places.canvasX[from + x]!);
      if (seen < 1) out[x] = seen * out[x]! + (1 - seen) * body * maps.lensShare[from + x]!;
    }
  };
  const knock = camera.knock;
  if (knock === null || time <= knock.atMs) return still;
  return shifted(still, laboratory, time);
};

/** out = a·k + b·l, from a place in both planes on. */
const addRows = (a: Float32Array, k: number, b: Float32Array, l: number, from: number, out: Float32Array): void => {
  for (let x = 0, i = from; x < out.length; x++, i++) out[x] = k * a[i]! + l * b[i]!;
};

/** Moments within an exposure at which a moving camera is looked through. */
const MOTION_TAPS = 5;

/** After a knock the picture is displaced; while it lasts, smeared over the way it goes. */
const shifted = (still: RowLight, { setup }: Laboratory, time: number): RowLight => {
  const { knock, shutterMs, pose } = setup.camera;
  if (knock === null) return still;
  const { width, height } = pose.size;
  const doneAt = (t: number): number => Math.min(1, Math.max(0, (t - knock.atMs) / Math.max(1, knock.overMs)));
  const isOver = doneAt(time - shutterMs) === 1;
  const taps = isOver
    ? [1]
    : Array.from({ length: MOTION_TAPS }, (_, i) => doneAt(time - (shutterMs * i) / MOTION_TAPS));
  const above = new Float32Array(width);
  const below = new Float32Array(width);
  return (y, gain, out) => {
    out.fill(0);
    for (const tap of taps) {
      const dx = knock.shiftPx[0] * tap;
      const dy = knock.shiftPx[1] * tap;
      const at = Math.min(height - 1.001, Math.max(0, y - dy));
      const top = Math.floor(at);
      still(top, gain, above);
      still(top + 1, gain, below);
      for (let x = 0; x < width; x++) {
        const from = Math.min(width - 1.001, Math.max(0, x - dx));
        const left = Math.floor(from);
        const fx = from - left;
        const a = above[left]! + (above[left + 1]! - above[left]!) * fx;
        const b = below[left]! + (below[left + 1]! - below[left]!) * fx;
        out[x]! += (a + (b - a) * (at - top)) / taps.length;
      }
    }
  };
};

/** Luma plane in a list of one, or red, green and blue. */
const lampPlanes = (laboratory: Laboratory, shown: Shown, inColour: boolean): readonly Float32Array[] => {
  const { setup, lamps, maps } = laboratory;
  let kept = lamps.get(shown.rgba);
  if (kept === undefined) {
    kept = { light: lightOfRaster(setup.projector, shown.rgba, shown.raster), luma: null, rgb: null };
    lamps.set(shown.rgba, kept);
    if (lamps.size > KEPT_LAMPS) lamps.delete(lamps.keys().next().value!);
  }
  const { light } = kept;
  const { mixing, blurPx } = setup.projector;
  const paint = (channel: number | 'luma', channelMap: ChannelMaps): Float32Array =>
    paintLampPlane(
      planeOfLight(light, weightsOf(mixing, channel), blurPx),
      light.size,
      maps.places,
      channelMap,
      isFine(shown),
      setup.camera.blurPx,
    );
  if (inColour) {
    kept.rgb ??= [0, 1, 2].map((c) => paint(c, laboratory.colour![c]!));
    return kept.rgb;
  }
  kept.luma ??= paint('luma', maps.luma);
  return [kept.luma];
};

/** Shares of the projector's primaries in a camera channel, or in luma. */
const weightsOf = (mixing: readonly number[], channel: number | 'luma'): Rgb =>
  ([0, 1, 2] as const).map((j) =>
    channel === 'luma'
      ? LUMA.reduce((sum, weight, c) => sum + weight * mixing[3 * c + j]!, 0)
      : mixing[3 * channel + j]!,
  ) as unknown as Rgb;

/** Does the raster change from px to px? A look at one row and one column in its middle tells a fine chequer or stripe. */
const isFine = ({ rgba, raster }: Shown): boolean => {
  const { width, height } = raster;
  let changes = 0;
  const row = (height >> 1) * width;
  const column = width >> 1;
  for (let x = 1; x < width; x++) if (rgba[4 * (row + x)] !== rgba[4 * (row + x - 1)]) changes++;
  for (let y = 1; y < height; y++)
    if (rgba[4 * (y * width + column)] !== rgba[4 * ((y - 1) * width + column)]) changes++;
  return changes > (width + height) / 6 && isTwoLevels(rgba, row, width);
};

/** Smooth phase patterns change from px to px too, but do not need it: only black and white do. */
const isTwoLevels = (rgba: Uint8ClampedArray, row: number, width: number): boolean => {
  for (let x = 0; x < width; x++) if (rgba[4 * (row + x)] !== 0 && rgba[4 * (row + x)] !== 255) return false;
  return true;
};

/** The picture's colour relative to its luma, from every 64th px: what white balance follows. */
const tintOf = (laboratory: Laboratory, timeline: ProjectorTimeline, time: number): Rgb => {
  const { setup, maps } = laboratory;
  const { light, projector, camera } = setup;
  const sums = [0, 0, 0];
  const shares = sharesDuring(timeline, time - camera.shutterMs, camera.shutterMs);
  const lampLevels = [0, 1, 2].map((c) =>
    shares.reduce((sum, { shown, share }) => sum + share * meanLight(laboratory, shown, c), 0),
  );
  for (let i = 0; i < maps.lensShare.length; i += 64)
    for (let c = 0; c < 3; c++)
      sums[c]! +=
        maps.reflectance[3 * i + c]! *
        (light.level * light.colour[c]! + (maps.luma.beam[i]! > 0 ? projector.brightness * lampLevels[c]! : 0));
  const level = LUMA[0] * sums[0]! + LUMA[1] * sums[1]! + LUMA[2] * sums[2]!;
  return sums.map((sum) => sum / level) as unknown as Rgb;
};

const meanLight = (laboratory: Laboratory, shown: Shown, channel: number): number => {
  lampPlanes(laboratory, shown, false);
  const { light } = laboratory.lamps.get(shown.rgba)!;
  return weightsOf(laboratory.setup.projector.mixing, channel).reduce(
    (sum, weight, j) => sum + weight * meanOfLight(light, j),
    0,
  );
};
