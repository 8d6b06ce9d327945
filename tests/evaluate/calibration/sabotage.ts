/**
 * Nine ways to set a wall up wrongly, or to spoil a run: a healthy set-up in, what is wrong with it and what the page would report of its screen out,
 * and the trouble by which a run must name it.
 */
import type { ReportedDisplay, TroubleCode } from '../../../calibration/session/contract.ts';
import type { LaboratorySetup } from '../../../client/sources/virtual-wall/laboratory/laboratory.ts';
import { randomOf } from '../../../client/sources/virtual-wall/random.ts';

export const SABOTAGES = [
  'keystone-on',
  'browser-zoomed',
  'display-scaled',
  'auto-exposure',
  'camera-moved',
  'someone-walked-through',
  'too-dark',
  'patterns-dropped',
  'camera-mirrored',
] as const satisfies readonly TroubleCode[];
export type Sabotage = (typeof SABOTAGES)[number];

export interface Sabotaged {
  readonly setup: LaboratorySetup;
  readonly display: ReportedDisplay;
}

/** A healthy run is in its columns then, or just past them. */
const HALF_WAY_MS = [6000, 9000] as const;

export const sabotage = (healthy: LaboratorySetup, kind: Sabotage, seed: number): Sabotaged => {
  const random = randomOf(seed + 31);
  const between = (low: number, high: number): number => low + (high - low) * random();
  const sign = (): number => (random() < 0.5 ? -1 : 1);
  const native = healthy.projector.pose.size;
  const display: ReportedDisplay = { devicePixelRatio: 1, pageZoom: 1, native };
  const { camera, projector, sheet } = healthy;
  const shrunk = (by: number) => ({
    kind: 'scaled' as const,
    from: { width: Math.round(native.width / by), height: Math.round(native.height / by) },
  });
  switch (kind) {
    case 'keystone-on': {
      const scaling = { kind: 'keystone', top: between(0.04, 0.2), left: between(0, 0.1) } as const;
      return { display, setup: { ...healthy, projector: { ...projector, scaling } } };
    }
    case 'browser-zoomed': {
      const zoom = [1.1, 1.25, 0.9][Math.floor(random() * 3)]!;
      return {
        display: { ...display, devicePixelRatio: zoom, pageZoom: zoom },
        setup: { ...healthy, projector: { ...projector, scaling: shrunk(zoom) } },
      };
    }
    case 'display-scaled': {
      const scale = [1.25, 1.2, 1.5][Math.floor(random() * 3)]!;
      // The system scales and the page knows; or the screen runs at another resolution and nobody knows.
      const isKnown = random() < 0.5;
      return {
        display: isKnown ? { ...display, devicePixelRatio: scale } : { ...display, native: null },
        setup: { ...healthy, projector: { ...projector, scaling: shrunk(scale) } },
      };
    }
    case 'auto-exposure': {
      const automatic = {
        targetMean: between(0.18, 0.3),
        exposureMs: between(150, 900),
        whiteBalanceMs: between(800, 4000),
      };
      return { display, setup: { ...healthy, camera: { ...camera, automatic } } };
    }
    case 'camera-moved': {
      const shiftPx = [sign() * between(2, 14), sign() * between(2, 14)] as const;
      return {
        display,
        setup: {
          ...healthy,
          camera: { ...camera, knock: { atMs: between(...HALF_WAY_MS), overMs: between(40, 200), shiftPx } },
        },
      };
    }
    case 'someone-walked-through': {
      const { widthMm } = sheet.size;
      const speed = between(700, 1400);
      const walker = {
        fromMs: between(...HALF_WAY_MS),
        speedMmPerS: speed,
        distanceMm: between(300, 800),
        widthMm: between(380, 550),
        // Begins out of everybody's view, a second's walk before the sheet.
        startMm: -speed - 0.2 * widthMm,
      };
      return { display, setup: { ...healthy, walker } };
    }
    case 'too-dark': {
      const { widthMm, heightMm } = sheet.size;
      const [w, h] = [between(0.3, 0.6) * widthMm, between(0.4, 0.7) * heightMm];
      const x0 = random() * (widthMm - w);
      const y0 = random() * (heightMm - h);
      const darkPatch = { x0, y0, x1: x0 + w, y1: y0 + h, albedo: between(0.005, 0.015) };
      return { display, setup: { ...healthy, darkPatch } };
    }
    case 'patterns-dropped': {
      const first = 20 + Math.floor(random() * 20);
      return {
        display,
        setup: { ...healthy, projector: { ...projector, dropped: [first, first + 2 + Math.floor(random() * 15)] } },
      };
    }
    case 'camera-mirrored':
      return { display, setup: { ...healthy, camera: { ...camera, isMirrored: true } } };
  }
};
