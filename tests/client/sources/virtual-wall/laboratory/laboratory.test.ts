/** The laboratory's physics, effect by effect: light in, bytes out, against what the set-up says. */
import { describe, expect, it } from 'vitest';
import { canvasPoint } from '../../../../../calibration/frames.ts';
import { LINEAR_OF_CODE } from '../../../../../calibration/srgb.ts';
import type { LaboratorySetup } from '../../../../../client/sources/virtual-wall/laboratory/laboratory.ts';
import {
  commandProjector,
  type ProjectorTimeline,
  sharesDuring,
} from '../../../../../client/sources/virtual-wall/laboratory/projector-timeline.ts';
import { roomLightDuring } from '../../../../../client/sources/virtual-wall/laboratory/room-light.ts';
import {
  buildLaboratory,
  type CapturedPicture,
  type Laboratory,
  simulateCapture,
} from '../../../../../client/sources/virtual-wall/laboratory/simulate-capture.ts';
import { clearSetup, flat, rasterOf, SMALL_CAMERA, SMALL_RASTER, showing, smallSetup } from './small-setup.ts';

const SEED = 12;

/** Building one costs more than a picture. */
const built = new WeakMap<LaboratorySetup, Laboratory>();
const laboratoryOf = (setup: LaboratorySetup): Laboratory => {
  const known = built.get(setup) ?? buildLaboratory(setup, SEED);
  built.set(setup, known);
  return known;
};

const capture = (setup: LaboratorySetup, timeline: ProjectorTimeline, time = 1000, inColour = false, seed = SEED) =>
  simulateCapture(seed === SEED ? laboratoryOf(setup) : buildLaboratory(setup, seed), timeline, time, inColour).picture;

/** Linear light about a canvas point of the sheet, mean over 5×5 px. */
const lightAt = (setup: LaboratorySetup, picture: CapturedPicture, x = 0.5, y = 0.5): number => {
  const { widthMm, heightMm } = setup.sheet.size;
  const p = laboratoryOf(setup).truth.cameraOf(canvasPoint(x * widthMm, y * heightMm));
  let sum = 0;
  for (let dy = -2; dy <= 2; dy++)
    for (let dx = -2; dx <= 2; dx++)
      sum += LINEAR_OF_CODE[picture.luma[(Math.round(p.y) + dy) * SMALL_CAMERA.width + Math.round(p.x) + dx]!]!;
  return sum / 25;
};
const meanOf = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum + byte, 0) / bytes.length;

describe('light in the laboratory', () => {
  it('adds: a pattern and its inverse give together what white and black give', () => {
    const setup = clearSetup(1);
    const of = (pattern: Parameters<typeof showing>[0]) => lightAt(setup, capture(setup, showing(pattern)));
    const stripes = { kind: 'gray-code', axis: 'column', bit: 6 } as const;
    const pair = of({ ...stripes, inverse: false }) + of({ ...stripes, inverse: true });
    expect(pair).toBeCloseTo(of(flat(1)) + of(flat(0)), 2);
  });

  it('is the room’s and the projector’s, each times what the paper reflects and the exposure', () => {
    const setup = clearSetup(1);
    const albedo = 0.2126 * 0.88 + 0.7152 * 0.865 + 0.0722 * 0.83;
    expect(lightAt(setup, capture(setup, showing(flat(0))))).toBeCloseTo(0.4 * 0.5 * albedo, 2);
    expect(lightAt(setup, capture(setup, showing(flat(1))))).toBeCloseTo(0.4 * 1.5 * albedo, 2);
  });

  it('follows the projector’s gamma', () => {
    for (const gamma of [1.8, 2.6]) {
      const clear = clearSetup(1);
      const setup = { ...clear, projector: { ...clear.projector, gamma: [gamma, gamma, gamma] as const } };
      const [black, grey, white] = [0, 0.5, 1].map((code) => lightAt(setup, capture(setup, showing(flat(code)))));
      expect((grey! - black!) / (white! - black!)).toBeCloseTo((128 / 255) ** gamma, 1.7);
    }
  });

  it('has the projector’s black level, and a veil that grows with the rest of the picture', () => {
    const clear = clearSetup(1);
    const level = (change: object, pattern: Parameters<typeof showing>[0]): number => {
      const setup = { ...clear, projector: { ...clear.projector, ...change } };
      return lightAt(setup, capture(setup, showing(pattern)), 0.5, 0.5);
    };
    expect(level({ blackLevel: 0.05 }, flat(0))).toBeGreaterThan(level({}, flat(0)) + 0.01);
    // Black in the middle, half of the picture white about it.
    const half = { kind: 'checker', cellPx: 126, inverse: false } as const;
    const inverse = { ...half, inverse: true };
    const dark = Math.min(level({}, half), level({}, inverse));
    const veiled = Math.min(level({ veil: 0.1 }, half), level({ veil: 0.1 }, inverse));
    expect(veiled).toBeGreaterThan(dark + 0.01);
  });

  it('mixes the projector’s primaries into the camera’s channels', () => {
    const clear = clearSetup(1);
    const mixing = [0.8, 0.15, 0.05, 0.1, 0.8, 0.1, 0.02, 0.18, 0.8];
    const setup = {
      ...clear,
      projector: { ...clear.projector, mixing },
      light: { ...clear.light, level: 0 },
      sheet: { ...clear.sheet, albedo: [0.8, 0.8, 0.8] as const },
    };
    const picture = capture(setup, showing({ kind: 'flat', colour: [0, 1, 0] }), 1000, true);
    const p = laboratoryOf(setup).truth.cameraOf(
      canvasPoint(setup.sheet.size.widthMm / 2, setup.sheet.size.heightMm / 2),
    );
    const at = 3 * (Math.round(p.y) * SMALL_CAMERA.width + Math.round(p.x));
    const rgb = [0, 1, 2].map((c) => LINEAR_OF_CODE[picture.rgb![at + c]!]!);
    expect(rgb[0]! / rgb[1]!).toBeCloseTo(0.15 / 0.8, 1.5);
    expect(rgb[2]! / rgb[1]!).toBeCloseTo(0.18 / 0.8, 1.5);
  });

  it('flickers as the shutter lets it: a whole period hides it, a short one shows all of it', () => {
    const light = { ...clearSetup(1).light, flicker: 0.2, flickerHz: 100 };
    const spread = (shutterMs: number): number => {
      const levels = Array.from({ length: 40 }, (_, i) => roomLightDuring(light, i * 1.3, shutterMs));
      return (Math.max(...levels) - Math.min(...levels)) / 2;
    };
    expect(spread(10)).toBeLessThan(1e-9);
    expect(spread(20)).toBeLessThan(1e-9);
    expect(spread(0.5)).toBeGreaterThan(0.19);
    expect(spread(5)).toBeCloseTo((0.2 * 2) / Math.PI, 2);
  });

  it('shows flicker as bands where a shutter rolls, and as none where it is global', () => {
    const clear = clearSetup(1);
    const bands = (readoutMs: number): number => {
      const setup = {
        ...clear,
        camera: { ...clear.camera, shutterMs: 3, readoutMs },
        light: { ...clear.light, flicker: 0.3 },
        sheet: { ...clear.sheet, albedo: [0.5, 0.5, 0.5] as const },
        wall: { albedo: [0.5, 0.5, 0.5] as const, texture: 0 },
      };
      const { luma } = capture(setup, showing(flat(0)));
      // A column of plain wall at the picture's left border.
      const rows = Array.from({ length: SMALL_CAMERA.height }, (_, y) => luma[y * SMALL_CAMERA.width + 2]!);
      return Math.max(...rows) - Math.min(...rows);
    };
    expect(bands(25)).toBeGreaterThan(bands(0) + 10);
  });

  it('drifts with the minutes', () => {
    const light = { ...clearSetup(1).light, flicker: 0, driftPerMinute: 0.06 };
    expect(roomLightDuring(light, 60_000, 10) / roomLightDuring(light, 0, 10)).toBeCloseTo(1.06, 3);
  });
});

describe('the projector', () => {
  const projector = { ...clearSetup(1).projector, latencyMs: 50, jitterMs: 0, dropped: [1] };
  const [a, b, c] = [flat(0), flat(0.5), flat(1)].map((pattern) => rasterOf(pattern));

  it('shows a command after its latency, with the next picture of 60 a second', () => {
    const timeline = commandProjector(showing(flat(0)), projector, a!, 1000, SEED);
    expect(timeline.shown.at(-1)!.from).toBeGreaterThanOrEqual(1050);
    expect(timeline.shown.at(-1)!.from).toBeLessThan(1050 + 17);
  });

  it('never shows what is dropped, and stays at what it showed', () => {
    const one = commandProjector(showing(flat(0)), projector, a!, 0, SEED);
    const two = commandProjector(one, projector, b!, 500, SEED);
    const three = commandProjector(two, projector, c!, 1000, SEED);
    const shownAt = (timeline: ProjectorTimeline, time: number) =>
      sharesDuring(timeline, time, 10).map((s) => s.shown.rgba);
    // By identity: comparing a raster's bytes one by one takes seconds.
    expect(shownAt(two, 800).length).toBe(1);
    expect(shownAt(two, 800)[0] === a!.rgba).toBe(true);
    expect(shownAt(three, 1300)[0] === c!.rgba).toBe(true);
  });

  it('is caught between two pictures by an exposure that spans both', () => {
    const timeline = commandProjector(showing(flat(0)), projector, a!, 0, SEED);
    const change = timeline.shown.at(-1)!.from;
    const shares = sharesDuring(timeline, change - 5, 20);
    expect(shares.map(({ share }) => share)).toEqual([0.25, 0.75]);
  });

  it('darkens a chequer of single px when something resamples it, on its own screen or before', () => {
    const setup = clearSetup(1);
    const share = (change: object): number => {
      const changed = { ...setup, projector: { ...setup.projector, ...change } };
      const [black, white] = [0, 1].map((code) => lightAt(changed, capture(changed, showing(flat(code)))));
      const chequer = lightAt(changed, capture(changed, showing({ kind: 'checker', cellPx: 1, inverse: false })));
      return (chequer - black!) / (white! - black!);
    };
    expect(share({})).toBeCloseTo(0.5, 1.3);
    expect(share({ scaling: { kind: 'keystone', top: 0.12, left: 0.05 } })).toBeLessThan(0.42);
  });
});

describe('the camera', () => {
  it('gives the same bytes for the same seed and time, and others for another', () => {
    const setup = smallSetup(3);
    const [one, two, other, later] = [
      capture(setup, showing(flat(1))),
      capture(setup, showing(flat(1))),
      capture(setup, showing(flat(1)), 1000, false, SEED + 1),
      capture(setup, showing(flat(1)), 1033),
    ].map(({ luma }) => Buffer.from(luma));
    expect(one!.equals(two!)).toBe(true);
    expect(one!.equals(other!)).toBe(false);
    expect(one!.equals(later!)).toBe(false);
  });

  it('has noise as strong as asked at mid grey, more of it in light and less in shade', () => {
    const clear = clearSetup(1);
    const spread = (level: number, sigma: number): number => {
      const setup = {
        ...clear,
        camera: { ...clear.camera, noise: { sigma, shotShare: 0.8 }, exposure: 1 },
        light: { ...clear.light, level },
        sheet: { ...clear.sheet, albedo: [1, 1, 1] as const },
        wall: { albedo: [1, 1, 1] as const, texture: 0 },
      };
      // Rows at the top: bare wall, clear of the sheet's shadow.
      const luma = capture(setup, showing(flat(0))).luma.subarray(0, 12 * SMALL_CAMERA.width);
      const mean = meanOf(luma);
      return Math.sqrt(luma.reduce((sum, byte) => sum + (byte - mean) ** 2, 0) / luma.length);
    };
    for (const sigma of [1, 3, 5]) expect(spread(0.2158, sigma)).toBeCloseTo(sigma, 0.5);
    // In linear light: √(read² + shot·light) grows, while the curve's slope falls.
    const slope = (level: number) => level ** (1 / 2.4 - 1);
    expect(spread(0.7, 4) / slope(0.7)).toBeGreaterThan(1.2 * (spread(0.1, 4) / slope(0.1)));
  });

  it('loses light towards the corners by its vignetting', () => {
    const clear = clearSetup(1);
    const corner = (vignetting: number): number => {
      const setup = { ...clear, camera: { ...clear.camera, vignetting } };
      return LINEAR_OF_CODE[capture(setup, showing(flat(0))).luma[0]!]!;
    };
    expect(corner(0.3) / corner(0)).toBeCloseTo(0.7, 1.2);
  });

  it('delivers the mirrored picture when it mirrors', () => {
    const setup = { ...clearSetup(1), camera: { ...clearSetup(1).camera, decentrePx: [0, 0] as const } };
    const plain = capture(setup, showing({ kind: 'markers' }));
    const mirrored = capture({ ...setup, camera: { ...setup.camera, isMirrored: true } }, showing({ kind: 'markers' }));
    const { width } = SMALL_CAMERA;
    let most = 0;
    for (let i = 0; i < plain.luma.length; i += 7) {
      const x = i % width;
      most = Math.max(most, Math.abs(plain.luma[i]! - mirrored.luma[i - x + width - 1 - x]!));
    }
    expect(most).toBeLessThanOrEqual(1);
  });

  it('turns its exposure down under white when nobody locked it, and shifts its white balance', () => {
    const clear = clearSetup(1);
    const automatic = { targetMean: 0.1, exposureMs: 200, whiteBalanceMs: 500 };
    const setup = {
      ...clear,
      camera: { ...clear.camera, automatic },
      light: { ...clear.light, colour: [1.3, 1, 0.6] as const },
    };
    const laboratory = buildLaboratory(setup, SEED);
    let { picture, automatic: state } = simulateCapture(laboratory, showing(flat(1)), 1000, false);
    const first = meanOf(picture.luma);
    for (let frame = 1; frame < 30; frame++)
      ({ picture, automatic: state } = simulateCapture(laboratory, showing(flat(1)), 1000 + frame * 33, false, state));
    expect(meanOf(picture.luma)).toBeLessThan(first - 10);
    expect(state.balance[2]).toBeGreaterThan(1.02);
  });

  it('sees a knock as a shift that stays', () => {
    const clear = clearSetup(1);
    const knock = { atMs: 500, overMs: 50, shiftPx: [6, 0] as const };
    const setup = { ...clear, camera: { ...clear.camera, knock } };
    const laboratory = buildLaboratory(setup, SEED);
    const at = (time: number) => simulateCapture(laboratory, showing({ kind: 'markers' }), time, false).picture.luma;
    const [before, after] = [at(400), at(900)];
    const { width } = SMALL_CAMERA;
    for (let i = width * 100 + 50; i < width * 101 - 50; i += 3) expect(after[i + 6]).toBe(before[i]);
  });

  it('loses light to somebody who stands in it', () => {
    const clear = clearSetup(1);
    const walker = { fromMs: 0, speedMmPerS: 0, distanceMm: 500, widthMm: 150, startMm: clear.sheet.size.widthMm / 2 };
    const [empty, hidden] = [clear, { ...clear, walker }].map((setup) => meanOf(capture(setup, showing(flat(1))).luma));
    expect(hidden!).toBeLessThan(0.95 * empty!);
  });
});

describe('the truth', () => {
  it('says where a projector’s light lands, also on a bent sheet', () => {
    for (const seed of [4, 5, 6]) {
      const bent = smallSetup(seed, true);
      const setup = {
        ...bent,
        camera: { ...bent.camera, noise: { sigma: 0, shotShare: 0.5 }, decentrePx: [2, -1] as const },
      };
      expect(setup.relief.kind).not.toBe('flat');
      const { truth } = laboratoryOf(setup);
      const stripe = (axis: 'column' | 'row') => {
        const pattern = { kind: 'gray-code', axis, bit: 5 } as const;
        const [plain, inverse] = [false, true].map((isInverse) =>
          capture(setup, showing({ ...pattern, inverse: isInverse })),
        );
        return (x: number, y: number): number => {
          const i = y * SMALL_CAMERA.width + x;
          return plain!.luma[i]! - inverse!.luma[i]!;
        };
      };
      const [column, row] = [stripe('column'), stripe('row')];
      let right = 0;
      let asked = 0;
      const bitOf = (n: number) => ((Math.round(n) ^ (Math.round(n) >> 1)) >> 5) & 1;
      // Stripes are 32 to 64 px wide: clear of their edges a place on the sheet must have the truth's bit.
      const isClear = (n: number) => bitOf(n - 4) === bitOf(n + 4);
      for (let u = 0.1; u < 1; u += 0.1)
        for (let v = 0.1; v < 1; v += 0.1) {
          const point = canvasPoint(u * setup.sheet.size.widthMm, v * setup.sheet.size.heightMm);
          const seen = truth.cameraOf(point);
          const lit = truth.projectorOf(point);
          const [x, y] = [Math.round(seen.x), Math.round(seen.y)];
          for (const [difference, n] of [
            [column, lit.x],
            [row, lit.y],
          ] as const) {
            if (!isClear(n)) continue;
            asked++;
            if (difference(x, y) > 0 === (bitOf(n) === 1)) right++;
          }
        }
      expect(asked).toBeGreaterThan(60);
      expect(right).toBe(asked);
    }
  });
});

describe('every parameter of a set-up', () => {
  it('does something', () => {
    const setup = smallSetup(3);
    const pattern = { kind: 'gray-code', axis: 'column', bit: 4, inverse: false } as const;
    const reference = Buffer.from(capture(setup, showing(pattern)).luma);
    const changes: Readonly<Record<string, LaboratorySetup>> = {
      exposure: { ...setup, camera: { ...setup.camera, exposure: 1.2 * setup.camera.exposure } },
      lens: { ...setup, camera: { ...setup.camera, lens: { k1: 0.07, k2: 0 } } },
      decentre: { ...setup, camera: { ...setup.camera, decentrePx: [9, 9] } },
      vignetting: { ...setup, camera: { ...setup.camera, vignetting: 0.6 } },
      noise: { ...setup, camera: { ...setup.camera, noise: { sigma: 9, shotShare: 0.5 } } },
      shotShare: { ...setup, camera: { ...setup.camera, noise: { ...setup.camera.noise, shotShare: 0 } } },
      blur: { ...setup, camera: { ...setup.camera, blurPx: 3 } },
      brightness: { ...setup, projector: { ...setup.projector, brightness: 0.7 } },
      blackLevel: { ...setup, projector: { ...setup.projector, blackLevel: 0.05 } },
      veil: { ...setup, projector: { ...setup.projector, veil: 0.1 } },
      projectorVignetting: { ...setup, projector: { ...setup.projector, vignetting: 0.6 } },
      projectorBlur: { ...setup, projector: { ...setup.projector, blurPx: 2 } },
      relief: { ...setup, relief: { kind: 'arch', depthMm: 40, degrees: 20 } },
      patch: { ...setup, darkPatch: { x0: 0, y0: 0, x1: 100, y1: 100, albedo: 0.02 } },
      level: { ...setup, light: { ...setup.light, level: 0.9 * setup.light.level } },
      gradient: { ...setup, light: { ...setup.light, gradient: [0.4, -0.4] } },
      drift: { ...setup, light: { ...setup.light, driftPerMinute: 3 } },
    };
    const still = Object.entries(changes).filter(([, changed]) =>
      Buffer.from(capture(changed, showing(pattern)).luma).equals(reference),
    );
    expect(still.map(([name]) => name)).toEqual([]);
    expect(SMALL_RASTER.width).toBeLessThan(SMALL_CAMERA.width);
  });
});
