import { describe, expect, it } from 'vitest';
import { fitSheet } from '../../calibration/fit-sheet.ts';
import { projectorPoint, sheetQuad } from '../../calibration/frames.ts';
import { applyHomography, quadToQuad } from '../../calibration/homography.ts';

const sheet = { widthMm: 297, heightMm: 210 };
const corners = [
  projectorPoint(90, 40),
  projectorPoint(560, 52),
  projectorPoint(548, 330),
  projectorPoint(101, 318),
] as const;
const record = { sheet, canvasToProjector: [...quadToQuad<'canvas', 'projector'>(sheetQuad(sheet), corners)] };

describe('a calibration laid on the sheet in view', () => {
  it('is the record itself when the sheet is the one it was made with', () => {
    expect(fitSheet(record, sheet)).toBe(record.canvasToProjector);
  });

  it('takes corners to the same corners when the same paper is measured in other millimetres', () => {
    const measured = { widthMm: 841, heightMm: 594 };
    sheetQuad(measured).forEach((corner, i) => {
      const p = applyHomography(fitSheet(record, measured), corner);
      expect(Math.hypot(p.x - corners[i]!.x, p.y - corners[i]!.y)).toBeLessThan(1e-6);
    });
  });
});
