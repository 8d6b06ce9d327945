/** A grey picture, row-major, one byte a pixel, 0 = black … 255 = white. Pixel centres lie at integers. */
export interface GreyImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}
