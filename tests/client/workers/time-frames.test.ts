import { describe, expect, it } from 'vitest';
import { createFrameClock } from '../../../client/workers/time-frames.ts';

describe('the time that a picture takes', () => {
  it('is all of it until the worker is free, reading on the same thread included, but not the wait for the camera', () => {
    let time = 0;
    const clock = createFrameClock(() => time);
    expect(clock.last).toBeNull();
    time += 400;
    clock.taken();
    // Copied, looked at; a line is normalised and decoded before anything else gets its turn.
    time += 12 + 30 + 25;
    clock.free();
    expect(clock.last).toBe(67);
    time += 500;
    clock.taken();
    time += 40;
    expect(clock.last).toBe(67);
    clock.free();
    expect(clock.last).toBe(40);
  });

  it('is not known of a picture that never was, and of two in a row is the second’s', () => {
    let time = 0;
    const clock = createFrameClock(() => time);
    clock.taken();
    time += 20;
    clock.taken();
    time += 5;
    clock.free();
    expect(clock.last).toBe(5);
    clock.free();
    expect(clock.last).toBeNull();
  });
});
