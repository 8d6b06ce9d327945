/**
 * A show without a projector page: threads of light along what is written and blobs that wander over the sheet and beyond its edges. Pure by time and
 * seed. Frame: projector px out; ink is given in canvas mm.
 */

import type { Size } from '../../../calibration/frames.ts';
import { applyHomography, type Homography } from '../../../calibration/homography.ts';
import type { InkLayer, ProjectorFrame } from '../../../client/sources/virtual-wall/world.ts';

const BLOBS = 5;
/** Every so many ink cells one is lit: threads, not a copy. */
const THREAD_STEP = 5;
const INKED = 120;

/** RGBA of the show at `time` (ms). `canvasToProjector`: as the show believes it, which after a drift is wrong. */
export const drawShow = (
  size: Size,
  canvasToProjector: Homography<'canvas', 'projector'>,
  ink: InkLayer,
  time: number,
  seed: number,
): ProjectorFrame => {
  const data = new Uint8ClampedArray(4 * size.width * size.height);
  for (let i = 3; i < data.length; i += 4) data[i] = 255;
  for (let y = 0; y < ink.height; y += THREAD_STEP)
    for (let x = 0; x < ink.width; x += THREAD_STEP) {
      if (ink.coverage[y * ink.width + x]! < INKED) continue;
      const p = applyHomography(canvasToProjector, { x: x / ink.pxPerMm, y: y / ink.pxPerMm });
      stamp(data, size, Math.round(p.x), Math.round(p.y), 1, [190, 170, 120]);
    }
  for (let k = 0; k < BLOBS; k++) {
    const phase = seed * 1.7 + k * 2.1;
    const t = time / 1000;
    const x = size.width * (0.5 + 0.47 * Math.sin(0.31 * t * (1 + 0.13 * k) + phase));
    const y = size.height * (0.5 + 0.47 * Math.cos(0.23 * t * (1 + 0.17 * k) + 1.3 * phase));
    const glow = 0.5 + 0.5 * Math.sin(0.7 * t + phase);
    const tint = [60 + 120 * ((k + 1) % 3 === 0 ? 1 : 0.4), 60 + 120 * (k % 2), 150] as const;
    soft(data, size, x, y, size.width * (0.015 + 0.012 * k), glow, tint);
  }
  return { size, data };
};

type Tint = readonly [number, number, number];

const stamp = (data: Uint8ClampedArray, size: Size, x: number, y: number, reach: number, tint: Tint): void => {
  for (let v = y - reach; v <= y + reach; v++)
    for (let u = x - reach; u <= x + reach; u++) {
      if (u < 0 || v < 0 || u >= size.width || v >= size.height) continue;
      for (let c = 0; c < 3; c++) {
        const i = 4 * (v * size.width + u) + c;
        data[i] = Math.max(data[i]!, tint[c]!);
      }
    }
};

const soft = (
  data: Uint8ClampedArray,
  size: Size,
  x: number,
  y: number,
  sigma: number,
  glow: number,
  tint: Tint,
): void => {
  const reach = Math.ceil(2.5 * sigma);
  for (let v = Math.max(0, Math.floor(y - reach)); v < Math.min(size.height, y + reach); v++)
    for (let u = Math.max(0, Math.floor(x - reach)); u < Math.min(size.width, x + reach); u++) {
      const share = glow * Math.exp(-((u - x) ** 2 + (v - y) ** 2) / (2 * sigma * sigma));
      for (let c = 0; c < 3; c++) {
        const i = 4 * (v * size.width + u) + c;
        data[i] = Math.min(255, data[i]! + share * tint[c]!);
      }
    }
};
