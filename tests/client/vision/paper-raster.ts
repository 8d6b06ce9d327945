/** Small synthetic sheets for the ink stages: paper with a gradient and noise, pen strokes, hands, light. Frame: canvas raster px. */
import type { CanvasImage } from '../../../client/vision/canvas-image.ts';
import type { PredictedLight } from '../../../client/vision/ink.ts';
import { byteOfLinear } from '../../../client/vision/linear-light.ts';
import { seeded } from './random.ts';

export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly pxPerMm: number;
  /** Linear albedo a pixel. */
  readonly albedo: Float32Array;
}

/** Bare paper of 160 × 100 mm. */
export const barePaper = (width = 240, height = 150, pxPerMm = 1.5): Scene => ({
  width,
  height,
  pxPerMm,
  albedo: new Float32Array(width * height).fill(0.8),
});

/** A copy with strokes of `radius` px drawn through the points of each polyline (raster px). */
export const drawStrokes = (
  scene: Scene,
  strokes: readonly (readonly (readonly [number, number])[])[],
  radius = 1.2,
  albedo = 0.1,
): Scene => {
  const out = { ...scene, albedo: scene.albedo.slice() };
  for (const stroke of strokes)
    for (let k = 1; k < stroke.length; k++) {
      const [ax, ay] = stroke[k - 1]!;
      const [bx, by] = stroke[k]!;
      const steps = Math.max(1, Math.ceil(Math.hypot(bx - ax, by - ay) * 2));
      for (let s = 0; s <= steps; s++)
        disc(out, ax + ((bx - ax) * s) / steps, ay + ((by - ay) * s) / steps, radius, albedo);
    }
  return out;
};

/** A copy with a dark disc: a fist; with `arm` also a forearm down to the border. */
export const layHand = (scene: Scene, x: number, y: number, radius = 26, arm = true): Scene => {
  const out = { ...scene, albedo: scene.albedo.slice() };
  disc(out, x, y, radius, 0.25);
  if (arm)
    for (let v = Math.max(0, Math.round(y)); v < out.height; v++)
      for (let u = Math.max(0, Math.round(x - radius * 0.7)); u < Math.min(out.width, x + radius * 0.7); u++)
        out.albedo[v * out.width + u] = 0.12;
  return out;
};

const disc = (scene: Scene, x: number, y: number, radius: number, albedo: number): void => {
  for (let v = Math.max(0, Math.floor(y - radius)); v <= Math.min(scene.height - 1, y + radius); v++)
    for (let u = Math.max(0, Math.floor(x - radius)); u <= Math.min(scene.width - 1, x + radius); u++)
      if (Math.hypot(u - x, v - y) <= radius) scene.albedo[v * scene.width + u] = albedo;
};

/** What a camera sees of it: ambient light that falls off to the right, `light` (linear, relative to ambient 1) added, noise, sRGB bytes. */
export const photograph = (
  scene: Scene,
  seed: number,
  light: Float32Array | null = null,
  noise = 0.008,
): CanvasImage => {
  const random = seeded(seed);
  const data = new Uint8Array(scene.width * scene.height);
  for (let i = 0; i < data.length; i++) {
    const ambient = 0.55 - (0.15 * (i % scene.width)) / scene.width;
    const linear = scene.albedo[i]! * (ambient + (light ? light[i]! * 0.45 : 0));
    data[i] = byteOfLinear(linear + noise * (random() + random() + random() - 1.5));
  }
  return { width: scene.width, height: scene.height, pxPerMm: scene.pxPerMm, data };
};

/** `light` as a perfect prediction of it; uncertain within `rim` px of any step. */
export const announce = (scene: Scene, light: Float32Array, rim = 2): PredictedLight => {
  const { width, height, pxPerMm } = scene;
  const uncertain = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const here = light[y * width + x]!;
      for (let v = Math.max(0, y - rim); v <= Math.min(height - 1, y + rim); v++)
        for (let u = Math.max(0, x - rim); u <= Math.min(width - 1, x + rim); u++)
          if (Math.abs(light[v * width + u]! - here) > 0.05) uncertain[y * width + x] = 255;
    }
  const data = Uint8Array.from(light, (l) => Math.round(l * 255));
  return { light: { width, height, pxPerMm, data }, uncertain: { width, height, pxPerMm, data: uncertain } };
};

/** Vertical bars of light, `period` px apart and half as wide, moved by `shift`. */
export const bars = (scene: Scene, period: number, shift: number, level = 1): Float32Array =>
  Float32Array.from({ length: scene.width * scene.height }, (_, i) =>
    ((((i % scene.width) + shift) % period) + period) % period < period / 2 ? level : 0,
  );

export const countInk = (mask: { readonly data: Uint8Array }): number => {
  let count = 0;
  for (const v of mask.data) if (v !== 0) count++;
  return count;
};
