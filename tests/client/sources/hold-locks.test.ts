import { describe, expect, it } from 'vitest';
import { holdLocks } from '../../../client/sources/hold-locks.ts';

const camera = (refuses: readonly string[] = []) => {
  const settings: Record<string, unknown> = {
    exposureMode: 'continuous',
    exposureTime: 312,
    focusMode: 'manual',
    focusDistance: 1.5,
    whiteBalanceMode: 'continuous',
    colorTemperature: 4600,
  };
  const asked: unknown[] = [];
  return {
    asked,
    track: {
      getCapabilities: () =>
        ({
          exposureMode: ['manual', 'continuous'],
          exposureTime: { min: 3, max: 2047, step: 1 },
          focusMode: ['manual', 'continuous'],
          focusDistance: { min: 0, max: 5, step: 0.1 },
          whiteBalanceMode: ['manual', 'continuous'],
          colorTemperature: { min: 2000, max: 6500, step: 10 },
        }) as MediaTrackCapabilities,
      getSettings: () => settings as MediaTrackSettings,
      applyConstraints: async (constraints?: MediaTrackConstraints) => {
        const wish = (constraints?.advanced?.[0] ?? {}) as Record<string, unknown>;
        asked.push(wish);
        if (Object.keys(wish).some((key) => refuses.includes(key)))
          throw new DOMException('no', 'OverconstrainedError');
        Object.assign(settings, wish);
      },
    },
  };
};

describe('holding a camera still', () => {
  it('holds what moves by itself where it is, and leaves alone what is held', async () => {
    const { track, asked } = camera();
    expect(await holdLocks(track)).toEqual({ exposure: 312, focus: 1.5, whiteBalance: 4600 });
    expect(asked).toEqual([
      { exposureMode: 'manual', exposureTime: 312 },
      { whiteBalanceMode: 'manual', colorTemperature: 4600 },
    ]);
  });
  it('says what the camera really holds when it refuses one', async () => {
    expect(await holdLocks(camera(['exposureMode']).track)).toEqual({ focus: 1.5, whiteBalance: 4600 });
  });
});
