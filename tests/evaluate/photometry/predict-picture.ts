/**
 * What the camera should see of blank paper, from a calibration's map and photometry and the picture that the projector was told to show. In: RGBA of
 * the projector's raster; out: linear camera light, RGB a camera px, NaN off the paper. Frames: camera px → canvas mm → projector px.
 */
import type { Size } from '../../../calibration/frames.ts';
import { mapCameraToCanvas, mapCanvasToProjector } from '../../../calibration/map-canvas.ts';
import type { Photometry } from '../../../calibration/photometry/photometry.ts';
import { projectorLightTable, sampleGrid } from '../../../calibration/photometry/predict-camera.ts';
import type { SolvedCalibration } from '../../../calibration/solve-calibration.ts';
import { blurPlane } from '../../../client/sources/virtual-wall/laboratory/blur-plane.ts';

/** Where each camera px on the paper lies in the raster, and what is always seen there. */
export interface PaperPixels {
  readonly camera: Size;
  readonly raster: Size;
  readonly index: Uint32Array;
  readonly u: Float32Array;
  readonly v: Float32Array;
  /** RGB a px. */
  readonly dark: Float32Array;
  readonly gain: Float32Array;
}

/** The sheet's rim is left out: there a px sees paper and wall. */
const RIM_MM_SHARE = 0.012;

export const layPaperPixels = (
  photometry: Photometry,
  model: SolvedCalibration,
  camera: Size,
  raster: Size,
): PaperPixels => {
  const { widthMm, heightMm } = model.sheet;
  const rim = RIM_MM_SHARE * Math.hypot(widthMm, heightMm);
  const index: number[] = [];
  const u: number[] = [];
  const v: number[] = [];
  const dark: number[] = [];
  const gain: number[] = [];
  for (let y = 0; y < camera.height; y++)
    for (let x = 0; x < camera.width; x++) {
      const p = mapCameraToCanvas(model.lens, model.cameraToCanvas, { x, y });
      if (!(p.x > rim && p.y > rim && p.x < widthMm - rim && p.y < heightMm - rim)) continue;
      const q = mapCanvasToProjector(model, p);
      index.push(y * camera.width + x);
      u.push(q.x);
      v.push(q.y);
      dark.push(...sampleGrid(photometry, photometry.dark, p));
      gain.push(...sampleGrid(photometry, photometry.gain, p));
    }
  return {
    camera,
    raster,
    index: Uint32Array.from(index),
    u: Float32Array.from(u),
    v: Float32Array.from(v),
    dark: Float32Array.from(dark),
    gain: Float32Array.from(gain),
  };
};

/** `blurPx`: σ of projector and camera together, camera px. */
export const predictPicture = (
  photometry: Photometry,
  pixels: PaperPixels,
  rgba: Uint8ClampedArray,
  blurPx: number,
): Float32Array => {
  const { camera, raster, index, u, v, dark, gain } = pixels;
  const table = projectorLightTable(photometry);
  const { mixing } = photometry;
  const planes = [0, 1, 2].map((k) => {
    const plane = new Float32Array(camera.width * camera.height);
    for (let n = 0; n < index.length; n++) plane[index[n]!] = lightAt(rgba, raster, table, k, u[n]!, v[n]!);
    return blurPlane(plane, camera, blurPx);
  });
  const out = new Float32Array(3 * camera.width * camera.height).fill(Number.NaN);
  for (let n = 0; n < index.length; n++) {
    const i = index[n]!;
    for (let c = 0; c < 3; c++) {
      let added = 0;
      for (let k = 0; k < 3; k++) added += mixing[3 * c + k]! * planes[k]![i]!;
      out[3 * i + c] = dark[3 * n + c]! + gain[3 * n + c]! * added;
    }
  }
  return out;
};

/** Linear light of a projector channel between its px. */
const lightAt = (
  rgba: Uint8ClampedArray,
  { width, height }: Size,
  table: Float32Array,
  channel: number,
  x: number,
  y: number,
): number => {
  if (x < -0.5 || y < -0.5 || x > width - 0.5 || y > height - 0.5) return 0;
  const u = Math.min(width - 1.001, Math.max(0, x));
  const v = Math.min(height - 1.001, Math.max(0, y));
  const at = 4 * ((v | 0) * width + (u | 0)) + channel;
  const base = 256 * channel;
  const [fx, fy] = [u - (u | 0), v - (v | 0)];
  const upper = table[base + rgba[at]!]! * (1 - fx) + table[base + rgba[at + 4]!]! * fx;
  const below = at + 4 * width;
  const lower = table[base + rgba[below]!]! * (1 - fx) + table[base + rgba[below + 4]!]! * fx;
  return upper + (lower - upper) * fy;
};
