import { describe, expect, it } from 'vitest';
import { NO_LIGHT, noteProjected, type ProjectorView, predictLight } from '../../../client/vision/predict-light.ts';

const RASTER = { width: 120, height: 60, pxPerMm: 1 };
/** The canvas fills the projector's 240 × 120 raster: 2 projector px a mm. */
const VIEW: ProjectorView = {
  canvasToProjector: [2, 0, -0.5, 0, 2, -0.5, 0, 0, 1],
  projectorSize: { width: 240, height: 120 },
};

/** A picture of 60 × 30 px, white from `from` to `to` (picture px, left to right). */
const picture = (from: number, to: number, level = 255) => {
  const rgb = new Uint8Array(60 * 30 * 3);
  for (let y = 0; y < 30; y++) rgb.fill(level, (y * 60 + from) * 3, (y * 60 + to) * 3);
  return { width: 60, height: 30, rgb };
};
const at = (image: { data: Uint8Array }, x: number, y = 30) => image.data[y * RASTER.width + x]!;

describe('predictLight', () => {
  it('puts the light where the calibration says, and is unsure of its edges only', () => {
    const state = noteProjected(NO_LIGHT, picture(20, 40), 0);
    const { light } = predictLight(state, VIEW, RASTER, 5000);
    expect(at(light!.light, 60)).toBe(255);
    expect(at(light!.light, 10)).toBe(0);
    expect(at(light!.uncertain, 60)).toBe(0);
    expect(at(light!.uncertain, 10)).toBe(0);
    expect(at(light!.uncertain, 40)).toBe(255);
    expect(at(light!.uncertain, 80)).toBe(255);
  });

  it('gives linear light: middle grey in sRGB is a fifth of white', () => {
    const state = noteProjected(NO_LIGHT, picture(0, 60, 124), 0);
    const { light } = predictLight(state, VIEW, RASTER, 5000);
    expect(at(light!.light, 60) / 255).toBeCloseTo(0.2, 1);
  });

  it('is unsure of all that changed within the latency, and sure again after it', () => {
    let state = noteProjected(NO_LIGHT, picture(0, 30), 0);
    state = noteProjected(state, picture(30, 60), 3000);
    const soon = predictLight(state, VIEW, RASTER, 3100);
    expect(at(soon.light!.uncertain, 20)).toBe(255);
    expect(at(soon.light!.uncertain, 100)).toBe(255);
    const later = predictLight(soon.state, VIEW, RASTER, 3700);
    expect(at(later.light!.uncertain, 20)).toBe(0);
    expect(at(later.light!.light, 20)).toBe(0);
    expect(at(later.light!.light, 100)).toBe(255);
  });

  it('says nothing without a calibration, without a picture, and while all is dark', () => {
    const lit = noteProjected(NO_LIGHT, picture(0, 30), 0);
    expect(predictLight(lit, null, RASTER, 1000).light).toBeNull();
    expect(predictLight(NO_LIGHT, VIEW, RASTER, 1000).light).toBeNull();
    expect(predictLight(noteProjected(NO_LIGHT, picture(0, 0), 0), VIEW, RASTER, 1000).light).toBeNull();
  });

  it('works out the same light once', () => {
    const first = predictLight(noteProjected(NO_LIGHT, picture(20, 40), 0), VIEW, RASTER, 5000);
    const second = predictLight(first.state, VIEW, RASTER, 5100);
    expect(second.light).toBe(first.light);
  });

  it('casts no light on places beyond the projector’s raster', () => {
    const half: ProjectorView = { ...VIEW, canvasToProjector: [2, 0, -120.5, 0, 2, -0.5, 0, 0, 1] };
    const { light } = predictLight(noteProjected(NO_LIGHT, picture(0, 60), 0), half, RASTER, 5000);
    expect(at(light!.light, 30)).toBe(0);
    expect(at(light!.light, 90)).toBe(255);
  });
});
