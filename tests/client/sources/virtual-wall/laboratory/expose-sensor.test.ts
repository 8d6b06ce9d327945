/** The laboratory's sensor by itself: light in, bytes out. */
import { describe, expect, it } from 'vitest';
import { exposeRow, sensorCurve } from '../../../../../client/sources/virtual-wall/laboratory/expose-sensor.ts';

const WIDTH = 4000;
const bytesAt = (light: number, sigma: number): Uint8Array => {
  const out = new Uint8Array(WIDTH);
  exposeRow(new Float32Array(WIDTH).fill(light), WIDTH, sensorCurve({ sigma, shotShare: 0.6 }), 7, 3, out, 0, 1);
  return out;
};
const shareBelow = (bytes: Uint8Array, code: number): number => bytes.filter((byte) => byte < code).length / WIDTH;

describe('the sensor', () => {
  it('is full where light is well beyond its scale, however noisy it is', () => {
    for (const sigma of [1, 3, 5])
      for (const light of [1.25, 2, 50]) expect(shareBelow(bytesAt(light, sigma), 255)).toBe(0);
  });

  it('is half clipped by its noise where light just fills it', () => {
    const share = shareBelow(bytesAt(1, 4), 255);
    expect(share).toBeGreaterThan(0.3);
    expect(share).toBeLessThan(0.7);
  });

  it('codes light below its scale as sRGB does, about which noise is even', () => {
    const bytes = bytesAt(0.2158, 3);
    expect(bytes.reduce((sum, byte) => sum + byte, 0) / WIDTH).toBeCloseTo(128, 0);
    expect(Math.abs(shareBelow(bytes, 128) - (1 - shareBelow(bytes, 129)))).toBeLessThan(0.05);
  });
});
