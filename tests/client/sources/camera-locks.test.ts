import { describe, expect, it } from 'vitest';
import { lockAt, offeredLocks, unlock } from '../../../client/sources/camera-locks.ts';

const capabilities = {
  exposureMode: ['continuous', 'manual'],
  exposureTime: { min: 3, max: 2047, step: 1 },
  focusMode: ['continuous', 'manual'],
  focusDistance: { min: 0, max: 1, step: 0.01 },
  whiteBalanceMode: ['continuous'],
  colorTemperature: { min: 2800, max: 6500, step: 10 },
};

describe('what a camera lets us hold still', () => {
  it('is only what it can set by hand over a known range', () => {
    const offered = offeredLocks(capabilities, { exposureMode: 'continuous', exposureTime: 156, focusMode: 'manual' });
    expect(offered.map((lock) => lock.name)).toEqual(['exposure', 'focus']);
    expect(offered[0]).toMatchObject({ locked: false, value: 156, min: 3, max: 2047 });
    expect(offered[1]).toMatchObject({ locked: true, value: null });
  });
  it('is nothing for a camera that offers nothing', () => {
    expect(offeredLocks({}, {})).toEqual([]);
  });
  it('is held at a value and let go again', () => {
    expect(lockAt('exposure', 156).advanced).toEqual([{ exposureMode: 'manual', exposureTime: 156 }]);
    expect(lockAt('whiteBalance', 4000).advanced).toEqual([{ whiteBalanceMode: 'manual', colorTemperature: 4000 }]);
    expect(unlock('focus').advanced).toEqual([{ focusMode: 'continuous' }]);
  });
});
