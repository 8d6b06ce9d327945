/**
 * A moving scene in the laboratory, seen through a measured photometry: how far the prediction is from the picture, and what the latency meter says.
 * Frames: camera px, projector px. Times: ms of the laboratory's clock.
 */
import { applyHomography, invertHomography } from '../../../calibration/homography.ts';
import {
  type Latency,
  latencyOf,
  NO_LATENCY,
  noteRead,
  noteShown,
} from '../../../calibration/latency/estimate-latency.ts';
import { codeOfCount, PATCH_MS } from '../../../calibration/latency/patch-code.ts';
import { placePatches } from '../../../calibration/latency/place-patches.ts';
import { distortPoint } from '../../../calibration/lens.ts';
import type { Photometry } from '../../../calibration/photometry/photometry.ts';
import type { SolvedCalibration } from '../../../calibration/solve-calibration.ts';
import { LINEAR_OF_CODE, srgbOfLinear } from '../../../calibration/srgb.ts';
import type { LaboratorySetup } from '../../../client/sources/virtual-wall/laboratory/laboratory.ts';
import { commandProjector, startTimeline } from '../../../client/sources/virtual-wall/laboratory/projector-timeline.ts';
import { buildLaboratory, simulateCapture } from '../../../client/sources/virtual-wall/laboratory/simulate-capture.ts';
import { readPatch } from '../../../client/vision/read-patch.ts';
import { paintPatches } from '../drift/paint-patches.ts';
import { drawMovingScene } from './moving-scene.ts';
import { layPaperPixels, predictPicture } from './predict-picture.ts';

export interface PlayedScene {
  /** RMS of predicted less seen byte / 255. */
  readonly rms: number;
  readonly rmsLinear: number;
  /** Of one picture. */
  readonly worst: number;
  /** The same if no light were predicted at all: what the scene is worth. */
  readonly rmsWithoutLight: number;
  readonly pictures: number;
  readonly latency: Latency | null;
  readonly trueLatencyMs: number;
}

/** The meter's first turns pass before anything is compared. */
const METER_MS = 4500;
/** Every so manieth picture is compared; all are looked at by the meter. */
const COMPARE_EVERY = 5;
/** σ of projector and camera optics together that a healthy set-up has about, camera px. */
const USUAL_BLUR_PX = 1;

export const playScene = (
  setup: LaboratorySetup,
  photometry: Photometry,
  model: SolvedCalibration,
  seed: number,
  seconds: number,
): PlayedScene => {
  const laboratory = buildLaboratory(setup, seed + 1);
  const raster = setup.projector.pose.size;
  const { fps, latencyMs } = setup.camera;
  const pixels = layPaperPixels(photometry, model, setup.camera.pose.size, raster);
  const patches = placePatches(model.canvasToProjector, raster, model.sheet);
  const projectorToCanvas = invertHomography(model.canvasToProjector);
  const canvasToStraight = invertHomography(model.cameraToCanvas);
  const projectorToCamera = (p: { x: number; y: number }) =>
    distortPoint(model.lens, applyHomography(canvasToStraight, applyHomography(projectorToCanvas, p)));
  const black = new Uint8ClampedArray(4 * raster.width * raster.height);
  let timeline = startTimeline({ raster, rgba: black });
  let meter = NO_LATENCY;
  let code = -1;
  const shown: { readonly at: number; readonly rgba: Uint8ClampedArray }[] = [];
  const sums = { coded: 0, linear: 0, without: 0, count: 0 };
  let worst = 0;
  let pictures = 0;
  const count = Math.round((seconds + METER_MS / 1000) * fps);
  for (let n = 1; n <= count; n++) {
    const time = (n * 1000) / fps;
    const isCompared = time > METER_MS && n % COMPARE_EVERY === 0;
    const frame = drawMovingScene(raster, time, seed);
    const next = codeOfCount(Math.floor(time / PATCH_MS));
    paintPatches(frame, patches, next);
    timeline = commandProjector(timeline, setup.projector, { raster, rgba: frame.data }, time, seed);
    if (next !== code) meter = noteShown(meter, next, time);
    code = next;
    shown.push({ at: time, rgba: frame.data });
    if (shown.length > 30) shown.shift();
    const { picture } = simulateCapture(laboratory, timeline, time, isCompared);
    const arrival = time + latencyMs;
    const grey = { ...picture.size, data: picture.luma };
    for (const patch of patches) {
      const reading = readPatch(grey, patch, projectorToCamera, 4);
      if (reading === null) continue;
      meter = noteRead(meter, reading.code, arrival);
      break;
    }
    const latency = latencyOf(meter);
    if (!isCompared || picture.rgb === null || latency === null) continue;
    // What was on the wall then: the last picture that had been commanded.
    const seen = shown.findLast(({ at }) => at <= arrival - latency.p50) ?? shown[0]!;
    const predicted = predictPicture(photometry, pixels, seen.rgba, USUAL_BLUR_PX);
    const error = compare(predicted, pixels.index, picture.rgb, photometry.cameraExponent);
    const without = predictPicture(photometry, pixels, black, 0);
    sums.without += compare(without, pixels.index, picture.rgb, photometry.cameraExponent).coded;
    sums.coded += error.coded;
    sums.linear += error.linear;
    sums.count += 3 * pixels.index.length;
    worst = Math.max(worst, Math.sqrt(error.coded / (3 * pixels.index.length)));
    pictures++;
  }
  const { shutterMs, readoutMs } = setup.camera;
  return {
    rms: Math.sqrt(sums.coded / sums.count),
    rmsLinear: Math.sqrt(sums.linear / sums.count),
    worst,
    rmsWithoutLight: Math.sqrt(sums.without / sums.count),
    pictures,
    latency: latencyOf(meter),
    // From the command to the middle of the exposure of the middle row, and on to the program.
    trueLatencyMs: setup.projector.latencyMs + 1000 / 120 + shutterMs / 2 + readoutMs / 2 + latencyMs,
  };
};

/** Sums of squares over the paper's px and channels. */
const compare = (
  predicted: Float32Array,
  index: Uint32Array,
  rgb: Uint8Array,
  exponent: number,
): { readonly coded: number; readonly linear: number } => {
  let coded = 0;
  let linear = 0;
  for (let n = 0; n < index.length; n++)
    for (let c = 0; c < 3; c++) {
      const i = 3 * index[n]! + c;
      const light = Math.min(1, Math.max(0, predicted[i]!) ** (1 / exponent));
      coded += (srgbOfLinear(light) - rgb[i]! / 255) ** 2;
      linear += (light - LINEAR_OF_CODE[rgb[i]!]!) ** 2;
    }
  return { coded, linear };
};
