/**
 * Draws the coded patches (calibration/latency/patch-code.ts) over a finished frame: a dark box each, then the lit cells, px by px as they are, without
 * a texture or a shader. Frame: projector px, top row first; WebGL's rows begin at the bottom.
 */
import { Color, type WebGLRenderer } from 'three';
import type { Size } from '../../calibration/frames.ts';
import { PATCH_BITS, PATCH_LEVEL, patchCells } from '../../calibration/latency/patch-code.ts';
import type { ShownPatches } from '../beat.ts';

// Codes as they go out: the renderer's colours are not converted again.
const DARK = new Color().setRGB(0, 0, 0);
const LIT = new Color().setRGB(PATCH_LEVEL, PATCH_LEVEL, PATCH_LEVEL);

export const drawPatches = (renderer: WebGLRenderer, raster: Size, { places, code }: ShownPatches): void => {
  const fill = (x: number, y: number, width: number, height: number, grey: Color): void => {
    renderer.setScissor(x, raster.height - y - height, width, height);
    renderer.setClearColor(grey, 1);
    renderer.clear(true, false, false);
  };
  renderer.setScissorTest(true);
  for (const place of places) {
    const { x, y, cell } = place;
    const rim = cell >> 1;
    fill(x - rim, y - rim, PATCH_BITS * cell + 2 * rim, 2 * cell + 2 * rim, DARK);
    for (const c of patchCells(place, code)) if (c.lit) fill(c.x, c.y, c.size, c.size, LIT);
  }
  renderer.setScissorTest(false);
  renderer.setClearColor(DARK, 1);
};
