/**
 * A pattern as bytes: PatternSpec and raster size → RGBA, sRGB-coded, rows from the top. The projector page puts them on the wall and the
 * simulator lights its paper with them: the same bytes. Frame: projector px of the native raster.
 */
import type { Size } from '../frames.ts';
import { srgbOfLinear } from '../srgb.ts';
import { grayOf } from './gray-code.ts';
import { type Marker, markersOf } from './markers.ts';
import { drawPatternId } from './pattern-id.ts';
import type { Axis, PatternSpec } from './pattern-spec.ts';

const BLACK = 0;
const WHITE = 255;

/**
 * `width · height · 4` bytes that `new ImageData(bytes, width, height)` takes as they are; opaque. With id 0 the pattern fills the raster, with
 * any other its top and bottom strips carry the id.
 */
export const drawPattern = (pattern: PatternSpec, patternId: number, size: Size): Uint8ClampedArray<ArrayBuffer> => {
  const rgba = new Uint8ClampedArray(size.width * size.height * 4);
  switch (pattern.kind) {
    case 'flat': {
      const [r, g, b] = pattern.colour.map((channel) => Math.round(channel * WHITE));
      new Uint32Array(rgba.buffer).fill(packed(r!, g!, b!));
      break;
    }
    case 'markers':
      new Uint32Array(rgba.buffer).fill(packed(BLACK, BLACK, BLACK));
      for (const marker of markersOf(size)) drawMarker(rgba, size, marker);
      break;
    case 'gray-code': {
      const lit = pattern.inverse ? 0 : 1;
      drawStripes(rgba, size, pattern.axis, (i) => (((grayOf(i) >> pattern.bit) & 1) === lit ? WHITE : BLACK));
      break;
    }
    case 'phase':
      drawStripes(rgba, size, pattern.axis, (i) => Math.round(255 * srgbOfLinear(phaseLight(i, pattern))));
      break;
    case 'checker': {
      const pixels = new Uint32Array(rgba.buffer);
      const lit = pattern.inverse ? 0 : 1;
      for (let y = 0, at = 0; y < size.height; y++)
        for (let x = 0; x < size.width; x++, at++) {
          const cell = (Math.floor(x / pattern.cellPx) + Math.floor(y / pattern.cellPx)) & 1;
          pixels[at] = grey(cell === lit ? WHITE : BLACK);
        }
      break;
    }
  }
  drawPatternId(rgba, size, patternId);
  return rgba;
};

/** Linear light 0 … 1 of a phase pattern at column or row i. */
const phaseLight = (i: number, { periodPx, step, steps }: { periodPx: number; step: number; steps: number }): number =>
  Math.max(0, 0.5 + 0.5 * Math.cos(2 * Math.PI * (i / periodPx - step / steps)));

/** Little-endian RGBA, as every machine that runs a browser stores it. */
const packed = (r: number, g: number, b: number): number => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
const grey = (level: number): number => packed(level, level, level);

const drawStripes = (rgba: Uint8ClampedArray<ArrayBuffer>, size: Size, axis: Axis, level: (i: number) => number) => {
  const pixels = new Uint32Array(rgba.buffer);
  const { width, height } = size;
  if (axis === 'row') {
    for (let y = 0; y < height; y++) pixels.fill(grey(level(y)), y * width, (y + 1) * width);
    return;
  }
  for (let x = 0; x < width; x++) pixels[x] = grey(level(x));
  for (let y = 1; y < height; y++) pixels.copyWithin(y * width, 0, width);
};

const drawMarker = (rgba: Uint8ClampedArray<ArrayBuffer>, size: Size, marker: Marker) => {
  const pixels = new Uint32Array(rgba.buffer);
  const { centre, radius, holes } = marker;
  for (let y = Math.max(0, Math.ceil(centre.y - radius)); y <= Math.min(size.height - 1, centre.y + radius); y++)
    for (let x = Math.max(0, Math.ceil(centre.x - radius)); x <= Math.min(size.width - 1, centre.x + radius); x++) {
      if (Math.hypot(x - centre.x, y - centre.y) > radius) continue;
      const inHole = holes.some((hole) => Math.hypot(x - hole.centre.x, y - hole.centre.y) <= hole.radius);
      if (!inHole) pixels[y * size.width + x] = grey(WHITE);
    }
};
