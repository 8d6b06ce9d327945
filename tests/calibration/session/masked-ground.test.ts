import { describe, expect, it } from 'vitest';
import { cameraPoint, canvasPoint } from '../../../calibration/frames.ts';
import { keptDark, maskedGround } from '../../../calibration/session/masked-ground.ts';

const sheet = { widthMm: 500, heightMm: 300 };
/** An L: 100 × 100 mm without its upper right quarter. */
const polygon = [
  canvasPoint(100, 100),
  canvasPoint(150, 100),
  canvasPoint(150, 150),
  canvasPoint(200, 150),
  canvasPoint(200, 200),
  canvasPoint(100, 200),
];
const masks = [{ name: 'sign', polygon }];

describe('ground that masks keep dark', () => {
  it('is what lies in a polygon, its notches left out, and a margin of a fiftieth of the sheet around it', () => {
    const isMasked = maskedGround({ masks, sheet });
    expect(isMasked(canvasPoint(120, 120))).toBe(true);
    expect(isMasked(canvasPoint(180, 180))).toBe(true);
    expect(isMasked(canvasPoint(180, 120))).toBe(false);
    expect(isMasked(canvasPoint(91, 150))).toBe(true);
    expect(isMasked(canvasPoint(89, 150))).toBe(false);
    expect(isMasked(canvasPoint(89, 150), 5)).toBe(true);
  });

  it('is laid on the camera’s picture by the paper, and unknown without one', () => {
    const paper = [cameraPoint(0, 0), cameraPoint(1000, 0), cameraPoint(1000, 600), cameraPoint(0, 600)] as const;
    const isDark = keptDark({ masks, sheet, paper });
    expect(isDark(cameraPoint(240, 240))).toBe(true);
    expect(isDark(cameraPoint(360, 240))).toBe(false);
    expect(keptDark({ masks, sheet, paper: null })(cameraPoint(240, 240))).toBe(false);
    expect(keptDark({ sheet, paper })(cameraPoint(240, 240))).toBe(false);
  });
});
