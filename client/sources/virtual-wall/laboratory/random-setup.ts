/**
 * A healthy set-up drawn from LABORATORY_RANGES, as a technician would leave it: the projector's light reaches past the paper, the camera sees most of
 * it, exposure is set so that lit paper stays below the sensor's full scale, and locked. Seed in, set-up out.
 */
import { projectorPoint, type SheetSize, type Size } from '../../../../calibration/frames.ts';
import { applyHomography, type Homography, invertHomography } from '../../../../calibration/homography.ts';
import { markersOf } from '../../../../calibration/patterns/markers.ts';
import { idStripHeight } from '../../../../calibration/patterns/pattern-id.ts';
import { homographyOfPose, type PinholePose } from '../pinhole.ts';
import { randomOf } from '../random.ts';
import { LABORATORY_RANGES, type LaboratorySetup, PROJECTOR_RASTERS } from './laboratory.ts';
import type { Relief } from './relief.ts';
import { truthOfRoom } from './room-geometry.ts';

/** A4 lying, A4 standing, A3, A2, A1, a banner of two metres. */
const SHEETS: readonly SheetSize[] = [
  { widthMm: 297, heightMm: 210 },
  { widthMm: 210, heightMm: 297 },
  { widthMm: 420, heightMm: 297 },
  { widthMm: 594, heightMm: 420 },
  { widthMm: 841, heightMm: 594 },
  { widthMm: 1200, heightMm: 800 },
  { widthMm: 2000, heightMm: 1000 },
];
/** mm off the wall: nearer, a short throw cannot light the sheet. */
const PROJECTOR_DISTANCE = [900, 3500] as const;
/** Lit paper at its brightest, of the sensor's full scale. */
const WHITE_LEVEL = [0.65, 0.9] as const;
const NEUTRAL = [1, 1, 1] as const;

export interface SetupChoice {
  readonly cameraSize: Size;
  /** null: chosen from PROJECTOR_RASTERS. */
  readonly raster: Size | null;
  readonly isBent: boolean;
}

export const randomSetup = (seed: number, choice: SetupChoice): LaboratorySetup => {
  let setup = drawSetup(seed, choice);
  for (let i = 0; i < MOST_ZOOMS && !seesRaster(setup); i++) {
    const { camera } = setup;
    setup = { ...setup, camera: { ...camera, pose: { ...camera.pose, focalPx: ZOOM_OUT * camera.pose.focalPx } } };
  }
  return setup;
};

/** A technician zooms out until the wizard's preflight is content. */
const ZOOM_OUT = 0.94;
const MOST_ZOOMS = 24;
/** Camera px to the picture's border. */
const IN_VIEW_PX = 4;

/** All four markers, and the strip of ids along one edge, are in the camera's picture. */
const seesRaster = ({ camera, projector, sheet }: LaboratorySetup): boolean => {
  const canvasToProjector: Homography<'canvas', 'projector'> = homographyOfPose(projector.pose);
  const projectorToCanvas = invertHomography(canvasToProjector);
  const { cameraOf } = truthOfRoom({ camera, projector, sheet, relief: { kind: 'flat' } });
  const { width, height } = camera.pose.size;
  const raster = projector.pose.size;
  const sees = (x: number, y: number): boolean => {
    const p = cameraOf(applyHomography(projectorToCanvas, projectorPoint(x, y)));
    return p.x > IN_VIEW_PX && p.y > IN_VIEW_PX && p.x < width - IN_VIEW_PX && p.y < height - IN_VIEW_PX;
  };
  const strip = idStripHeight(raster);
  const seesRow = (y: number): boolean => [0, 0.25, 0.5, 0.75, 1].every((share) => sees(share * raster.width, y));
  return (
    markersOf(raster).every(({ centre, radius }) =>
      Array.from({ length: 12 }, (_, i) => (i * Math.PI) / 6).every((angle) =>
        sees(centre.x + 1.1 * radius * Math.cos(angle), centre.y + 1.1 * radius * Math.sin(angle)),
      ),
    ) &&
    ((seesRow(0) && seesRow(strip)) || (seesRow(raster.height) && seesRow(raster.height - strip)))
  );
};

const drawSetup = (seed: number, choice: SetupChoice): LaboratorySetup => {
  const random = randomOf(seed);
  const between = ([low, high]: readonly [number, number]): number => low + (high - low) * random();
  const pick = <T>(list: readonly T[]): T => list[Math.min(list.length - 1, Math.floor(random() * list.length))]!;
  const ranges = LABORATORY_RANGES;
  const sheet = pick(SHEETS);
  const raster = choice.raster ?? pick(PROJECTOR_RASTERS);
  // A big sheet is not lit and seen from arm's length: at its edges light would graze it.
  const long = Math.max(sheet.widthMm, sheet.heightMm);
  const cameraAt = Math.max(between(ranges.cameraDistanceMm), Math.min(ranges.cameraDistanceMm[1], 1.7 * long));
  const lampAt = Math.max(between(PROJECTOR_DISTANCE), 1.7 * long);
  const projector = aim(
    sheet,
    raster,
    lampAt,
    between(ranges.projectorIncidenceDegrees),
    random,
    1.08 + 0.3 * random(),
  );
  const k1 = between(ranges.k1);
  const camera = aim(
    sheet,
    choice.cameraSize,
    cameraAt,
    between(ranges.incidenceDegrees),
    random,
    1.25 + 0.35 * random(),
  );
  const level = between(ranges.ambientShare);
  const veil = between(ranges.veil);
  const gamma = between(ranges.gamma);
  const colour = [0.92 + 0.16 * random(), 1, 0.85 + 0.2 * random()] as const;
  const mix = (): number => 0.02 + 0.08 * random();
  const mixing = [mix(), mix(), mix(), mix(), mix(), mix()];
  const gradient = [0.3 * (random() - 0.5), 0.3 * (random() - 0.5)] as const;
  const brightest = 0.88 * (1 + level * (1 + 0.5 * (Math.abs(gradient[0]) + Math.abs(gradient[1]))));
  return {
    camera: {
      pose: camera,
      // Barrel lenses straighten again towards the corner: without it k1 = −0.25 would fold the picture.
      lens: { k1, k2: 1.4 * k1 * k1 },
      decentrePx: [
        choice.cameraSize.width * between(ranges.decentre),
        choice.cameraSize.width * between(ranges.decentre),
      ],
      exposure: between(WHITE_LEVEL) / brightest,
      whiteBalance: NEUTRAL,
      vignetting: between(ranges.cameraVignetting),
      noise: { sigma: between(ranges.noiseSigma), shotShare: between(ranges.shotShare) },
      blurPx: between(ranges.blurPx),
      shutterMs: between(ranges.shutterMs),
      readoutMs: between(ranges.readoutMs),
      fps: 30,
      latencyMs: between(ranges.cameraLatencyMs),
      automatic: null,
      isMirrored: false,
      knock: null,
    },
    projector: {
      pose: projector,
      brightness: 1,
      gamma: [gamma, gamma + 0.06 * (random() - 0.5), gamma + 0.06 * (random() - 0.5)],
      mixing: [
        1 - mixing[0]! - mixing[1]!,
        mixing[0]!,
        mixing[1]!,
        mixing[2]!,
        1 - mixing[2]! - mixing[3]!,
        mixing[3]!,
        mixing[4]!,
        mixing[5]!,
        1 - mixing[4]! - mixing[5]!,
      ],
      blackLevel: between(ranges.blackLevel),
      veil,
      vignetting: between(ranges.projectorVignetting),
      blurPx: between(ranges.projectorBlurPx),
      latencyMs: between(ranges.projectorLatencyMs),
      jitterMs: between(ranges.projectorJitterMs),
      scaling: null,
      dropped: [],
    },
    sheet: { size: sheet, albedo: [0.88, 0.865, 0.83], texture: 0.012, ruledMm: 0 },
    relief: choice.isBent ? randomRelief(random, ranges.reliefMm[1]) : { kind: 'flat' },
    wall: { albedo: wallTone(0.13 + 0.5 * random()), texture: 0.06 },
    darkPatch: null,
    inks: [],
    light: {
      level,
      colour,
      gradient,
      flicker: between(ranges.flicker),
      flickerHz: random() < 0.5 ? 100 : 120,
      driftPerMinute: between(ranges.driftPerMinute),
    },
    walker: null,
  };
};

const wallTone = (level: number): readonly [number, number, number] => [level, level * 0.96, level * 0.9];

const randomRelief = (random: () => number, depthMm: number): Relief => {
  const degrees = 180 * random();
  const kind = Math.floor(random() * 4);
  if (kind === 0) return { kind: 'arch', depthMm, degrees };
  if (kind === 1) return { kind: 'curl', depthMm, degrees };
  if (kind === 2) return { kind: 'twist', depthMm };
  return { kind: 'waves', depthMm, degrees, count: 1 + random() };
};

/**
 * A pose at an angle off the sheet's normal, in a random direction, whose picture is `room` times as large as the sheet needs. The aim strays a little
 * from the sheet's middle, the horizon a little from level.
 */
const aim = (
  sheet: SheetSize,
  size: Size,
  distance: number,
  degrees: number,
  random: () => number,
  room: number,
): PinholePose => {
  const angle = (degrees * Math.PI) / 180;
  const round = 2 * Math.PI * random();
  const [cx, cy] = [sheet.widthMm / 2, sheet.heightMm / 2];
  const off = distance * Math.sin(angle);
  const pose = {
    position: [cx + off * Math.cos(round), cy + off * Math.sin(round), distance * Math.cos(angle)] as const,
    target: [cx + 0.03 * sheet.widthMm * (random() - 0.5), cy + 0.03 * sheet.heightMm * (random() - 0.5)] as const,
    rollDegrees: 4 * (random() - 0.5),
    size,
  };
  // How far the sheet reaches from the axis at focal length 1.
  const unit = homographyOfPose({ ...pose, focalPx: 1, size: { width: 1, height: 1 } });
  let reachX = 0;
  let reachY = 0;
  for (const x of [0, sheet.widthMm])
    for (const y of [0, sheet.heightMm]) {
      const p = applyHomography(unit, { x, y });
      reachX = Math.max(reachX, Math.abs(p.x));
      reachY = Math.max(reachY, Math.abs(p.y));
    }
  return { ...pose, focalPx: Math.min(size.width / 2 / reachX, size.height / 2 / reachY) / room };
};
