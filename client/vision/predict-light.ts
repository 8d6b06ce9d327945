/**
 * What light the projector adds to the canvas now. In: low-resolution pictures of the projector's raster (sRGB bytes) with the times they arrived,
 * and where the canvas lies in that raster. Out: linear light on the canvas raster, 0…255, and where it cannot be trusted.
 * How late the camera sees light is told by the latency meter, or not known (50 to 300 ms): all pictures of that window count, and where they
 * differ, or where a picture has an edge, the light is uncertain. With photometry the light is what this camera makes of it.
 */
import type { Size } from '../../calibration/frames.ts';
import type { Homography } from '../../calibration/homography.ts';
import type { Photometry } from '../../calibration/photometry/photometry.ts';
import {
  type GradedLight,
  gradeLight,
  type LightGrader,
  type LightPicture,
  layGrader,
  luminanceOf,
} from './grade-light.ts';
import type { PredictedLight } from './ink.ts';

/** Until the delay is measured, pictures of this long ago may be what the camera shows now. */
const LATENCY_MS = 500;
/** What a measured delay may be off by: clocks, and light that changes between two pictures. */
const LATENCY_MARGIN_MS = 60;
/** Nor is more than this to either side of the median believed: a machine that stalls now and then would make all moving light unknowable. */
const LATENCY_SPREAD_MS = 300;
/** Pictures older than any delay are forgotten. */
const KEPT_MS = 3500;
/** A difference of linear light (0…1) below this does not hide or feign ink, however bright the projector. */
const SAME_LIGHT = 0.05;
/** Light whose neighbourhood varies by more than this share of it is an edge. */
const EDGE_SHARE = 0.35;

export interface ShownPicture extends LightPicture {
  /** ms of the pipeline's clock when it was on the wall or, where that is not known, when it was announced. */
  readonly time: number;
}

/** What was worked out once and holds until calibration or pictures change. */
export interface LightState {
  /** Oldest first. */
  readonly shown: readonly ShownPicture[];
  readonly grader: { readonly photometry: Photometry; readonly key: string; readonly grader: LightGrader } | null;
  /** Graded pictures that are still shown. */
  readonly graded: ReadonlyMap<ShownPicture, GradedLight>;
  /** The last prediction and what it was made of. */
  readonly last: { readonly key: string; readonly light: PredictedLight | null } | null;
}

export const NO_LIGHT: LightState = { shown: [], grader: null, graded: new Map(), last: null };

/** Where one projector's raster lies relative to the canvas, what its light does to the camera, and how late the camera sees it. */
export interface ProjectorView {
  readonly canvasToProjector: Homography<'canvas', 'projector'>;
  /** px of the raster that canvasToProjector speaks of. */
  readonly projectorSize: Size;
  /** null or absent: not measured; the light's strength is then one number, fitted while it runs. */
  readonly photometry?: Photometry | null;
  /** As the latency meter has it, for pictures whose time is that of their light; null or absent: not known. */
  readonly latency?: LightDelay | null;
}

/** ms from light to picture. */
export interface LightDelay {
  readonly p5: number;
  readonly p50: number;
  readonly p95: number;
}

/** Takes in a picture of what the projector shows. `rgb` has 3 bytes a pixel, row-major, covering the whole raster. */
export const noteProjected = (state: LightState, picture: LightPicture, time: number): LightState => {
  const { width, height, rgb } = picture;
  const shown = [...state.shown, { time, width, height, rgb }];
  const first = shown.findLastIndex((p) => p.time <= time - KEPT_MS);
  return { ...state, shown: first <= 0 ? shown : shown.slice(first) };
};

/**
 * Pictures that may be seen at `time`, and of them the one that most probably is: from the one that was showing when the window began to the first
 * that came after it, as light may have begun to change towards that one already.
 */
const inWindow = (
  shown: readonly ShownPicture[],
  time: number,
  delay: LightDelay | null,
): { readonly window: readonly ShownPicture[]; readonly likely: ShownPicture | null } => {
  if (delay === null) {
    const first = shown.findLastIndex((p) => p.time <= time - LATENCY_MS);
    return { window: shown.slice(Math.max(0, first)), likely: shown.at(-1) ?? null };
  }
  const { p5, p50, p95 } = delay;
  const begin = time - Math.min(p95 + LATENCY_MARGIN_MS, p50 + LATENCY_SPREAD_MS);
  const end = time - Math.max(0, p5 - LATENCY_MARGIN_MS, p50 - LATENCY_SPREAD_MS);
  const first = Math.max(
    0,
    shown.findLastIndex((p) => p.time <= begin),
  );
  const after = shown.findIndex((p) => p.time > end);
  const window = after < 0 ? shown.slice(first) : shown.slice(first, after + 1);
  return { window, likely: shown.findLast((p) => p.time <= time - p50) ?? window[0] ?? null };
};

/**
 * The light on a canvas raster at `time`. null: nothing is known to be projected (no picture, no calibration, or all of the canvas dark and sure),
 * so no light is taken out; light that falls all the same is brighter than paper and never ink.
 */
export const predictLight = (
  state: LightState,
  view: ProjectorView | null,
  raster: Size & { readonly pxPerMm: number },
  time: number,
): { state: LightState; light: PredictedLight | null } => {
  const { window, likely } = inWindow(state.shown, time, view?.latency ?? null);
  if (view === null || likely === null) return { state: { ...state, last: null }, light: null };
  const place = JSON.stringify([view.canvasToProjector, view.projectorSize, likely.width, likely.height]);
  const key = JSON.stringify([window.map((p) => p.time), likely.time, place, raster, view.photometry ? 1 : 0]);
  const photometry = view.photometry ?? null;
  const isSame = state.last?.key === key && (state.grader?.photometry ?? null) === photometry;
  if (isSame) return { state, light: state.last!.light };
  const grader = holdGrader(state.grader, photometry, view, likely, place);
  const before = grader === state.grader ? state.graded : new Map<ShownPicture, GradedLight>();
  const graded = new Map(
    // A projector page that was resized begins anew: its old pictures have another grid.
    [...new Set([...window, likely])]
      .filter((p) => p.width === likely.width && p.height === likely.height)
      .map((p) => [p, before.get(p) ?? grade(grader, p)] as const),
  );
  const light = castOnCanvas(view, raster, foldPictures(likely, [...graded.values()], graded.get(likely)!));
  return { state: { ...state, grader, graded, last: { key, light } }, light };
};

const holdGrader = (
  held: LightState['grader'],
  photometry: Photometry | null,
  view: ProjectorView,
  picture: LightPicture,
  key: string,
): LightState['grader'] => {
  if (photometry === null) return null;
  if (held?.photometry === photometry && held.key === key) return held;
  return { photometry, key, grader: layGrader(photometry, view.canvasToProjector, view.projectorSize, picture) };
};

const grade = (held: LightState['grader'], picture: ShownPicture): GradedLight =>
  held === null ? { light: luminanceOf(picture), white: null } : gradeLight(held.grader, picture);

interface FoldedPicture {
  readonly width: number;
  readonly height: number;
  readonly light: Float32Array;
  readonly white: number | null;
  readonly uncertain: Uint8Array;
}

/** The likely picture's light; uncertain where the pictures or the surroundings differ. */
const foldPictures = (
  { width, height }: Pick<LightPicture, 'width' | 'height'>,
  all: readonly GradedLight[],
  likely: GradedLight,
): FoldedPicture => {
  const low = Float32Array.from(likely.light);
  const high = Float32Array.from(likely.light);
  for (const { light } of all)
    for (let i = 0; i < low.length; i++) {
      const v = light[i]!;
      if (v < low[i]!) low[i] = v;
      if (v > high[i]!) high[i] = v;
    }
  const uncertain = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let least = Number.POSITIVE_INFINITY;
      let most = 0;
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++)
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          least = Math.min(least, low[v * width + u]!);
          most = Math.max(most, high[v * width + u]!);
        }
      if (most - least > Math.max(SAME_LIGHT, EDGE_SHARE * most)) uncertain[y * width + x] = 255;
    }
  return { width, height, light: likely.light, white: likely.white, uncertain };
};

const castOnCanvas = (
  view: ProjectorView,
  raster: Size & { readonly pxPerMm: number },
  picture: FoldedPicture,
): PredictedLight | null => {
  const { width, height, pxPerMm } = raster;
  const [a, b, c, d, e, f, g, h, i] = view.canvasToProjector as readonly number[] as number[];
  const sx = picture.width / view.projectorSize.width;
  const sy = picture.height / view.projectorSize.height;
  const light = new Uint8Array(width * height);
  const uncertain = new Uint8Array(width * height);
  let any = false;
  for (let y = 0; y < height; y++) {
    const my = (y + 0.5) / pxPerMm;
    for (let x = 0; x < width; x++) {
      const mx = (x + 0.5) / pxPerMm;
      const w = g! * mx + h! * my + i!;
      // Projector px → picture px, pixel centres at integers in both.
      const u = ((a! * mx + b! * my + c!) / w + 0.5) * sx - 0.5;
      const v = ((d! * mx + e! * my + f!) / w + 0.5) * sy - 0.5;
      // Beyond the raster no light falls.
      if (!(u > -0.5 && v > -0.5 && u < picture.width - 0.5 && v < picture.height - 0.5)) continue;
      const u0 = Math.max(0, Math.min(picture.width - 2, Math.floor(u)));
      const v0 = Math.max(0, Math.min(picture.height - 2, Math.floor(v)));
      const fu = Math.max(0, Math.min(1, u - u0));
      const fv = Math.max(0, Math.min(1, v - v0));
      const at = v0 * picture.width + u0;
      const p = picture.light;
      const value =
        (p[at]! * (1 - fu) + p[at + 1]! * fu) * (1 - fv) +
        (p[at + picture.width]! * (1 - fu) + p[at + picture.width + 1]! * fu) * fv;
      const k = y * width + x;
      light[k] = value * 255 + 0.5;
      uncertain[k] = picture.uncertain[Math.round(v) * picture.width + Math.round(u)]!;
      if (light[k] !== 0 || uncertain[k] !== 0) any = true;
    }
  }
  if (!any) return null;
  return {
    light: { width, height, pxPerMm, data: light },
    uncertain: { width, height, pxPerMm, data: uncertain },
    white: picture.white,
  };
};
