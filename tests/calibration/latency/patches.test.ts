import { describe, expect, it } from 'vitest';
import { sheetQuad } from '../../../calibration/frames.ts';
import { applyHomography, type Homography, invertHomography } from '../../../calibration/homography.ts';
import { codeOfCount, PATCH_BITS, PATCH_CODES, patchCells } from '../../../calibration/latency/patch-code.ts';
import { placePatches } from '../../../calibration/latency/place-patches.ts';
import { repairPatches } from '../../../calibration/latency/repair-patches.ts';

const RASTER = { width: 640, height: 360 };
const SHEET = { widthMm: 800, heightMm: 500 };

/** The sheet in the middle of the raster, as large as `share` of it. */
const aligned = (share: number): Homography<'canvas', 'projector'> => {
  const scale = share * Math.min(RASTER.width / SHEET.widthMm, RASTER.height / SHEET.heightMm);
  const x = (RASTER.width - scale * SHEET.widthMm) / 2;
  const y = (RASTER.height - scale * SHEET.heightMm) / 2;
  return [scale, 0, x, 0, scale, y, 0, 0, 1];
};

const CODES = Array.from({ length: PATCH_CODES }, (_, n) => codeOfCount(n));

describe('the coded patch', () => {
  it('has as many lit cells in every code, so that it does not flicker', () => {
    for (const code of CODES)
      expect(patchCells({ x: 3, y: 4, cell: 6 }, code).filter(({ lit }) => lit)).toHaveLength(PATCH_BITS);
  });

  it('has no code that is another one moved by a cell, so that its place is sure', () => {
    const litAt = (code: number, dx: number, dy: number): string =>
      patchCells({ x: dx, y: dy, cell: 1 }, code)
        .filter(({ lit }) => lit)
        .map(({ x, y }) => `${x},${y}`)
        .sort()
        .join(' ');
    for (const code of CODES)
      for (const other of CODES)
        for (let dy = -2; dy <= 2; dy++)
          for (let dx = -3; dx <= 3; dx++)
            if (dx !== 0 || dy !== 0) expect(litAt(other, dx, dy)).not.toBe(litAt(code, 0, 0));
  });

  it('counts round in steps that turn one column over', () => {
    const codes = Array.from({ length: PATCH_CODES + 1 }, (_, n) => codeOfCount(n));
    expect(new Set(codes).size).toBe(PATCH_CODES);
    for (let n = 1; n < codes.length; n++) {
      const changed = codes[n]! ^ codes[n - 1]!;
      expect(changed & (changed - 1)).toBe(0);
      expect(changed).not.toBe(0);
    }
  });
});

describe('placePatches', () => {
  it('lies beside the sheet’s corners, clear of it, on the raster', () => {
    const canvasToProjector = aligned(0.84);
    const patches = placePatches(canvasToProjector, RASTER, SHEET);
    expect(patches.map(({ corner }) => corner)).toEqual([0, 1, 2, 3]);
    const projectorToCanvas = invertHomography(canvasToProjector);
    const near = 0.12 * SHEET.widthMm;
    for (const { x, y, cell } of patches)
      for (const [u, v] of [
        [0, 0],
        [PATCH_BITS * cell, 2 * cell],
      ]) {
        expect(x + u!).toBeLessThanOrEqual(RASTER.width);
        expect(y + v!).toBeLessThanOrEqual(RASTER.height);
        const p = applyHomography(projectorToCanvas, { x: x + u!, y: y + v! });
        const [from, , to] = sheetQuad(SHEET);
        expect(sheetQuad(SHEET).some((c) => Math.hypot(c.x - p.x, c.y - p.y) < near)).toBe(true);
        expect(p.x > from!.x && p.x < to!.x && p.y > from!.y && p.y < to!.y).toBe(false);
      }
  });

  it('leaves out corners that the sheet reaches', () => {
    const pushedUpLeft: Homography<'canvas', 'projector'> = [0.6, 0, -5, 0, 0.6, -5, 0, 0, 1];
    expect(placePatches(pushedUpLeft, RASTER, SHEET).map(({ corner }) => corner)).toEqual([1, 2, 3]);
  });

  it('takes two opposite corners when the sheet is larger than the light', () => {
    expect(placePatches(aligned(1.6), RASTER, SHEET).map(({ corner }) => corner)).toEqual([0, 2]);
  });
});

describe('repairPatches', () => {
  it('has a name for each, the corners’ own first, none over another', () => {
    const patches = repairPatches(aligned(0.84), RASTER, SHEET);
    expect(patches.map(({ id }) => id)).toEqual(patches.map((_, i) => i));
    for (const [i, a] of patches.entries())
      for (const b of patches.slice(i + 1)) {
        const apart =
          Math.abs(a.place.x - b.place.x) >= (PATCH_BITS + 1) * a.place.cell ||
          Math.abs(a.place.y - b.place.y) >= 3 * a.place.cell;
        expect(apart).toBe(true);
      }
  });
});
