import { describe, expect, it } from 'vitest';
import type { Photometry } from '../../../calibration/photometry/photometry.ts';
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

  describe('with photometry', () => {
    /** A camera that sees red light twice as strong as blue, and the right half of the sheet half as bright. */
    const photometry: Photometry = {
      grid: { columns: 2, rows: 1 },
      sheet: { widthMm: 120, heightMm: 60 },
      cameraExponent: 1,
      dark: [0.2, 0.2, 0.2, 0.2, 0.2, 0.2],
      gain: [1.33, 1.33, 1.33, 0.67, 0.67, 0.67],
      mixing: [0.4, 0, 0, 0, 0.3, 0, 0, 0, 0.2],
      response: {
        codes: [0, 0.5, 1],
        light: [
          [0, 0, 0],
          [0.2, 0.2, 0.2],
          [1, 1, 1],
        ],
      },
      blackLevel: null,
      usable: { darkest: 0, brightest: 1 },
      heldOutRms: null,
    };
    const flat = (r: number, g: number, b: number) => {
      const rgb = new Uint8Array(60 * 30 * 3);
      for (let i = 0; i < rgb.length; i += 3) rgb.set([r, g, b], i);
      return { width: 60, height: 30, rgb };
    };
    const lightOf = (picture: ReturnType<typeof flat>, using: Photometry | null) =>
      predictLight(noteProjected(NO_LIGHT, picture, 0), { ...VIEW, photometry: using }, RASTER, 5000).light!;

    it('is as strong as the camera sees it there', () => {
      const { light, white } = lightOf(flat(255, 255, 255), photometry);
      expect(at(light, 2)).toBeGreaterThan(245);
      expect(at(light, 90) / at(light, 30)).toBeCloseTo(0.5, 1);
      expect(white!).toBeGreaterThan(0.3);
      expect(lightOf(flat(255, 255, 255), null).white).toBeNull();
    });

    it('follows the projector’s own response, not sRGB’s', () => {
      const { light } = lightOf(flat(128, 128, 128), photometry);
      const white = at(lightOf(flat(255, 255, 255), photometry).light, 20);
      expect(at(light, 20) / white).toBeGreaterThan(0.17);
      expect(at(light, 20) / white).toBeLessThan(0.24);
    });
  });

  describe('with a measured delay', () => {
    const view = { ...VIEW, latency: { p5: 90, p50: 100, p95: 120 } };
    const changed = noteProjected(noteProjected(NO_LIGHT, picture(0, 30), 0), picture(30, 60), 3000);
    const uncertainAt = (time: number) => {
      const { light } = predictLight(changed, view, RASTER, time);
      return { unsure: at(light!.uncertain, 20), left: at(light!.light, 20), right: at(light!.light, 100) };
    };

    it('is sure of the new light as soon as the delay has passed', () => {
      expect(uncertainAt(3250)).toEqual({ unsure: 0, left: 0, right: 255 });
    });

    it('is unsure while either may be seen, and takes the one that is more likely', () => {
      expect(uncertainAt(3080)).toMatchObject({ unsure: 255, left: 255 });
      expect(uncertainAt(3130)).toMatchObject({ unsure: 255, left: 0 });
    });

    it('does not call everything uncertain because the machine stalled once', () => {
      const stalls = { ...VIEW, latency: { p5: 90, p50: 100, p95: 2400 } };
      const { light } = predictLight(changed, stalls, RASTER, 3600);
      expect(at(light!.uncertain, 20)).toBe(0);
    });

    it('knows before the camera does that light is about to change', () => {
      const still = predictLight(changed, { ...view, latency: { p5: 400, p50: 410, p95: 420 } }, RASTER, 3100);
      // The next picture after the window counts: between two announcements light may have begun to move.
      expect(at(still.light!.light, 20)).toBe(255);
    });
  });
});
