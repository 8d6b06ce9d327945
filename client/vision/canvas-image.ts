/** The straightened sheet as a picture. Pixel (i, j) shows canvas point ((i + 0.5) / pxPerMm, (j + 0.5) / pxPerMm) mm. */
import type { GreyImage } from './grey-image.ts';

export interface CanvasImage extends GreyImage {
  readonly pxPerMm: number;
}

/** A mask on the canvas raster, 0 or 255 a pixel. */
export type CanvasMask = CanvasImage;
