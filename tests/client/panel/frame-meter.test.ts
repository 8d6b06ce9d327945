import { describe, expect, it } from 'vitest';
import { createFrameMeter } from '../../../client/panel/frame-meter.ts';

describe('the frame meter', () => {
  it('tells the whole time of a frame, not the sum of the stages that were timed', () => {
    const meter = createFrameMeter();
    meter.add(0, { detect: 10, ink: 15 }, null);
    expect(meter.frame()).toBeNull();
    for (let i = 1; i <= 20; i++) meter.add(100 * i, { detect: 10, ink: 15, read: 20, decode: 5 }, 60 + i);
    expect(meter.frame()).toEqual({ p50: 70, p95: 79 });
    expect(meter.timings()).toMatchObject({ ink: { p50: 15, p95: 15 }, decode: { p50: 5 } });
    expect(meter.frames()).toBe(21);
  });
});
