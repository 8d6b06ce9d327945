/**
 * Whether the ink about a place of the canvas is the same in two crops of one line, which need not have the same size.
 * In: grey crops (dark ink on white) and where they lie, px of the canvas raster. Out: 0 … 1.
 */
import type { GreyImage } from '../vision/grey-image.ts';

/** Darkness of a crop's columns, in bands of rows on the canvas raster, so that crops of other sizes compare. */
export interface InkColumns {
  readonly left: number;
  readonly bands: number;
  readonly firstBand: number;
  /** [column, band] */
  readonly data: Float32Array;
}

/** Rows of the canvas raster in a band: a pen's width or two. */
const BAND = 3;
/** Ink whose bands differ by this share has changed. Camera noise alone moves a tenth. */
const CHANGED = 0.3;

/** `origin`: the crop's top-left. */
export function inkColumns(crop: GreyImage, origin: { readonly x: number; readonly y: number }): InkColumns {
  const firstBand = Math.floor(origin.y / BAND);
  const bands = Math.floor((origin.y + crop.height - 1) / BAND) - firstBand + 1;
  const data = new Float32Array(crop.width * bands);
  for (let y = 0; y < crop.height; y++) {
    const band = Math.floor((origin.y + y) / BAND) - firstBand;
    for (let x = 0; x < crop.width; x++) data[x * bands + band]! += 255 - crop.data[y * crop.width + x]!;
  }
  return { left: origin.x, bands, firstBand, data };
}

/** 1 where the ink about column `x` is the same, falling to 0 where it has changed. */
export function sameness(a: InkColumns, b: InkColumns, x: number, reach: number): number {
  let difference = 0;
  let all = 0;
  const from = Math.min(a.firstBand, b.firstBand);
  const to = Math.max(a.firstBand + a.bands, b.firstBand + b.bands);
  for (let column = Math.round(x) - reach; column <= Math.round(x) + reach; column++)
    for (let band = from; band < to; band++) {
      const p = darkness(a, column, band);
      const q = darkness(b, column, band);
      difference += Math.abs(p - q);
      all += Math.max(p, q);
    }
  return all === 0 ? 1 : Math.max(0, 1 - difference / all / CHANGED);
}

function darkness({ left, bands, firstBand, data }: InkColumns, column: number, band: number): number {
  const x = column - left;
  const y = band - firstBand;
  if (x < 0 || y < 0 || y >= bands || x * bands >= data.length) return 0;
  return data[x * bands + y]!;
}
