/**
 * The simulator's raster: holds what was computed for the last frame and repaints only the camera px that something changed, which gives the
 * same bytes as painting all of them (a test holds this). In: a World and what is on it now; out: coded camera picture, then I420 planes.
 * Linear light in float until the sensor. Frames: camera px throughout; inks are canvas rasters, light comes from projector px.
 */
import { canvasPoint, projectorPoint } from '../../../calibration/frames.ts';
import { applyHomography, invertHomography } from '../../../calibration/homography.ts';
import { paintInk } from './ink.ts';
import { changedCodes, paintLamp, paintLight, projectorCodes, projectorCurve } from './light.ts';
import { paintHand, spansOfHand } from './occluders.ts';
import { blurKernel, type CodedPicture, expose, makeCodedPicture } from './sensor.ts';
import { addRect, addSpans, clearSpans, cropSpans, emptySpans, growSpans, type Spans } from './spans.ts';
import type { InkLayer, Occluder, ProjectorFrame, Rect, World } from './world.ts';
import type { WorldMaps } from './world-maps.ts';
import { cameraRectOf } from './world-maps.ts';

export interface WallPicture {
  readonly world: World;
  readonly maps: WorldMaps;
  /** RGB interleaved: transmittance of the ink, projector's light, light that reaches the lens. */
  readonly ink: Float32Array;
  readonly lamp: Float32Array;
  readonly linear: Float32Array;
  readonly coded: CodedPicture;
  readonly kernel: Float32Array;
  readonly lampCurve: Float32Array;
  /** Scratch: what this frame repaints of ink, of light, and in the end. */
  readonly part: Spans;
  readonly dirty: Spans;
  readonly exposed: Spans;
  /** Of the last frame. */
  lampFrame: ProjectorFrame | null;
  lampCodes: Uint8ClampedArray;
  occluders: readonly Occluder[];
  painted: boolean;
}

export interface WallNow {
  readonly inks: readonly InkLayer[];
  /** Canvas mm where ink changed since the last call; 'all' when that is not known, null when nowhere. */
  readonly inkChanged: Rect | 'all' | null;
  /** The same object as last time means the same light. null: lamp off. */
  readonly projectorFrame: ProjectorFrame | null;
  /** The same array as last time means the same hands. */
  readonly occluders: readonly Occluder[];
  /** ms of the world's clock. */
  readonly time: number;
}

/** px of padding for bilinear reach, antialiasing and the lens. */
const PAD = 3;

export const startPicture = (world: World, maps: WorldMaps): WallPicture => {
  const { width, height } = world.camera.size;
  const n = 3 * width * height;
  return {
    world,
    maps,
    ink: new Float32Array(n),
    lamp: new Float32Array(n),
    linear: new Float32Array(n),
    coded: makeCodedPicture(world.camera.size),
    kernel: blurKernel(world.camera.blurPx),
    lampCurve: projectorCurve(world.projector),
    part: emptySpans(width, height),
    dirty: emptySpans(width, height),
    exposed: emptySpans(width, height),
    lampFrame: null,
    lampCodes: new Uint8ClampedArray(0),
    occluders: [],
    painted: false,
  };
};

/** Brings the coded picture to `now`. */
export const paintPicture = (picture: WallPicture, now: WallNow): void => {
  const { world, maps, dirty, part } = picture;
  const whole: Rect = { x0: 0, y0: 0, x1: maps.width, y1: maps.height };
  const first = !picture.painted;
  clearSpans(dirty);

  const inkChanged = first ? 'all' : now.inkChanged;
  if (inkChanged !== null) {
    const rect = inkChanged === 'all' ? whole : cameraRectOf(world.camera, inkChanged, PAD);
    if (rect) {
      clearSpans(part);
      addRect(part, rect);
      paintInk(now.inks, maps, part, picture.ink);
      addSpans(dirty, part);
    }
  }
  if (first || now.projectorFrame !== picture.lampFrame) {
    const codes = projectorCodes(world.projector, now.projectorFrame);
    const rect = first ? whole : cameraRectOfLight(world, changedCodes(world.projector.size, picture.lampCodes, codes));
    // A copy: whoever gave the frame may write on it.
    picture.lampCodes = codes.slice();
    picture.lampFrame = now.projectorFrame;
    if (rect) {
      clearSpans(part);
      addRect(part, rect);
      paintLamp(codes, picture.lampCurve, world.projector.size, maps, part, picture.lamp);
      addSpans(dirty, part);
    }
  }
  if (now.occluders !== picture.occluders)
    for (const hand of [...picture.occluders, ...now.occluders]) spansOfHand(hand, world, maps, dirty);
  picture.occluders = now.occluders;
  picture.painted = true;

  paintLight(world, maps, picture.ink, picture.lamp, dirty, picture.linear);
  for (const hand of now.occluders) {
    clearSpans(part);
    spansOfHand(hand, world, maps, part);
    cropSpans(part, dirty);
    paintHand(hand, world, picture, part);
  }
  growSpans(dirty, picture.kernel.length >> 1, picture.exposed);
  expose(picture.linear, world.camera.size, picture.exposed, picture.kernel, picture.coded);
};

/** Camera px that can see a part of the projector's raster; null when none can. */
const cameraRectOfLight = ({ camera, projector }: World, px: Rect | null): Rect | null => {
  if (px === null) return null;
  const projectorToCanvas = invertHomography(projector.canvasToProjector);
  const corners = [
    [px.x0 - 1, px.y0 - 1],
    [px.x1, px.y0 - 1],
    [px.x1, px.y1],
    [px.x0 - 1, px.y1],
  ].map(([x, y]) => applyHomography(projectorToCanvas, projectorPoint(x!, y!)));
  const [x0, y0] = [Math.min(...corners.map((p) => p.x)), Math.min(...corners.map((p) => p.y))];
  const far = canvasPoint(Math.max(...corners.map((p) => p.x)), Math.max(...corners.map((p) => p.y)));
  return cameraRectOf(camera, { x0, y0, x1: far.x, y1: far.y }, PAD);
};
