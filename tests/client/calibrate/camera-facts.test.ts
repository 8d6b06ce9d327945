import { describe, expect, it } from 'vitest';
import { cameraFacts, mmPerPx } from '../../../client/calibrate/camera-facts.ts';

const SHEET = { widthMm: 200, heightMm: 100 };
const QUAD = [
  { x: 100, y: 100 },
  { x: 500, y: 100 },
  { x: 500, y: 300 },
  { x: 100, y: 300 },
] as const;

describe('what the camera page says of its machine', () => {
  it('is how many mm of paper a camera px is', () => {
    expect(mmPerPx(QUAD, SHEET)).toBeCloseTo(0.5, 9);
    expect(mmPerPx([...QUAD].reverse() as unknown as typeof QUAD, SHEET)).toBeCloseTo(0.5, 9);
    expect(mmPerPx([QUAD[0], QUAD[0], QUAD[0], QUAD[0]], SHEET)).toBeNull();
  });
  it('names the device, and its locks as the camera reports them', () => {
    const track = {
      label: 'Studio camera',
      getSettings: () => ({ deviceId: 'abc', frameRate: 30, exposureMode: 'manual', exposureTime: 100 }),
      getCapabilities: () =>
        ({ exposureMode: ['manual'], exposureTime: { min: 1, max: 500 } }) as MediaTrackCapabilities,
    };
    const facts = cameraFacts({
      name: 'main',
      source: 'webcam',
      track,
      size: { width: 1280, height: 720 },
      fps: 4,
      sheet: SHEET,
      paper: QUAD,
    });
    expect(facts).toMatchObject({
      device: { id: 'abc', label: 'Studio camera' },
      fps: 30,
      mmPerPx: expect.closeTo(0.5, 6),
    });
    expect(facts.locks).toEqual([
      { name: 'exposure', offered: true, locked: true, value: 100 },
      { name: 'focus', offered: false, locked: false, value: null },
      { name: 'white balance', offered: false, locked: false, value: null },
    ]);
  });
  it('of the virtual wall is the same machine each time, with nothing to hold', () => {
    const facts = cameraFacts({
      name: 'main',
      source: 'virtual-wall',
      track: null,
      size: null,
      fps: 9,
      sheet: null,
      paper: null,
    });
    expect(facts).toMatchObject({ device: { id: 'virtual-wall' }, locks: [], mmPerPx: null });
  });
});
