/**
 * What light the projector adds to the canvas now. In: low-resolution pictures of the projector's raster (sRGB bytes) with the times they arrived,
 * and where the canvas lies in that raster. Out: linear light on the canvas raster, 0…255, and where it cannot be trusted.
 * How late the camera sees what was announced is not known (50 to 300 ms, the network's and the camera's delay): all pictures of that window count,
 * and where they differ, or where a picture has an edge, the light is uncertain.
 */
import type { Size } from '../../calibration/frames.ts';
import type { Homography } from '../../calibration/homography.ts';
import type { PredictedLight } from './ink.ts';
import { luminanceOfRgb } from './linear-light.ts';

/** Pictures of this long ago may be what the camera shows now. */
const LATENCY_MS = 500;
/** A difference of linear light (0…1) below this does not hide or feign ink, however bright the projector. */
const SAME_LIGHT = 0.05;
/** Light whose neighbourhood varies by more than this share of it is an edge. */
const EDGE_SHARE = 0.35;

export interface ShownPicture {
  /** ms of the pipeline's clock when it was announced. */
  readonly time: number;
  readonly width: number;
  readonly height: number;
  /** Linear luminance, 0…1. */
  readonly luminance: Float32Array;
}

export interface LightState {
  /** Oldest first: all within the latency window and the last one before it. */
  readonly shown: readonly ShownPicture[];
  /** The last prediction and what it was made of. */
  readonly last: { readonly key: string; readonly light: PredictedLight | null } | null;
}

export const NO_LIGHT: LightState = { shown: [], last: null };

/** Where one projector's raster lies relative to the canvas. */
export interface ProjectorView {
  readonly canvasToProjector: Homography<'canvas', 'projector'>;
  /** px of the raster that canvasToProjector speaks of. */
  readonly projectorSize: Size;
}

/** Takes in a picture of what the projector shows. `rgb` has 3 bytes a pixel, row-major, covering the whole raster. */
export const noteProjected = (
  state: LightState,
  picture: { readonly width: number; readonly height: number; readonly rgb: Uint8Array },
  time: number,
): LightState => {
  const { width, height, rgb } = picture;
  const luminance = new Float32Array(width * height);
  for (let i = 0; i < luminance.length; i++)
    luminance[i] = luminanceOfRgb(rgb[3 * i]!, rgb[3 * i + 1]!, rgb[3 * i + 2]!);
  return { ...state, shown: inWindow([...state.shown, { time, width, height, luminance }], time) };
};

/** Pictures that may be seen at `time`: those of the window, and the one that was showing when it began. */
const inWindow = (shown: readonly ShownPicture[], time: number): readonly ShownPicture[] => {
  const first = shown.findLastIndex((p) => p.time <= time - LATENCY_MS);
  return first <= 0 ? shown : shown.slice(first);
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
  const shown = inWindow(state.shown, time);
  if (view === null || shown.length === 0) return { state: { shown, last: null }, light: null };
  const key = JSON.stringify([
    shown.map((p) => p.time),
    view.canvasToProjector,
    view.projectorSize,
    raster.width,
    raster.height,
    raster.pxPerMm,
  ]);
  if (state.last?.key === key) return { state: { shown, last: state.last }, light: state.last.light };
  const light = castOnCanvas(view, raster, foldPictures(shown));
  return { state: { shown, last: { key, light } }, light };
};

interface FoldedPicture {
  readonly width: number;
  readonly height: number;
  readonly light: Float32Array;
  readonly uncertain: Uint8Array;
}

/** The newest picture's light; uncertain where the pictures or the surroundings differ. */
const foldPictures = (shown: readonly ShownPicture[]): FoldedPicture => {
  const newest = shown.at(-1)!;
  const { width, height, luminance } = newest;
  const low = Float32Array.from(luminance);
  const high = Float32Array.from(luminance);
  for (const p of shown) {
    // A projector page that was resized begins anew: its old pictures have another grid.
    if (p.width !== width || p.height !== height) continue;
    for (let i = 0; i < low.length; i++) {
      const v = p.luminance[i]!;
      if (v < low[i]!) low[i] = v;
      if (v > high[i]!) high[i] = v;
    }
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
  return { width, height, light: luminance, uncertain };
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
  return { light: { width, height, pxPerMm, data: light }, uncertain: { width, height, pxPerMm, data: uncertain } };
};
