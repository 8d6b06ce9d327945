/**
 * A hand writes a line in the simulator while light answers, through the whole of vision: how much ink is seen that is none, how much is not seen, and
 * how much of the sheet cannot be judged because of light. Frames: canvas mm, projector px. Times: ms.
 */
import { applyHomography, type Homography } from '../../../calibration/homography.ts';
import type { Photometry } from '../../../calibration/photometry/photometry.ts';
import { runOffline } from '../../../client/sources/virtual-wall/offline-driver.ts';
import type { RepertoireEntry } from '../../../client/sources/virtual-wall/repertoire/repertoire.ts';
import { scheduleLines } from '../../../client/sources/virtual-wall/schedule-lines.ts';
import type { Frame, ProjectorFrame, World } from '../../../client/sources/virtual-wall/world.ts';
import type { Cv } from '../../../client/vision/cv.ts';
import type { GreyImage } from '../../../client/vision/grey-image.ts';
import { noteLight, type PipelineOutput, startPipeline, stepPipeline } from '../../../client/vision/pipeline.ts';
import type { LightDelay } from '../../../client/vision/predict-light.ts';
import { canvasToCameraOf } from '../../../client/vision/rectify.ts';
import { distanceAt, measureInkDistance, trueCanvasPoint } from './true-ink.ts';

export type Scene = 'retrace' | 'glow';

export interface WritingRun {
  readonly world: World;
  readonly entries: readonly RepertoireEntry[];
  readonly seed: number;
  readonly fps: number;
  readonly scene: Scene;
  readonly photometry: Photometry | null;
  readonly delay: LightDelay | null;
}

export interface WritingReport {
  /** Mean over the frames: px of ink farther than FAR_MM from true ink, and of all that is taken for ink. */
  readonly falsePx: number;
  readonly falseShare: number;
  /** Points of committed strokes that are farther, over all frames. */
  readonly falseCommittedShare: number;
  /** Farthest committed point of all, mm. */
  readonly farthestMm: number;
  /** Of the true ink, the share that is not believed at the end. */
  readonly missingShare: number;
  /** px of settled ink that was given up though there is ink, a frame. */
  readonly lostPx: number;
  /** Mean ink byte of settled true ink over the last two seconds: what the reader gets to see; 255 = full ink. */
  readonly inkByte: number;
  /** Mean share of the sheet where light is uncertain. */
  readonly uncertainShare: number;
  /** ms from the last pen-up until the line was settled; null: not by the end. */
  readonly settledAfterMs: number | null;
  readonly frames: number;
}

/** Two px of the small camera and the pen's own width. */
export const FAR_MM = 4;
const INKED = 40;
/** Ink this full must be seen. */
const FULL_INK = 150;
const TAIL_MS = 6000;
const LATE_MS = 2000;
/** The projector page samples and sends what it shows: the camera page has it that much later. */
const ANNOUNCED_AFTER_MS = 120;

export const runWriting = async (cv: Cv, run: WritingRun): Promise<WritingReport> => {
  const { world, seed, fps } = run;
  const lines = scheduleLines(seed, world.sheet.size, 1, run.entries);
  const penUp = lines[0]!.startMs + lines[0]!.durationMs;
  const settings = { sheet: world.sheet.size, manualQuad: null };
  const sums = { falsePx: 0, inkPx: 0, far: 0, points: 0, uncertain: 0, frames: 0, lost: 0, inkBytes: 0, inkBytePx: 0 };
  let settledBefore: Uint8Array | null = null;
  let state = startPipeline('e');
  let light: ProjectorFrame | null = null;
  let farthestMm = 0;
  let settledAt: number | null = null;
  let missingShare = 1;
  const seconds = (penUp + TAIL_MS) / 1000;
  const view = {
    canvasToProjector: world.projector.canvasToProjector,
    projectorSize: world.projector.size,
    photometry: run.photometry,
    latency: run.delay,
  };
  await runOffline({ world, lines, seed, fps, seconds, project: () => light }, ({ frame, truth }) => {
    const step = stepPipeline(cv, state, { grey: greyOf(frame), time: frame.time, projector: view }, settings, () => 0);
    state = step.state;
    const { canvas } = step.output;
    if (canvas) {
      sums.frames++;
      const away = measureInkDistance(truth.inks[0]!, INKED);
      const toCamera = canvasToCameraOf(canvas.paper.quad, canvas.paper.sheet);
      const distance = (x: number, y: number): number => distanceAt(away, trueCanvasPoint(world, toCamera, { x, y }));
      const { mask } = canvas.maps;
      for (let y = 0, i = 0; y < mask.height; y++)
        for (let x = 0; x < mask.width; x++, i++) {
          if (mask.data[i] === 0) continue;
          sums.inkPx++;
          if (distance((x + 0.5) / mask.pxPerMm, (y + 0.5) / mask.pxPerMm) > FAR_MM) sums.falsePx++;
        }
      const settled = canvas.maps.settled.data;
      const isLate = frame.time > penUp + TAIL_MS - LATE_MS;
      for (let i = 0; i < settled.length; i++) {
        const isLost = settledBefore !== null && settledBefore[i] !== 0 && settled[i] === 0;
        if (!isLost && !(isLate && settled[i] !== 0)) continue;
        const x = ((i % mask.width) + 0.5) / mask.pxPerMm;
        const y = (Math.floor(i / mask.width) + 0.5) / mask.pxPerMm;
        if (distance(x, y) > 0) continue;
        if (isLost) sums.lost++;
        else {
          sums.inkBytes += canvas.maps.ink.data[i]!;
          sums.inkBytePx++;
        }
      }
      settledBefore = settled;
      for (const stroke of canvas.strokes) {
        if (stroke.state !== 'committed') continue;
        for (let k = 0; k < stroke.points.length; k += 2) {
          const d = distance(stroke.points[k]!, stroke.points[k + 1]!);
          sums.points++;
          if (d > FAR_MM) sums.far++;
          if (Number.isFinite(d)) farthestMm = Math.max(farthestMm, d);
        }
      }
      const unsure = canvas.light?.uncertain.data;
      if (unsure) sums.uncertain += unsure.reduce((n, v) => n + (v === 0 ? 0 : 1), 0) / unsure.length;
      const wide = canvas.lines.filter((l) => l.box.width > 40);
      if (frame.time > penUp && settledAt === null && wide.length > 0 && wide.every((l) => l.settled))
        settledAt = frame.time;
      missingShare = missing(mask, truth.inks[0]!.coverage, truth.inks[0]!, world, toCamera);
    }
    light = project(run.scene, world, step.output, frame.time, seed);
    state = noteLight(state, announced(light), frame.time + ANNOUNCED_AFTER_MS);
  });
  return {
    falsePx: sums.falsePx / sums.frames,
    falseShare: sums.falsePx / Math.max(1, sums.inkPx),
    falseCommittedShare: sums.far / Math.max(1, sums.points),
    farthestMm,
    missingShare,
    lostPx: sums.lost / sums.frames,
    inkByte: sums.inkBytes / Math.max(1, sums.inkBytePx),
    uncertainShare: sums.uncertain / sums.frames,
    settledAfterMs: settledAt === null ? null : settledAt - penUp,
    frames: sums.frames,
  };
};

/** Share of full true ink that is not in the mask within a px or two. */
const missing = (
  mask: { readonly width: number; readonly height: number; readonly pxPerMm: number; readonly data: Uint8Array },
  coverage: Uint8Array,
  ink: { readonly width: number; readonly height: number; readonly pxPerMm: number },
  world: World,
  toCamera: Homography<'canvas', 'camera'>,
): number => {
  // Each px of the mask knows where it is in truth; true ink that no marked px is near is missing.
  const near = new Uint8Array(ink.width * ink.height);
  const reach = Math.ceil((1.6 / mask.pxPerMm) * ink.pxPerMm);
  for (let y = 0, i = 0; y < mask.height; y++)
    for (let x = 0; x < mask.width; x++, i++) {
      if (mask.data[i] === 0) continue;
      const p = trueCanvasPoint(world, toCamera, { x: (x + 0.5) / mask.pxPerMm, y: (y + 0.5) / mask.pxPerMm });
      const [cx, cy] = [Math.round(p.x * ink.pxPerMm), Math.round(p.y * ink.pxPerMm)];
      for (let v = Math.max(0, cy - reach); v <= Math.min(ink.height - 1, cy + reach); v++)
        near.fill(1, v * ink.width + Math.max(0, cx - reach), v * ink.width + Math.min(ink.width, cx + reach + 1));
    }
  let full = 0;
  let lost = 0;
  for (let i = 0; i < coverage.length; i++) {
    if (coverage[i]! < FULL_INK) continue;
    full++;
    if (near[i] === 0) lost++;
  }
  return full === 0 ? 0 : lost / full;
};

/** Light along every stroke that is known; `glow` adds a breathing halo about it and a coloured cloud that drifts over the sheet. */
const project = (scene: Scene, world: World, output: PipelineOutput, time: number, seed: number): ProjectorFrame => {
  const { size, canvasToProjector } = world.projector;
  const data = new Uint8ClampedArray(4 * size.width * size.height);
  for (let i = 3; i < data.length; i += 4) data[i] = 255;
  const add = (x: number, y: number, tint: readonly number[], share: number): void => {
    if (x < 0 || y < 0 || x >= size.width || y >= size.height) return;
    for (let c = 0; c < 3; c++) {
      const at = 4 * (y * size.width + x) + c;
      data[at] = Math.max(data[at]!, tint[c]! * share);
    }
  };
  const breath = 0.6 + 0.4 * Math.sin(time / 900);
  for (const { points, state } of output.canvas?.strokes ?? []) {
    if (state === 'withdrawn') continue;
    for (let k = 0; k < points.length; k += 2) {
      const p = applyHomography(canvasToProjector, { x: points[k]!, y: points[k + 1]! });
      const [cx, cy] = [Math.round(p.x), Math.round(p.y)];
      for (let v = -1; v <= 1; v++) for (let u = -1; u <= 1; u++) add(cx + u, cy + v, [170, 170, 170], 1);
      if (scene === 'glow' && k % 6 === 0)
        for (let v = -9; v <= 9; v++)
          for (let u = -9; u <= 9; u++) add(cx + u, cy + v, [230, 150, 40], breath * Math.exp(-(u * u + v * v) / 40));
    }
  }
  if (scene === 'glow') {
    const t = time / 1000;
    const x = size.width * (0.5 + 0.4 * Math.sin(0.5 * t + seed));
    const y = size.height * (0.4 + 0.3 * Math.cos(0.37 * t + seed));
    for (let v = Math.max(0, Math.floor(y - 90)); v < Math.min(size.height, y + 90); v++)
      for (let u = Math.max(0, Math.floor(x - 90)); u < Math.min(size.width, x + 90); u++)
        add(u, v, [40, 90, 230], Math.exp(-((u - x) ** 2 + (v - y) ** 2) / 2600));
  }
  return { size, data };
};

/** What the projector page announces: its raster averaged down to 160 px across. */
const announced = ({ size, data }: ProjectorFrame) => {
  const [width, height] = [size.width / 4, size.height / 4];
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let k = 0; k < 16; k++) sum += data[((y * 4 + (k >> 2)) * size.width + x * 4 + (k & 3)) * 4 + c]!;
        rgb[(y * width + x) * 3 + c] = sum / 16;
      }
  return { width, height, rgb };
};

const greyOf = ({ size, data }: Frame): GreyImage => {
  const grey = new Uint8Array(size.width * size.height);
  for (let i = 0; i < grey.length; i++)
    grey[i] = (77 * data[4 * i]! + 150 * data[4 * i + 1]! + 29 * data[4 * i + 2]!) >> 8;
  return { width: size.width, height: size.height, data: grey };
};
