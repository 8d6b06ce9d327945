/**
 * The virtual wall as a function: `(world, inks, projectorFrame, time, seed) → {frame, truth}`. The same arguments give the same bytes.
 * Geometry is looked up from maps that are kept per World object; for a film, `stepper` does the same work on what changed only.
 * Frames: see world.ts. Times are ms of the world's own clock.
 */
import type { CanvasPoint } from '../../../calibration/frames.ts';
import { applyHomography } from '../../../calibration/homography.ts';
import { projectorCurve } from './light.ts';
import { planesLength, planesToRgba, readPlanes } from './sensor.ts';
import type { WallNow } from './wall-picture.ts';
import { paintPicture, startPicture } from './wall-picture.ts';
import type { Frame, InkLayer, ProjectorFrame, ProjectorModel, Truth, World } from './world.ts';
import type { WorldMaps } from './world-maps.ts';
import { buildMaps } from './world-maps.ts';

/** Maps cost some tenths of a second and depend on everything but the occluders. */
const known = new WeakMap<World['camera'], { readonly world: World; readonly maps: WorldMaps }>();
const mapsOf = (world: World): WorldMaps => {
  const kept = known.get(world.camera);
  if (
    kept &&
    kept.world.projector === world.projector &&
    kept.world.sheet === world.sheet &&
    kept.world.wall === world.wall &&
    kept.world.ambient === world.ambient
  )
    return kept.maps;
  const maps = buildMaps(world);
  known.set(world.camera, { world, maps });
  return maps;
};

export interface Step {
  readonly frame: Frame;
  readonly truth: Truth;
}

/** One frame, everything painted anew. Throws RangeError when the projector's frame has another size than the projector. */
export const stepWorld = (
  world: World,
  inks: readonly InkLayer[],
  projectorFrame: ProjectorFrame | null,
  time: number,
  seed: number,
): Step => stepper(world, seed)({ inks, inkChanged: 'all', projectorFrame, occluders: world.occluders, time });

/** The same for a film: each call paints what changed since the one before. `out` (RGBA bytes) is written when given, else new bytes are made. */
export const stepper = (world: World, seed: number): ((now: WallNow, out?: Uint8ClampedArray) => Step) => {
  const { size } = world.camera;
  const step = planeStepper(world, seed);
  const planes = new Uint8ClampedArray(planesLength(size));
  return (now, out) => {
    const data = out ?? new Uint8ClampedArray(size.width * size.height * 4);
    step(now, planes);
    planesToRgba(planes, size, data);
    return { frame: { size, data, time: now.time }, truth: truthOf(world, now.inks, now.projectorFrame) };
  };
};

/** As `stepper`, but into the I420 planes that the sensor gives, Y, U, V one after the other: what a camera's stream carries. */
export const planeStepper = (world: World, seed: number): ((now: WallNow, out: Uint8ClampedArray) => void) => {
  const picture = startPicture(world, mapsOf(world));
  return (now, out) => {
    paintPicture(picture, now);
    readPlanes(picture.coded, world.camera.size, world.camera.noise, seed, now.time, out);
  };
};

export const truthOf = (world: World, inks: readonly InkLayer[], frame: ProjectorFrame | null): Truth => ({
  canvasToCamera: world.camera.canvasToCamera,
  canvasToProjector: world.projector.canvasToProjector,
  lens: world.camera.lens,
  inks,
  projectorLightAt: lightSampler(world.projector, frame),
});

const lightSampler = (projector: ProjectorModel, frame: ProjectorFrame | null): ((point: CanvasPoint) => number) => {
  const curve = projectorCurve(projector);
  return (point) => projectorLightAt(projector, curve, frame, point);
};

const projectorLightAt = (
  projector: ProjectorModel,
  curve: Float32Array,
  frame: ProjectorFrame | null,
  point: CanvasPoint,
): number => {
  const { x, y } = applyHomography(projector.canvasToProjector, point);
  const u = Math.round(x);
  const v = Math.round(y);
  if (!(u >= 0 && v >= 0 && u < projector.size.width && v < projector.size.height)) return 0;
  if (frame === null) return projector.blackLevel;
  const i = (v * projector.size.width + u) * 4;
  return 0.2126 * curve[frame.data[i]!]! + 0.7152 * curve[frame.data[i + 1]!]! + 0.0722 * curve[frame.data[i + 2]!]!;
};
