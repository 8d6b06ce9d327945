import { describe, expect, it } from 'vitest';
import { decodeLight, MissingCaptureError } from '../../../calibration/decode/decode-light.ts';
import { planPatterns } from '../../../calibration/patterns/plan-patterns.ts';
import { normalOf, randomOf } from '../../../client/sources/virtual-wall/random.ts';
import { CAMERA, PROJECTOR, QUIET, type Scene, showPatterns, truthAt } from './show-patterns.ts';

const PLAN = planPatterns(PROJECTOR);
const SETTING = { cameraSize: CAMERA, projectorSize: PROJECTOR, stepPx: 2 };

const decodeScene = (scene: Scene, seed: number) => {
  const decoded = decodeLight(showPatterns(PLAN, scene, normalOf(randomOf(seed))), SETTING);
  const errors = Array.from({ length: decoded.correspondences.count }, (_, i) => {
    const { camera, projector } = decoded.correspondences;
    const truth = truthAt(camera[2 * i]!, camera[2 * i + 1]!);
    return Math.hypot(projector[2 * i]! - truth.x, projector[2 * i + 1]! - truth.y);
  });
  const rms = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
  return { ...decoded, rms, worst: Math.max(...errors), share: decoded.correspondences.count / decoded.looked };
};

describe('decoding structured light', () => {
  it('finds each camera px in the raster to a fraction of a px', () => {
    const { rms, worst, share } = decodeScene(QUIET, 1);
    expect(rms).toBeLessThan(0.08);
    expect(worst).toBeLessThan(0.5);
    expect(share).toBeGreaterThan(0.95);
  });

  it('reads ink as well as paper, in ambient light as bright as the projector’s, through noise', () => {
    const chequered = (x: number, y: number): number => (((x >> 4) + (y >> 4)) % 2 === 0 ? 0.85 : 0.15);
    const { rms, worst, share } = decodeScene({ ...QUIET, ambient: 1, noise: 2, albedo: chequered }, 2);
    expect(rms).toBeLessThan(0.35);
    expect(worst).toBeLessThan(3);
    expect(share).toBeGreaterThan(0.8);
  });

  it('still finds its place through a blur that takes the finest stripes, and never the next period’s', () => {
    const { rms, worst, share } = decodeScene({ ...QUIET, reach: 3.4, ambient: 0.4, noise: 2 }, 7);
    expect(share).toBeGreaterThan(0.9);
    expect(rms).toBeLessThan(0.6);
    // A period is 16 px.
    expect(worst).toBeLessThan(4);
  });

  it('needs not know how the projector codes light', () => {
    for (const gamma of [1.8, 2.6]) {
      const { rms, share } = decodeScene({ ...QUIET, gamma }, 3);
      expect(rms, `gamma ${gamma}`).toBeLessThan(0.1);
      expect(share).toBeGreaterThan(0.95);
    }
  });

  it('tells light that bounced from light that came straight', () => {
    const { rms, worst } = decodeScene({ ...QUIET, bounced: 0.6 }, 4);
    expect(rms).toBeLessThan(0.12);
    expect(worst).toBeLessThan(1);
  });

  it('believes a point less the noisier its light', () => {
    const mean = (values: Float32Array): number => values.reduce((sum, v) => sum + v, 0) / values.length;
    const quiet = decodeScene(QUIET, 5);
    const noisy = decodeScene({ ...QUIET, noise: 5 }, 5);
    expect(mean(quiet.correspondences.confidence)).toBeGreaterThan(0.7);
    expect(mean(noisy.correspondences.confidence)).toBeLessThan(mean(quiet.correspondences.confidence) - 0.2);
    expect(noisy.noise).toBeGreaterThan(2 * quiet.noise);
  });

  it('says nothing of px that someone covered half-way', () => {
    const captures = showPatterns(PLAN, QUIET, normalOf(randomOf(6)));
    const covered = captures.map(({ pattern, luma }, k) => ({
      pattern,
      luma: luma.map((level, i) => (k > PLAN.length / 2 && i % CAMERA.width < 40 ? 30 : level)),
    }));
    const { correspondences } = decodeLight(covered, SETTING);
    for (let i = 0; i < correspondences.count; i++) expect(correspondences.camera[2 * i]).toBeGreaterThanOrEqual(40);
    expect(correspondences.count).toBeGreaterThan(1000);
  });

  it('leaves out what the camera clipped, and counts it', () => {
    const captures = showPatterns(PLAN, QUIET, normalOf(randomOf(7)));
    const burnt = captures.map(({ pattern, luma }) => ({ pattern, luma: luma.map((l) => Math.min(255, 1.6 * l)) }));
    const { correspondences, overExposed, lit } = decodeLight(burnt, SETTING);
    expect(overExposed).toBe(lit);
    expect(correspondences.count).toBe(0);
  });

  it('says which capture is missing', () => {
    const captures = showPatterns(PLAN, QUIET, () => 0);
    const without = (drop: (kind: (typeof PLAN)[number]) => boolean) => () =>
      decodeLight(
        captures.filter(({ pattern }) => !drop(pattern)),
        SETTING,
      );
    expect(without((p) => p.kind === 'gray-code' && p.axis === 'row' && p.bit === 4 && p.inverse)).toThrow('row bit 4');
    expect(without((p) => p.kind === 'phase' && p.axis === 'column' && p.step === 3)).toThrow('column phase step 3');
    expect(without((p) => p.kind === 'flat')).toThrow(MissingCaptureError);
  });
});
