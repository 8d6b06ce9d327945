/**
 * One camera frame through all of vision: detect paper → track → rectify → predict light → segment ink → trace strokes → segment lines.
 * In: a grey camera picture, what is projected, the state. Out: what is on the canvas now, and the state for the next frame.
 * Reading is elsewhere and asynchronous: `lines` and `dirty` say what to read.
 */
import type { Quad, SheetSize } from '../../calibration/frames.ts';
import type { Homography } from '../../calibration/homography.ts';
import { invertHomography } from '../../calibration/homography.ts';
import type { CameraLens } from '../../calibration/lens.ts';
import type { CanvasImage } from './canvas-image.ts';
import { chooseScale } from './choose-sheet-size.ts';
import type { Cv } from './cv.ts';
import type { GreyImage } from './grey-image.ts';
import type { InkMaps, LineRegion, PredictedLight, TracedStroke } from './ink.ts';
import type { PaperSighting, TrackedPaper } from './paper.ts';
import { type LightState, NO_LIGHT, noteProjected, type ProjectorView, predictLight } from './predict-light.ts';
import { canvasToCameraOf, rasterSize, rectify } from './rectify.ts';
import { type InkState, segmentInk } from './segment-ink.ts';
import { type LineState, segmentLines, startLines } from './segment-lines.ts';
import { startTrace, type TraceState, traceStrokes } from './trace-strokes.ts';
import { NO_PAPER, type PaperTrack, paperOf, trackPaper } from './track-paper.ts';
import { type OutlineWatch, watchOutline } from './watch-outline.ts';

/** Another scale is taken only when the sheet is seen this much larger or smaller for a while: ink belief belongs to one raster. */
const RESCALE_RATIO = 1.4;
const RESCALE_MS = 3000;

export type PipelineStage = 'detect' | 'track' | 'rectify' | 'light' | 'ink' | 'strokes' | 'lines';

/** What a stage threw, and which one it was. */
export class StageError extends Error {
  override readonly name = 'StageError';
  readonly stage: PipelineStage;
  constructor(stage: PipelineStage, thrown: unknown) {
    super(thrown instanceof Error ? thrown.message : String(thrown), { cause: thrown });
    this.stage = stage;
  }
}

export interface PipelineSettings {
  /** mm; null = chosen by the quad's aspect. */
  readonly sheet: SheetSize | null;
  /** Corners placed by hand: they win over detection. null = detect. */
  readonly manualQuad: Quad<'camera'> | null;
}

export interface PipelineFrame {
  readonly grey: GreyImage;
  /** Monotonic ms, the pipeline's clock. */
  readonly time: number;
  /** Where the projector's raster lies on the canvas; null = not calibrated, then no light is predicted. */
  readonly projector: ProjectorView | null;
  /** As a calibration measured it, for pictures of this size: ink is then where the projector's light falls. null or absent: taken for straight. */
  readonly lens?: CameraLens | null;
}

export interface PipelineState {
  readonly outline: OutlineWatch | null;
  readonly track: PaperTrack;
  /** Raster of the sheet in use, and since when another scale would fit better. */
  readonly raster: { readonly sheet: SheetSize; readonly pxPerMm: number; readonly misfitSince: number | null } | null;
  readonly light: LightState;
  readonly ink: InkState | null;
  readonly trace: TraceState;
  readonly lines: LineState;
  /** Begins ids, so that those of two page loads never meet. */
  readonly epoch: string;
}

/** `epoch`: a few characters, new at each page load. */
export const startPipeline = (epoch: string): PipelineState => ({
  outline: null,
  track: NO_PAPER,
  raster: null,
  light: NO_LIGHT,
  ink: null,
  trace: startTrace(),
  lines: startLines(),
  epoch,
});

interface Canvas {
  readonly paper: TrackedPaper;
  readonly cameraToCanvas: Homography<'camera', 'canvas'>;
  readonly picture: CanvasImage;
  readonly light: PredictedLight | null;
  readonly maps: InkMaps;
  /** All strokes that exist now, and those withdrawn in this frame. */
  readonly strokes: readonly TracedStroke[];
  /** Strokes that are new, moved, changed their state or were withdrawn in this frame. */
  readonly changedStrokes: ReadonlySet<string>;
  /** In reading order. */
  readonly lines: readonly LineRegion[];
  /** Lines to be read (again). */
  readonly dirtyLines: ReadonlySet<string>;
  readonly withdrawnLines: readonly string[];
}

export interface PipelineOutput {
  readonly time: number;
  readonly sighting: PaperSighting;
  /** null: no sheet is held (the sighting says why); all that is known of its ink waits in the state. */
  readonly canvas: Canvas | null;
  /** ms of each stage that ran. */
  readonly timings: Partial<Record<PipelineStage, number>>;
}

/** A picture of what the projector shows has arrived at `time` (the pipeline's clock). `rgb`: 3 bytes a pixel over the whole raster. */
export const noteLight = (
  state: PipelineState,
  picture: { readonly width: number; readonly height: number; readonly rgb: Uint8Array },
  time: number,
): PipelineState => ({ ...state, light: noteProjected(state.light, picture, time) });

/**
 * One frame. `clock` gives ms for the timings only. A frame without paper changes nothing that is known of the ink.
 * Throws a StageError with what a stage threw; the state passed in stays valid only until the ink stage has begun (its arrays are taken over), and a caller
 * that catches goes on with it: the worst is a frame seen twice.
 */
export const stepPipeline = (
  cv: Cv,
  state: PipelineState,
  frame: PipelineFrame,
  settings: PipelineSettings,
  clock: () => number,
): { state: PipelineState; output: PipelineOutput } => {
  const timings: Partial<Record<PipelineStage, number>> = {};
  const timed = <T>(stage: PipelineStage, body: () => T): T => {
    const start = clock();
    try {
      return body();
    } catch (thrown) {
      throw new StageError(stage, thrown);
    } finally {
      timings[stage] = clock() - start;
    }
  };
  const { grey, time } = frame;
  const { sighting, outline } = timed('detect', () => look(cv, state.outline, frame, settings.manualQuad));
  const track = timed('track', () =>
    trackPaper(state.track, sighting, time, {
      sheet: settings.sheet,
      camera: { width: grey.width, height: grey.height },
    }),
  );
  const paper = paperOf(track, time);
  if (!paper)
    return {
      state: { ...state, outline, track },
      output: { time, sighting, canvas: null, timings },
    };
  const raster = holdRaster(state.raster, paper, time);
  const picture = timed('rectify', () => rectify(grey, paper.quad, paper.sheet, raster.pxPerMm, frame.lens ?? null));
  const cameraToCanvas = invertHomography(canvasToCameraOf(paper.quad, paper.sheet));
  const light = timed('light', () =>
    predictLight(
      state.light,
      frame.projector,
      { ...rasterSize(paper.sheet, raster.pxPerMm), pxPerMm: raster.pxPerMm },
      time,
    ),
  );
  const ink = timed('ink', () => segmentInk(state.ink, picture, light.light, time));
  const traced = timed('strokes', () => traceStrokes(state.trace, ink.maps, `${state.epoch}s`));
  const lines = timed('lines', () => segmentLines(state.lines, ink.maps, traced, `${state.epoch}l`));
  return {
    state: {
      ...state,
      outline,
      track,
      raster,
      light: light.state,
      ink: ink.state,
      trace: traced.state,
      lines: lines.state,
    },
    output: {
      time,
      sighting,
      timings,
      canvas: {
        paper,
        cameraToCanvas,
        picture,
        light: light.light,
        maps: ink.maps,
        strokes: traced.strokes,
        changedStrokes: traced.changed,
        lines: lines.lines,
        dirtyLines: lines.dirty,
        withdrawnLines: lines.withdrawn,
      },
    },
  };
};

const look = (
  cv: Cv,
  outline: OutlineWatch | null,
  { grey, time }: PipelineFrame,
  manualQuad: Quad<'camera'> | null,
): { sighting: PaperSighting; outline: OutlineWatch | null } => {
  if (manualQuad) {
    const valid = isConvex(manualQuad);
    return {
      outline: null,
      sighting: valid
        ? { kind: 'found', quad: manualQuad, confidence: 1, source: 'manual' }
        : { kind: 'absent', reason: 'manual-corners-invalid' },
    };
  }
  const { sighting, watch } = watchOutline(cv, grey, outline, time);
  return { sighting, outline: watch };
};

/** Corners in order around a convex shape of some size: what the rectified sheet needs. */
const isConvex = (quad: Quad<'camera'>): boolean => {
  const turns = quad.map((p, i) => {
    const q = quad[(i + 1) % 4]!;
    const r = quad[(i + 2) % 4]!;
    return (q.x - p.x) * (r.y - q.y) - (q.y - p.y) * (r.x - q.x);
  });
  return turns.every((t) => t > 1);
};

/** The raster stays while the sheet does, so that ink keeps its place; a lasting change of scale or another sheet starts a new one. */
const holdRaster = (
  held: PipelineState['raster'],
  paper: TrackedPaper,
  time: number,
): NonNullable<PipelineState['raster']> => {
  const fitting = chooseScale(paper.quad, paper.sheet);
  const fresh = { sheet: paper.sheet, pxPerMm: fitting, misfitSince: null };
  if (!held || held.sheet.widthMm !== paper.sheet.widthMm || held.sheet.heightMm !== paper.sheet.heightMm) return fresh;
  const ratio = Math.max(fitting / held.pxPerMm, held.pxPerMm / fitting);
  if (ratio < RESCALE_RATIO) return { ...held, misfitSince: null };
  const misfitSince = held.misfitSince ?? time;
  return time - misfitSince > RESCALE_MS ? fresh : { ...held, misfitSince };
};
