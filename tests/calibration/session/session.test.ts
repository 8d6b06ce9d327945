/** A calibration run as a whole, in a small laboratory: from a scene on the wall to a verdict. */
import { describe, expect, it } from 'vitest';
import { PATTERN_IDS } from '../../../calibration/patterns/pattern-spec.ts';
import { startSession, stepSession } from '../../../calibration/session/step-session.ts';
import type { LaboratorySetup } from '../../../client/sources/virtual-wall/laboratory/laboratory.ts';
import {
  clearSetup,
  SMALL_CAMERA,
  SMALL_RASTER,
  smallSetup,
} from '../../client/sources/virtual-wall/laboratory/small-setup.ts';
import { runSetup } from '../../evaluate/calibration/run-setup.ts';
import { type Sabotage, sabotage } from '../../evaluate/calibration/sabotage.ts';

const SEED = 6;
const rmsOf = (errors: readonly number[]): number =>
  Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);

/** Noise and light as drawn, but a small picture has few px a block: kept gentle. */
const healthy = (): LaboratorySetup => {
  const setup = smallSetup(SEED);
  return {
    ...setup,
    camera: { ...setup.camera, noise: { sigma: 1.5, shotShare: 0.5 }, blurPx: 0.5, lens: { k1: -0.05, k2: 0.004 } },
    light: { ...setup.light, flicker: 0.01, level: 0.3 },
  };
};

describe('a calibration run', () => {
  it('is accepted on a healthy wall, in half a minute, and is right where nothing was measured', () => {
    const { verdict, errors } = runSetup(healthy(), SEED, true);
    expect(verdict?.troubles.filter(({ severity }) => severity === 'blocks')).toEqual([]);
    expect(verdict?.outcome).toBe('accepted');
    expect(verdict?.seconds).toBeLessThan(30);
    expect(verdict?.photometry).not.toBeNull();
    expect(rmsOf(errors!.px)).toBeLessThan(0.3);
    expect(errors!.px.length).toBe(500);
  });

  it('never uses a picture of another pattern than the one that was asked for, however late the light', () => {
    const setup = healthy();
    const late: LaboratorySetup = {
      ...setup,
      projector: { ...setup.projector, latencyMs: 260, jitterMs: 60 },
      camera: { ...setup.camera, latencyMs: 150 },
    };
    const { verdict, errors } = runSetup(late, SEED, true);
    expect(verdict?.outcome).toBe('accepted');
    // One stale stripe or phase would put part of the sheet px away.
    expect(rmsOf(errors!.px)).toBeLessThan(0.3);
    expect(Math.max(...errors!.px)).toBeLessThan(1);
  });

  it('measures around what a mask keeps dark, and takes the same darkness for a fault where no mask was told', () => {
    const setup = healthy();
    const { widthMm, heightMm } = setup.sheet.size;
    const door = { left: 0.1 * widthMm, top: 0.2 * heightMm, right: 0.45 * widthMm, bottom: 0.85 * heightMm };
    const run = (isTold: boolean) => runSetup(setup, SEED, true, null, () => undefined, { ...door, isTold });
    const told = run(true);
    expect(told.verdict?.troubles.filter(({ severity }) => severity === 'blocks')).toEqual([]);
    expect(told.verdict?.outcome).toBe('accepted');
    expect(told.verdict?.photometry).not.toBeNull();
    expect(rmsOf(told.errors!.px)).toBeLessThan(0.3);
    const { verdict } = run(false);
    expect(verdict?.outcome).toBe('declined');
    expect(verdict?.troubles.map(({ code }) => code)).toContain('too-dark');
  });

  it('says what is wrong by name, and accepts none of it', () => {
    const named = (kind: Sabotage): string[] => {
      const spoiled = sabotage(healthy(), kind, SEED);
      const { verdict } = runSetup(spoiled.setup, SEED, true, spoiled.display);
      expect(verdict?.outcome).toBe('declined');
      expect(verdict?.troubles.every(({ remedy, detail }) => remedy.length > 20 && /\d|mirror/.test(detail))).toBe(
        true,
      );
      return verdict!.troubles.filter(({ severity }) => severity === 'blocks').map(({ code }) => code);
    };
    for (const kind of ['camera-mirrored', 'too-dark', 'keystone-on', 'auto-exposure', 'patterns-dropped'] as const)
      expect(named(kind)).toContain(kind);
  });

  it('asks for no raster to be believed that it does not see', () => {
    const setup = clearSetup(SEED);
    const lampOff = { ...setup, projector: { ...setup.projector, brightness: 0 } };
    const { verdict } = runSetup(lampOff, SEED, true);
    expect(verdict?.troubles.map(({ code }) => code)).toEqual(['raster-not-seen']);
  });

  it('refuses pictures of another size, and begins with an id that can be told from none', () => {
    for (const seed of [0, 1, 99, -7, 123456]) {
      const { state, show } = startSession({
        projectorSize: SMALL_RASTER,
        cameraSize: SMALL_CAMERA,
        sheet: { widthMm: 297, heightMm: 210 },
        paper: null,
        display: null,
        seed,
      });
      expect(show.patternId).toBeGreaterThan(0);
      expect(show.patternId).toBeLessThan(PATTERN_IDS);
      const size = { width: 32, height: 32 };
      const picture = { size, luma: new Uint8Array(1024), rgb: null, time: 0 };
      expect(() => stepSession(state, picture)).toThrow(RangeError);
    }
  });
});
