/**
 * A running show in the simulator with the watchdog looking on: a hand writes sheet after sheet, a second hand comes over an edge and rests, light
 * wanders, the room's light drifts; at a set time something is moved, and when the watchdog says so, its one key is pressed.
 * Frames: camera px in the pictures, canvas mm, projector px. Times: ms of the show's clock.
 */
import type { Drift } from '../../../calibration/drift/drift.ts';
import { repairCanvas } from '../../../calibration/drift/repair-calibration.ts';
import type { Size } from '../../../calibration/frames.ts';
import { applyHomography, type Homography, invertHomography } from '../../../calibration/homography.ts';
import { codeOfCount, PATCH_MS } from '../../../calibration/latency/patch-code.ts';
import { placePatches } from '../../../calibration/latency/place-patches.ts';
import { repairPatches } from '../../../calibration/latency/repair-patches.ts';
import { makeInkLayer } from '../../../client/sources/virtual-wall/ink.ts';
import type { RepertoireEntry } from '../../../client/sources/virtual-wall/repertoire/repertoire.ts';
import { scheduleLines } from '../../../client/sources/virtual-wall/schedule-lines.ts';
import { planesLength } from '../../../client/sources/virtual-wall/sensor.ts';
import { planeStepper } from '../../../client/sources/virtual-wall/step-world.ts';
import type { InkLayer, Occluder, ProjectorFrame, World } from '../../../client/sources/virtual-wall/world.ts';
import { advanceWriting, endOf, startWriting } from '../../../client/sources/virtual-wall/write-script.ts';
import type { Cv } from '../../../client/vision/cv.ts';
import type { GreyImage } from '../../../client/vision/grey-image.ts';
import type { DriftFrame, ShownPatch } from '../../../client/vision/measure-motions.ts';
import { canvasToCameraOf } from '../../../client/vision/rectify.ts';
import { type RepairState, startRepair, stepRepair } from '../../../client/vision/repair-drift.ts';
import { NO_PAPER, type PaperTrack, paperOf, trackPaper } from '../../../client/vision/track-paper.ts';
import { type DriftState, startDriftWatch, watchDrift } from '../../../client/vision/watch-drift.ts';
import { type OutlineWatch, watchOutline } from '../../../client/vision/watch-outline.ts';
import { type MovedThing, moveWorld } from './move-world.ts';
import { paintPatches } from './paint-patches.ts';
import { drawShow } from './scripted-show.ts';

export interface ShowRun {
  readonly world: World;
  readonly entries: readonly RepertoireEntry[];
  readonly seed: number;
  readonly fps: number;
  readonly seconds: number;
  /** ms between two steps of the light: painting its change is what costs most. */
  readonly lightStepMs: number;
  /** What is moved, when and how far on the paper; null: nothing is. */
  readonly move: { readonly thing: MovedThing; readonly atMs: number; readonly dx: number; readonly dy: number } | null;
}

export interface ShowReport {
  readonly alarms: readonly { readonly atMs: number; readonly drift: Drift }[];
  readonly repairedAtMs: number | null;
  /** RMS distance over the sheet between where light falls and where it should, mm; before the repair and after it. */
  readonly errorBeforeMm: number;
  readonly errorAfterMm: number;
  /** Greatest drift that was measured while nothing had moved, mm. */
  readonly mostCalmMm: number;
  readonly calmAfterRepair: boolean;
}

/** From the projector's command to the camera's picture. */
const LIGHT_DELAY_MS = 90;
/** Every so manieth picture is searched for the sheet once the watch knows it: the tracker's corners are only what the watchdog falls back on. */
const SEARCH_EVERY = 4;
/** The room's light changes in steps too small to see, this often. */
const LIGHT_STEP_MS = 45_000;
const LIGHT_STEP = 0.03;
const SHEET_PAUSE_MS = 4000;
/** The technician needs a moment to reach for the key. */
const KEY_AFTER_MS = 1000;

export const runShow = (cv: Cv, run: ShowRun): ShowReport => {
  const { seed, fps } = run;
  const sheet = run.world.sheet.size;
  let world = run.world;
  let step = planeStepper(world, seed);
  let believed: Homography<'canvas', 'projector'> = world.projector.canvasToProjector;
  let ink: InkLayer = makeInkLayer(sheet);
  let sheets = 0;
  let startedAt = 0;
  let lines = scheduleLines(seed, sheet, 5, run.entries);
  let writing = startWriting(lines);
  let isFresh = true;
  let outline: OutlineWatch | null = null;
  let track: PaperTrack = NO_PAPER;
  let watch: DriftState = startDriftWatch();
  let repair: RepairState | null = null;
  const alarms: { atMs: number; drift: Drift }[] = [];
  let repairedAtMs: number | null = null;
  let errorBeforeMm = Number.NaN;
  let errorAfterMm = Number.NaN;
  let mostCalmMm = 0;
  let lightSteps = 0;
  let wall: { readonly key: string; readonly frame: ProjectorFrame | null } = { key: '', frame: null };
  let moved = false;
  let alarm: Drift | null = null;
  let keyAt = Number.POSITIVE_INFINITY;
  const planes = new Uint8ClampedArray(planesLength(world.camera.size));
  const count = Math.round(run.seconds * fps);
  for (let index = 0; index < count; index++) {
    const time = (index * 1000) / fps;
    if (run.move && !moved && time >= run.move.atMs) {
      world = moveWorld(world, run.move.thing, run.move.dx, run.move.dy);
      moved = true;
      step = planeStepper(world, seed);
      isFresh = true;
      errorBeforeMm = errorOf(believed, world);
    }
    if (time >= (lightSteps + 1) * LIGHT_STEP_MS) {
      lightSteps++;
      const sway = Math.sin(lightSteps * 0.9 + seed) + 0.6 * Math.sin(lightSteps * 0.37 + 2 * seed);
      world = { ...world, ambient: { ...world.ambient, level: run.world.ambient.level * (1 + 3 * LIGHT_STEP * sway) } };
      step = planeStepper(world, seed + lightSteps);
      isFresh = true;
    }
    const onSheet = time - startedAt;
    if (onSheet > endOf(lines) + SHEET_PAUSE_MS) {
      sheets++;
      startedAt = time;
      ink = makeInkLayer(sheet);
      lines = scheduleLines(seed + 31 * sheets, sheet, 5, run.entries);
      writing = startWriting(lines);
      isFresh = true;
    }
    const wrote = advanceWriting(writing, ink, sheet, time - startedAt);
    writing = wrote.state;
    const hands: Occluder[] = [...(wrote.hand ? [wrote.hand] : []), ...secondHand(world, time, seed)];

    const shownAt = Math.floor((time - LIGHT_DELAY_MS) / run.lightStepMs) * run.lightStepMs;
    const isMeasuring = repair !== null || watch.kind !== 'watching';
    const { size } = world.projector;
    const patches: readonly ShownPatch[] = isMeasuring
      ? repairPatches(believed, size, sheet)
      : placePatches(believed, size, sheet).map((place) => ({ id: place.corner, place }));
    const shown = JSON.stringify([shownAt, isMeasuring, believed, sheets]);
    if (shown !== wall.key) {
      const frame = drawShow(size, believed, ink, shownAt, seed);
      wall = { key: shown, frame };
      paintPatches(
        frame,
        patches.map(({ place }) => place),
        codeOfCount(Math.floor(shownAt / PATCH_MS)),
      );
    }
    step(
      {
        inks: [ink],
        inkChanged: isFresh ? 'all' : wrote.inkChanged,
        projectorFrame: wall.frame,
        occluders: hands,
        time,
      },
      planes,
    );
    isFresh = false;

    const grey = lumaOf(planes, world.camera.size);
    if (watch.kind !== 'watching' || index % SEARCH_EVERY === 0) {
      const looked = watchOutline(cv, grey, outline, time);
      outline = looked.watch;
      track = trackPaper(track, looked.sighting, time, { sheet, camera: world.camera.size });
    }
    const paper = paperOf(track, time);
    const projectorToCanvas = invertHomography(believed);
    const toCamera = paper === null ? null : canvasToCameraOf(paper.quad, sheet);
    const seen: DriftFrame = {
      grey,
      time,
      quad: paper?.quad ?? null,
      sheet,
      patches,
      projectorToCamera:
        toCamera === null ? null : (p) => applyHomography(toCamera, applyHomography(projectorToCanvas, p)),
    };
    if (repair !== null) {
      const fixed = stepRepair(repair, seen);
      repair = fixed.state;
      if (fixed.result === null) continue;
      if (fixed.result.kind === 'repaired') {
        believed = repairCanvas(believed, fixed.result.repair);
        repairedAtMs ??= time;
        errorAfterMm = errorOf(believed, world);
      }
      repair = null;
      watch = startDriftWatch();
      alarm = null;
      continue;
    }
    const watched = watchDrift(watch, seen);
    watch = watched.state;
    if (!moved && watch.kind === 'watching') mostCalmMm = Math.max(mostCalmMm, watch.amountMm ?? 0);
    if (watched.drift && !alarm) {
      alarms.push({ atMs: time, drift: watched.drift });
      keyAt = time + KEY_AFTER_MS;
    }
    alarm = watched.drift;
    if (run.move && alarm && time >= keyAt && watch.kind === 'watching') {
      repair = startRepair(watch.reference, time);
      keyAt = Number.POSITIVE_INFINITY;
    }
  }
  return { alarms, repairedAtMs, errorBeforeMm, errorAfterMm, mostCalmMm, calmAfterRepair: alarm === null };
};

/** RMS over a grid of the sheet, mm on the paper, between where light meant for a point falls and the point. */
const errorOf = (believed: Homography<'canvas', 'projector'>, world: World): number => {
  const projectorToCanvas = invertHomography(world.projector.canvasToProjector);
  const { widthMm, heightMm } = world.sheet.size;
  let sum = 0;
  for (let j = 0; j <= 6; j++)
    for (let i = 0; i <= 6; i++) {
      const p = { x: (widthMm * i) / 6, y: (heightMm * j) / 6 };
      const lit = applyHomography(projectorToCanvas, applyHomography(believed, p));
      sum += (lit.x - p.x) ** 2 + (lit.y - p.y) ** 2;
    }
  return Math.sqrt(sum / 49);
};

/** Every minute and a half somebody reaches over the left edge, rests there, and leaves. */
const secondHand = (world: World, time: number, seed: number): Occluder[] => {
  const t = (time + 17_000 * (seed % 5)) % 90_000;
  if (t > 12_000) return [];
  const { widthMm, heightMm } = world.sheet.size;
  const reach = Math.min(1, t / 2000, (12_000 - t) / 2000);
  const row = 0.2 + 0.6 * (((seed * 37 + Math.floor(time / 90_000) * 53) % 100) / 100);
  return [
    {
      kind: 'hand',
      tip: { x: widthMm * (-0.2 + 0.35 * reach), y: heightMm * row },
      heightMm: 4 + 60 * (1 - reach),
      side: 'left',
    },
  ];
};

/** The camera's luma plane, as a worker takes it from its stream; the planes are written anew with each picture. */
const lumaOf = (planes: Uint8ClampedArray, { width, height }: Size): GreyImage => ({
  width,
  height,
  data: new Uint8Array(planes.buffer, 0, width * height),
});
