/**
 * One calibration run in the laboratory, from dark wall to verdict, by the code that runs in the camera page; then its errors against the truth at
 * points on the sheet that were never measured. Frames: canvas mm → camera px → projector px.
 */
import { type CanvasPoint, canvasPoint, type Quad, type Size } from '../../../calibration/frames.ts';
import { mapCameraToCanvas, mapCanvasToProjector } from '../../../calibration/map-canvas.ts';
import { drawPattern } from '../../../calibration/patterns/draw-pattern.ts';
import type { ReportedDisplay, Show, Verdict } from '../../../calibration/session/contract.ts';
import { type SessionStep, startSession, stepSession } from '../../../calibration/session/step-session.ts';
import type { SolvedCalibration } from '../../../calibration/solve-calibration.ts';
import { type LaboratorySetup, pageRaster } from '../../../client/sources/virtual-wall/laboratory/laboratory.ts';
import { sheetCorners, truthOfRoom } from '../../../client/sources/virtual-wall/laboratory/room-geometry.ts';
import { type Command, runLaboratory } from '../../../client/sources/virtual-wall/laboratory/run-laboratory.ts';
import { buildLaboratory } from '../../../client/sources/virtual-wall/laboratory/simulate-capture.ts';
import { normalOf, randomOf } from '../../../client/sources/virtual-wall/random.ts';

/** Points at which a calibration is judged. */
const TRUTH_POINTS = 500;
/** Longest run that is waited for: 40 s at 30 a second. */
const MOST_PICTURES = 1200;
/** A paper finder's error a corner, camera px σ. */
const CORNER_SIGMA_PX = 0.3;

export interface RunErrors {
  /** Projector px, one a point. */
  readonly px: readonly number[];
  /** mm on the paper. */
  readonly mm: readonly number[];
}

export interface RunOutcome {
  readonly verdict: Verdict | null;
  readonly pictures: number;
  /** null when there is no model. */
  readonly errors: RunErrors | null;
}

/** A rectangle on the canvas, mm, that the projector page keeps black whatever it shows; `isTold`: the run knows of it. */
export interface DarkPlace {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly isTold: boolean;
}

/** `isGrey`: the camera gives luma alone; the run takes as long, geometry is the same, and simulating it takes half the time. */
export const runSetup = (
  setup: LaboratorySetup,
  seed: number,
  isGrey: boolean,
  display: ReportedDisplay | null = null,
  onStep: (step: SessionStep, time: number) => void = () => undefined,
  dark: DarkPlace | null = null,
): RunOutcome => {
  const laboratory = buildLaboratory(setup, seed);
  const raster = pageRaster(setup.projector);
  const normal = normalOf(randomOf(seed + 77));
  const paper = sheetCorners(setup, setup.sheet.size).map(({ x, y }) => ({
    x: x + CORNER_SIGMA_PX * normal(),
    y: y + CORNER_SIGMA_PX * normal(),
  })) as unknown as Quad<'camera'>;
  const corners = dark && cornersOf(dark);
  const blacken = corners === null ? () => undefined : blackener(setup, raster, corners);
  const commandOf = (show: Show): Command => {
    const rgba = drawPattern(show.pattern, show.patternId, raster);
    blacken(rgba);
    return { raster, rgba };
  };
  let step = startSession({
    projectorSize: raster,
    cameraSize: setup.camera.pose.size,
    sheet: setup.sheet.size,
    paper,
    display,
    seed,
    ...(corners !== null && dark?.isTold ? { masks: [{ name: 'door', polygon: corners }] } : {}),
  });
  let command = commandOf(step.show);
  const pictures = runLaboratory(
    laboratory,
    command,
    (picture, time) => {
      const before = step.show;
      step = stepSession(step.state, { ...picture, time });
      onStep(step, time);
      if (step.show !== before) command = commandOf(step.show);
      return { command, wantsColour: step.wantsColour && !isGrey, isOver: step.verdict !== null };
    },
    MOST_PICTURES,
  );
  const model = step.verdict?.model ?? null;
  return { verdict: step.verdict, pictures, errors: model === null ? null : errorsOf(setup, model, seed) };
};

const cornersOf = ({ left, top, right, bottom }: DarkPlace): CanvasPoint[] => [
  canvasPoint(left, top),
  canvasPoint(right, top),
  canvasPoint(right, bottom),
  canvasPoint(left, bottom),
];

/** Paints a convex place of the canvas black in a raster, as the projector's mask plate does. */
const blackener = (setup: LaboratorySetup, { width, height }: Size, place: readonly CanvasPoint[]) => {
  const { projectorOf } = truthOfRoom(setup);
  const polygon = place.map(projectorOf);
  const sides = polygon.map((a, i) => ({ a, b: polygon[(i + 1) % polygon.length]! }));
  return (rgba: Uint8Array | Uint8ClampedArray): void => {
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const turns = sides.map(({ a, b }) => (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x));
        if (turns.every((turn) => turn >= 0) || turns.every((turn) => turn <= 0))
          rgba.fill(0, 4 * (y * width + x), 4 * (y * width + x) + 3);
      }
  };
};

/** Light goes where the camera sees the paper's point: camera px → canvas → projector, as the running show does it. */
const errorsOf = (setup: LaboratorySetup, model: SolvedCalibration, seed: number): RunErrors => {
  const random = randomOf(seed + 500);
  const { cameraOf, projectorOf } = truthOfRoom(setup);
  const { widthMm, heightMm } = setup.sheet.size;
  const px: number[] = [];
  const mm: number[] = [];
  for (let i = 0; i < TRUTH_POINTS; i++) {
    const p = canvasPoint(random() * widthMm, random() * heightMm);
    const true_ = projectorOf(p);
    const canvas = mapCameraToCanvas(model.lens, model.cameraToCanvas, cameraOf(p));
    const mapped = mapCanvasToProjector(model, canvas);
    const error = Math.hypot(mapped.x - true_.x, mapped.y - true_.y);
    px.push(error);
    mm.push(error * mmPerPx(projectorOf, p));
  }
  return { px, mm };
};

/** Geometric mean of the scale on the paper. */
const mmPerPx = (projectorOf: (p: CanvasPoint) => { x: number; y: number }, p: CanvasPoint): number => {
  const o = projectorOf(p);
  const right = projectorOf(canvasPoint(p.x + 0.5, p.y));
  const down = projectorOf(canvasPoint(p.x, p.y + 0.5));
  const area = Math.abs((right.x - o.x) * (down.y - o.y) - (right.y - o.y) * (down.x - o.x)) * 4;
  return 1 / Math.sqrt(area);
};
