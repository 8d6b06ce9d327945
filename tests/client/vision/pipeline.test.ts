/** The whole of vision over the virtual wall, off line: a hand writes a line of real handwriting while light follows it. */
import { beforeAll, describe, expect, it } from 'vitest';
import { cameraPoint, type Quad } from '../../../calibration/frames.ts';
import { applyHomography } from '../../../calibration/homography.ts';
import { makeWorld, PROJECTOR_SIZE, SMALL_CAMERA } from '../../../client/sources/virtual-wall/default-world.ts';
import { runOffline } from '../../../client/sources/virtual-wall/offline-driver.ts';
import { scheduleLines } from '../../../client/sources/virtual-wall/schedule-lines.ts';
import type { Frame, ProjectorFrame, Truth } from '../../../client/sources/virtual-wall/world.ts';
import type { Cv } from '../../../client/vision/cv.ts';
import type { GreyImage } from '../../../client/vision/grey-image.ts';
import { noteLight, type PipelineOutput, startPipeline, stepPipeline } from '../../../client/vision/pipeline.ts';
import { canvasToCameraOf } from '../../../client/vision/rectify.ts';
import { distanceAt, measureInkDistance, trueCanvasPoint } from '../../evaluate/light/true-ink.ts';
import { loadOpenCv } from '../../evaluate/load-opencv.ts';
import { loadRepertoire } from '../sources/virtual-wall/load-repertoire.ts';

const FPS = 5;
/** Coverage, of 255, from which on a place is ink. */
const INKED = 40;
/** A committed stroke farther than this from all true ink, seen through the true lens, is a false one: two px and the pen's own width. */
const FAR_MM = 4;
const SETTINGS = { sheet: makeWorld().sheet.size, manualQuad: null };

const greyOf = ({ size, data }: Frame): GreyImage => {
  const grey = new Uint8Array(size.width * size.height);
  for (let i = 0; i < grey.length; i++)
    grey[i] = (77 * data[4 * i]! + 150 * data[4 * i + 1]! + 29 * data[4 * i + 2]!) >> 8;
  return { width: size.width, height: size.height, data: grey };
};

/** Light along every stroke that is known, three px wide, as a projector that follows the pen would show. */
const retrace = (output: PipelineOutput, truth: Truth): ProjectorFrame => {
  const { width, height } = PROJECTOR_SIZE;
  const data = new Uint8ClampedArray(width * height * 4).fill(0);
  for (let i = 3; i < data.length; i += 4) data[i] = 255;
  for (const { points, state } of output.canvas?.strokes ?? []) {
    if (state === 'withdrawn') continue;
    for (let k = 0; k < points.length; k += 2) {
      const p = applyHomography(truth.canvasToProjector, { x: points[k]!, y: points[k + 1]! });
      for (let v = -1; v <= 1; v++)
        for (let u = -1; u <= 1; u++) {
          const at = (Math.round(p.y + v) * width + Math.round(p.x + u)) * 4;
          if (at >= 0 && at < data.length) data.set([170, 170, 170, 255], at);
        }
    }
  }
  return { size: PROJECTOR_SIZE, data };
};

/** What the projector page announces: its raster averaged down to 160 px across. */
const announced = ({ size, data }: ProjectorFrame) => {
  const [width, height] = [size.width / 4, size.height / 4];
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < 16; k++) sum += data[((y * 4 + (k >> 2)) * size.width + x * 4 + (k & 3)) * 4]!;
      rgb.fill(sum / 16, (y * width + x) * 3, (y * width + x) * 3 + 3);
    }
  return { width, height, rgb };
};

describe('stepPipeline over the virtual wall', () => {
  let cv: Cv;
  beforeAll(async () => {
    cv = await loadOpenCv();
  });

  it('follows a hand that writes, with light on the ink: every stroke is ink, one line comes of it', async () => {
    const seed = 11;
    const world = makeWorld({ camera: SMALL_CAMERA });
    const lines = scheduleLines(seed, world.sheet.size, 1, await loadRepertoire());
    const seconds = (lines[0]!.startMs + lines[0]!.durationMs) / 1000 + 2.4;
    let state = startPipeline('t');
    let light: ProjectorFrame | null = null;
    let last: PipelineOutput | null = null;
    let distance: (x: number, y: number) => number = () => Number.POSITIVE_INFINITY;
    const revisions = new Map<string, number>();
    await runOffline({ world, lines, seed, fps: FPS, seconds, project: () => light }, ({ index, frame, truth }) => {
      const projector = { canvasToProjector: truth.canvasToProjector, projectorSize: PROJECTOR_SIZE };
      const step = stepPipeline(cv, state, { grey: greyOf(frame), time: frame.time, projector }, SETTINGS, () => 0);
      state = step.state;
      last = step.output;
      const { canvas } = step.output;
      const away = measureInkDistance(truth.inks[0]!, INKED);
      if (canvas) {
        const toCamera = canvasToCameraOf(canvas.paper.quad, canvas.paper.sheet);
        distance = (x, y) => distanceAt(away, trueCanvasPoint(world, toCamera, { x, y }));
      }
      for (const stroke of step.output.canvas?.strokes ?? []) {
        if (stroke.state !== 'committed') continue;
        let far = 0;
        for (let k = 0; k < stroke.points.length; k += 2)
          if (distance(stroke.points[k]!, stroke.points[k + 1]!) > FAR_MM) far++;
        expect(far / (stroke.points.length / 2), `seed ${seed}, frame ${index}, stroke ${stroke.id}`).toBeLessThan(
          0.05,
        );
      }
      for (const { id, revision } of step.output.canvas?.lines ?? []) {
        expect(revision).toBeGreaterThanOrEqual(revisions.get(id) ?? 0);
        revisions.set(id, revision);
      }
      // The answer comes a frame later, and is told of as late.
      light = retrace(step.output, truth);
      state = noteLight(state, announced(light), frame.time + 120);
    });
    const canvas = last!.canvas!;
    const committed = canvas.strokes.filter((s) => s.state === 'committed');
    const distances = committed.flatMap((s) =>
      Array.from({ length: s.points.length / 2 }, (_, k) => distance(s.points[2 * k]!, s.points[2 * k + 1]!)),
    );
    const mean = distances.reduce((a, b) => a + b, 0) / distances.length;
    // One px of this camera is about 1.3 mm on the sheet.
    expect(mean * canvas.picture.pxPerMm).toBeLessThan(1);
    const wide = canvas.lines.filter((l) => l.box.width > 40);
    expect(wide).toHaveLength(1);
    expect(wide[0]!.settled).toBe(true);
  });

  it('keeps all it knows through a frame without paper, and obeys corners placed by hand', async () => {
    const world = makeWorld({ camera: SMALL_CAMERA });
    let state = startPipeline('t');
    let good: GreyImage | null = null;
    let truth: Truth | null = null;
    await runOffline({ world, lines: [], seed: 3, fps: 1, seconds: 1, project: () => null }, (step) => {
      good = greyOf(step.frame);
      truth = step.truth;
    });
    const run = (grey: GreyImage, time: number, manualQuad: Quad<'camera'> | null = null) => {
      const step = stepPipeline(cv, state, { grey, time, projector: null }, { ...SETTINGS, manualQuad }, () => 0);
      state = step.state;
      return step.output;
    };
    expect(run(good!, 0).canvas).not.toBeNull();
    const known = state.ink;
    const black: GreyImage = { ...good!, data: new Uint8Array(good!.data.length) };
    expect(run(black, 5000)).toMatchObject({ canvas: null, sighting: { kind: 'absent', reason: 'too-dark' } });
    expect(state.ink).toBe(known);
    const corners = [
      [0, 0],
      [800, 0],
      [800, 500],
      [0, 500],
    ].map(([x, y]) => applyHomography(truth!.canvasToCamera, { x: x!, y: y! }));
    const quad = corners.map((p) => cameraPoint(p.x, p.y)) as unknown as Quad<'camera'>;
    expect(run(good!, 5100, quad).canvas!.paper).toMatchObject({ quad, source: 'manual' });
    const crossed = [quad[0], quad[2], quad[1], quad[3]] as const;
    expect(run(good!, 5200, crossed)).toMatchObject({ sighting: { kind: 'absent', reason: 'manual-corners-invalid' } });
  });
});
