/**
 * The simulator's raster: holds what was computed for the last frame and repaints only the camera px that something changed, which
 * gives the same bytes as painting all of them (a test holds this). In: a World and what is on it now; out: 8-bit camera RGBA.
 * Linear light in float until the sensor. Frames: camera px throughout; inks are canvas rasters, light comes from projector px.
 */
import { coverageAt } from './ink.ts';
import { projectorCodes, projectorCurve } from './light.ts';
import type { Occlusion } from './occluders.ts';
import { occluderRect, occlusionOf } from './occluders.ts';
import { blurKernel, codeOf, noiseTile, readSensor } from './sensor.ts';
import type { InkLayer, Occluder, ProjectorFrame, Rect, World } from './world.ts';
import type { WorldMaps } from './world-maps.ts';
import { cameraRectOf } from './world-maps.ts';

export interface WallPicture {
  readonly world: World;
  readonly maps: WorldMaps;
  readonly seed: number;
  /** RGB interleaved: transmittance of the ink, projector's light, light that leaves the wall. */
  readonly ink: Float32Array;
  readonly lamp: Float32Array;
  readonly linear: Float32Array;
  /** Blurred and coded, sixteenths of a level. */
  readonly clean: Int16Array;
  readonly lampCurve: Float32Array;
  lampCodes: Uint8Array;
  lampFrame: ProjectorFrame | null;
  occluders: readonly Occluder[];
  painted: boolean;
}

export interface WallNow {
  readonly inks: readonly InkLayer[];
  /** Canvas mm where ink changed since the last call; 'all' when that is not known, null when nowhere. */
  readonly inkChanged: Rect | 'all' | null;
  /** The same object as last time means the same light. null: lamp off. */
  readonly projectorFrame: ProjectorFrame | null;
  readonly occluders: readonly Occluder[];
  /** ms of the world's clock. */
  readonly time: number;
}

/** px of padding for bilinear reach, antialiasing and the lens. */
const PAD = 3;

export const startPicture = (world: World, maps: WorldMaps, seed: number): WallPicture => {
  const n = maps.width * maps.height;
  return {
    world,
    maps,
    seed,
    ink: new Float32Array(3 * n).fill(1),
    lamp: new Float32Array(3 * n),
    linear: new Float32Array(3 * n),
    clean: new Int16Array(3 * n),
    lampCurve: projectorCurve(world.projector),
    lampCodes: new Uint8Array(0),
    lampFrame: null,
    occluders: [],
    painted: false,
  };
};

/** Brings the picture to `now` and reads its sensor into `out` (RGBA, width × height × 4). */
export const paintPicture = (picture: WallPicture, now: WallNow, out: Uint8ClampedArray): void => {
  const { camera } = picture.world;
  const whole: Rect = { x0: 0, y0: 0, x1: picture.maps.width, y1: picture.maps.height };
  const first = !picture.painted;
  const dirty: Rect[] = [];
  if (first || now.inkChanged !== null) {
    const rect = first || now.inkChanged === 'all' ? whole : cameraRectOf(camera, now.inkChanged as Rect, PAD);
    if (rect) {
      paintInk(picture, now.inks, rect);
      dirty.push(rect);
    }
  }
  if (first || now.projectorFrame !== picture.lampFrame) {
    const codes = projectorCodes(picture.world.projector, now.projectorFrame);
    const rect = first ? whole : changedLight(picture, codes);
    picture.lampCodes = codes;
    picture.lampFrame = now.projectorFrame;
    if (rect) {
      paintLamp(picture, rect);
      dirty.push(rect);
    }
  }
  if (now.occluders !== picture.occluders)
    for (const hand of [...picture.occluders, ...now.occluders]) {
      const rect = cameraRectOf(camera, occluderRect(hand), PAD);
      if (rect) dirty.push(rect);
    }
  picture.occluders = now.occluders;
  picture.painted = true;
  const kernel = blurKernel(camera.blurPx);
  const merged = mergeRects(first ? [whole] : dirty);
  for (const rect of merged) paintLight(picture, rect);
  for (const rect of merged) exposeRect(picture, grow(rect, kernel.length >> 1, whole), kernel);
  readSensor(picture.clean, whole.x1, whole.y1, noiseTile(picture.seed, camera.noise), picture.seed, now.time, out);
};

const grow = (r: Rect, by: number, limit: Rect): Rect => ({
  x0: Math.max(limit.x0, r.x0 - by),
  y0: Math.max(limit.y0, r.y0 - by),
  x1: Math.min(limit.x1, r.x1 + by),
  y1: Math.min(limit.y1, r.y1 + by),
});

/** Overlapping rectangles become one, so that no pixel is painted twice. */
const mergeRects = (rects: readonly Rect[]): Rect[] => {
  const out: Rect[] = [];
  for (let rect of rects) {
    for (let i = 0; i < out.length; ) {
      const o = out[i]!;
      if (o.x0 < rect.x1 && rect.x0 < o.x1 && o.y0 < rect.y1 && rect.y0 < o.y1) {
        rect = {
          x0: Math.min(o.x0, rect.x0),
          y0: Math.min(o.y0, rect.y0),
          x1: Math.max(o.x1, rect.x1),
          y1: Math.max(o.y1, rect.y1),
        };
        out.splice(i, 1);
        i = 0;
      } else i++;
    }
    out.push(rect);
  }
  return out;
};

const paintInk = ({ maps, ink }: WallPicture, layers: readonly InkLayer[], rect: Rect): void => {
  for (let y = rect.y0; y < rect.y1; y++)
    for (let x = rect.x0, i = y * maps.width + x; x < rect.x1; x++, i++) {
      let red = 1;
      let green = 1;
      let blue = 1;
      for (const layer of layers) {
        const share = coverageAt(layer, maps.canvasX[i]!, maps.canvasY[i]!, maps.pitch) / 255;
        if (share === 0) continue;
        red *= 1 - share * (1 - layer.colour[0]);
        green *= 1 - share * (1 - layer.colour[1]);
        blue *= 1 - share * (1 - layer.colour[2]);
      }
      ink[3 * i] = red;
      ink[3 * i + 1] = green;
      ink[3 * i + 2] = blue;
    }
};

/** Camera px that see a projector px whose code differs from the last frame's; null when none does. */
const changedLight = (picture: WallPicture, codes: Uint8Array): Rect | null => {
  const { width, height } = picture.world.projector.size;
  let x0 = width;
  let x1 = -1;
  let y0 = height;
  let y1 = -1;
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i += 3)
      if (
        codes[i] !== picture.lampCodes[i] ||
        codes[i + 1] !== picture.lampCodes[i + 1] ||
        codes[i + 2] !== picture.lampCodes[i + 2]
      ) {
        if (x < x0) x0 = x;
        if (x > x1) x1 = x;
        if (y < y0) y0 = y;
        y1 = y;
      }
  if (x1 < 0) return null;
  // The camera rows and columns that look at this part of the raster, by the map itself.
  const { maps } = picture;
  const rect = { x0: maps.width, y0: maps.height, x1: 0, y1: 0 };
  for (let y = 0, i = 0; y < maps.height; y++)
    for (let x = 0; x < maps.width; x++, i++) {
      const u = maps.projectorX[i]!;
      const v = maps.projectorY[i]!;
      if (u <= x0 - 1 || u >= x1 + 1 || v <= y0 - 1 || v >= y1 + 1) continue;
      if (x < rect.x0) rect.x0 = x;
      if (x >= rect.x1) rect.x1 = x + 1;
      if (y < rect.y0) rect.y0 = y;
      rect.y1 = y + 1;
    }
  return rect.x0 < rect.x1 ? rect : null;
};

const paintLamp = ({ maps, lamp, lampCodes, lampCurve, world }: WallPicture, rect: Rect): void => {
  const { width, height } = world.projector.size;
  for (let y = rect.y0; y < rect.y1; y++)
    for (let x = rect.x0, i = y * maps.width + x; x < rect.x1; x++, i++) {
      const u = maps.projectorX[i]!;
      const v = maps.projectorY[i]!;
      const o = 3 * i;
      if (!(u >= 0 && v >= 0 && u < width - 1 && v < height - 1)) {
        lamp[o] = lamp[o + 1] = lamp[o + 2] = 0;
        continue;
      }
      const u0 = u | 0;
      const v0 = v | 0;
      const fu = u - u0;
      const fv = v - v0;
      const a = (v0 * width + u0) * 3;
      const b = a + width * 3;
      for (let c = 0; c < 3; c++) {
        const p = lampCurve[lampCodes[a + c]!]!;
        const q = lampCurve[lampCodes[a + c + 3]!]!;
        const r = lampCurve[lampCodes[b + c]!]!;
        const s = lampCurve[lampCodes[b + c + 3]!]!;
        const top = p + (q - p) * fu;
        lamp[o + c] = top + (r + (s - r) * fu - top) * fv;
      }
    }
};

/** linear = exposure × (room + projector) × what is reflected, with the hands between. */
const paintLight = (picture: WallPicture, rect: Rect): void => {
  const { maps, ink, lamp, linear, world } = picture;
  const { exposure } = world.camera;
  const { brightness } = world.projector;
  const [red, green, blue] = world.ambient.colour;
  for (let y = rect.y0; y < rect.y1; y++)
    for (let x = rect.x0, i = y * maps.width + x; x < rect.x1; x++, i++) {
      const o = 3 * i;
      const room = maps.ambient[i]! * exposure;
      const beam = brightness * exposure;
      linear[o] = (room * red + beam * lamp[o]!) * maps.reflectance[o]! * ink[o]!;
      linear[o + 1] = (room * green + beam * lamp[o + 1]!) * maps.reflectance[o + 1]! * ink[o + 1]!;
      linear[o + 2] = (room * blue + beam * lamp[o + 2]!) * maps.reflectance[o + 2]! * ink[o + 2]!;
    }
  for (const hand of picture.occluders) paintOccluder(picture, hand, rect);
};

const paintOccluder = (picture: WallPicture, hand: Occluder, rect: Rect): void => {
  const { maps, ink, lamp, linear, world } = picture;
  const touched = cameraRectOf(world.camera, occluderRect(hand), PAD);
  if (!touched) return;
  const x0 = Math.max(rect.x0, touched.x0);
  const x1 = Math.min(rect.x1, touched.x1);
  const ask: Occlusion = { alpha: 0, red: 0, green: 0, blue: 0, room: 1, lamp: 1 };
  const occlusion = occlusionOf(hand, world.projector, ask);
  const { exposure } = world.camera;
  const beam = world.projector.brightness * exposure;
  const colour = world.ambient.colour;
  for (let y = Math.max(rect.y0, touched.y0); y < Math.min(rect.y1, touched.y1); y++)
    for (let x = x0, i = y * maps.width + x; x < x1; x++, i++) {
      const o = 3 * i;
      const { alpha, red, green, blue, room, lamp: lit } = occlusion(maps.canvasX[i]!, maps.canvasY[i]!);
      if (alpha === 0 && room === 1 && lit === 1) continue;
      const level = maps.ambient[i]! * exposure;
      for (let c = 0; c < 3; c++) {
        const wall = (level * room * colour[c]! + beam * lit * lamp[o + c]!) * maps.reflectance[o + c]! * ink[o + c]!;
        const skin = c === 0 ? red : c === 1 ? green : blue;
        linear[o + c] = wall * (1 - alpha) + (level * colour[c]! + beam * lamp[o + c]!) * skin * alpha;
      }
    }
};

/** Blurs `linear` over a rectangle and codes it. */
const exposeRect = ({ maps, linear, clean }: WallPicture, rect: Rect, kernel: Float32Array): void => {
  const { width, height } = maps;
  const radius = kernel.length >> 1;
  const span = (rect.x1 - rect.x0) * 3;
  if (span <= 0) return;
  const sums = new Float32Array(width * 3);
  const stride = width * 3;
  for (let y = rect.y0; y < rect.y1; y++) {
    // Down the columns first, into one row; the picture's edge repeats itself.
    const from = Math.max(0, rect.x0 - radius) * 3;
    const to = Math.min(width, rect.x1 + radius) * 3;
    sums.fill(0, from, to);
    for (let k = -radius; k <= radius; k++) {
      const row = Math.min(height - 1, Math.max(0, y + k)) * stride;
      const tap = kernel[k + radius]!;
      for (let i = from; i < to; i++) sums[i]! += tap * linear[row + i]!;
    }
    for (let x = rect.x0; x < rect.x1; x++) {
      const inner = x >= radius && x < width - radius;
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let k = -radius; k <= radius; k++) {
          const column = inner ? x + k : Math.min(width - 1, Math.max(0, x + k));
          sum += kernel[k + radius]! * sums[column * 3 + c]!;
        }
        clean[y * stride + x * 3 + c] = codeOf(sum);
      }
    }
  }
};
