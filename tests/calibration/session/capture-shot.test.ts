/** Pictures of one shot, averaged. */
import { describe, expect, it } from 'vitest';
import { finishCapture, gather, NOTHING_GATHERED } from '../../../calibration/session/capture-shot.ts';
import type { Shot } from '../../../calibration/session/plan-run.ts';

const SIZE = { width: 16, height: 16 };
const SHOT: Shot = {
  purpose: 'flat',
  stage: 'colours',
  pattern: { kind: 'flat', colour: [1, 1, 1] },
  frames: 3,
  wantsColour: true,
};
const pictureOf = (level: number, inColour: boolean) => ({
  size: SIZE,
  luma: new Uint8Array(256).fill(level),
  rgb: inColour ? new Uint8Array(768).fill(level) : null,
  time: 0,
});
const captureOf = (inColour: readonly boolean[]) =>
  finishCapture(
    inColour.reduce((gathered, has, i) => gather(gathered, SHOT, pictureOf(89 + i, has)), NOTHING_GATHERED),
    SHOT,
    SIZE,
  );

describe('a shot', () => {
  it('is the mean of its pictures, in colour as in luma', () => {
    const { luma, rgb } = captureOf([true, true, true]);
    expect(luma[0]).toBe(90);
    expect(rgb?.[0]).toBe(90);
  });

  it('is as bright in colour as it was seen where colour came a picture late', () => {
    expect(captureOf([false, true, true]).rgb?.[0]).toBe(91);
  });

  it('has no colour where no picture had', () => {
    expect(captureOf([false, false, false]).rgb).toBeNull();
  });
});
