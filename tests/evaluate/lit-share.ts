/** Share of the projector page's pixels inside the canvas that are not black. Frame: projector px, through canvasToProjector. */
import type { Page } from 'playwright-core';
import { projectorPoint, type SheetSize } from '../../calibration/frames.ts';
import { applyHomography, type Homography, invertHomography } from '../../calibration/homography.ts';

/** 8-bit level above which a pixel counts as lit: dithering and rounding stay below it. */
const BLACK_LEVEL = 3;

interface Raster {
  readonly width: number;
  readonly height: number;
  /** Largest of R, G, B a pixel. */
  readonly brightest: readonly number[];
}

/** 0…1. The page's light is the canvas element with id "light". */
export const litShare = async (
  page: Page,
  canvasToProjector: Homography<'canvas', 'projector'>,
  sheet: SheetSize,
): Promise<number> => {
  const raster = (await page.evaluate(() => {
    const light = document.querySelector<HTMLCanvasElement>('canvas#light');
    if (!light) return null;
    const copy = new OffscreenCanvas(light.width, light.height);
    const context = copy.getContext('2d')!;
    context.drawImage(light, 0, 0);
    const { data } = context.getImageData(0, 0, light.width, light.height);
    const brightest = Array.from({ length: light.width * light.height }, (_, i) =>
      Math.max(data[i * 4]!, data[i * 4 + 1]!, data[i * 4 + 2]!),
    );
    return { width: light.width, height: light.height, brightest };
  })) as Raster | null;
  if (raster === null) throw new Error('the projector page has no <canvas id="light">');
  const projectorToCanvas = invertHomography(canvasToProjector);
  let inside = 0;
  let lit = 0;
  for (let y = 0; y < raster.height; y++)
    for (let x = 0; x < raster.width; x++) {
      const p = applyHomography(projectorToCanvas, projectorPoint(x, y));
      if (p.x < 0 || p.y < 0 || p.x > sheet.widthMm || p.y > sheet.heightMm) continue;
      inside++;
      if (raster.brightest[y * raster.width + x]! > BLACK_LEVEL) lit++;
    }
  return inside === 0 ? 0 : lit / inside;
};
