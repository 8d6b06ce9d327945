/**
 * A scene as bright and as lively as one gets: glowing clouds in all colours that drift, and threads three px wide that sway, over the whole raster.
 * Pure by time and seed. Frame: projector px.
 */
import type { Size } from '../../../calibration/frames.ts';
import type { ProjectorFrame } from '../../../client/sources/virtual-wall/world.ts';

const CLOUDS = 7;
const THREADS = 6;
/** Points along a thread, a px of the raster's width. */
const DENSITY = 1.5;

export const drawMovingScene = (size: Size, time: number, seed: number): ProjectorFrame => {
  const { width, height } = size;
  const light = new Float32Array(3 * width * height);
  const t = time / 1000;
  for (let k = 0; k < CLOUDS; k++) {
    const phase = 1.3 * seed + 2.4 * k;
    const x = width * (0.5 + 0.42 * Math.sin(0.5 * t * (1 + 0.1 * k) + phase));
    const y = height * (0.5 + 0.42 * Math.cos(0.4 * t * (1 + 0.12 * k) + 1.7 * phase));
    const tint = [0, 1, 2].map((c) => 60 + 195 * Math.max(0, Math.cos(phase + (2 * Math.PI * c) / 3)));
    addCloud(light, size, x, y, width * (0.04 + 0.012 * k), tint);
  }
  for (let k = 0; k < THREADS; k++) {
    const tint = [255, 220 - 25 * k, 120 + 20 * k];
    for (let i = 0; i < DENSITY * width; i++) {
      const u = i / (DENSITY * width);
      const wave = Math.sin(7 * u + 1.1 * t + k + seed) + 0.5 * Math.sin(17 * u - 0.8 * t + 2 * k);
      addDot(light, size, Math.round(u * width), Math.round(height * (0.12 + 0.15 * k + 0.04 * wave)), tint);
    }
  }
  const data = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) data[4 * i + c] = light[3 * i + c]!;
    data[4 * i + 3] = 255;
  }
  return { size, data };
};

const addCloud = (
  light: Float32Array,
  { width, height }: Size,
  x: number,
  y: number,
  sigma: number,
  tint: number[],
) => {
  const reach = Math.ceil(2.6 * sigma);
  for (let v = Math.max(0, Math.floor(y - reach)); v < Math.min(height, y + reach); v++)
    for (let u = Math.max(0, Math.floor(x - reach)); u < Math.min(width, x + reach); u++) {
      const share = Math.exp(-((u - x) ** 2 + (v - y) ** 2) / (2 * sigma * sigma));
      for (let c = 0; c < 3; c++) light[3 * (v * width + u) + c]! += share * tint[c]!;
    }
};

const addDot = (light: Float32Array, { width, height }: Size, x: number, y: number, tint: readonly number[]) => {
  for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++)
    for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++)
      for (let c = 0; c < 3; c++) {
        const i = 3 * (v * width + u) + c;
        light[i] = Math.max(light[i]!, tint[c]!);
      }
};
