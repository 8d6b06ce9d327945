/**
 * A camera picture as grey: luma as it was sent, its first plane where there are planes, else Rec. 709 weights.
 * Frame: camera px. The range of luma (full or 16…235) is left as it is: cameras mislabel it, and stretching a full-range
 * picture would clip the paper's white, while a limited one only loses an eighth of its contrast.
 */
import type { GreyImage } from '../vision/grey-image.ts';

/** The part of VideoFrame that is used, so that tests need no browser. */
export type GreyableFrame = Pick<VideoFrame, 'format' | 'visibleRect' | 'allocationSize' | 'copyTo'>;

/** First plane is luma, one byte a pixel. */
const PLANAR: ReadonlySet<string> = new Set(['I420', 'I420A', 'I422', 'I422A', 'I444', 'I444A', 'NV12', 'NV21']);
/** Index of red in 4-byte pixels; green is second and blue opposite. */
const RED_AT: Record<string, 0 | 2 | undefined> = { RGBA: 0, RGBX: 0, BGRA: 2, BGRX: 2 };

/** Throws when the picture cannot be copied (its device is gone). The frame stays open: closing it is the caller's. */
export const greyFromFrame = async (frame: GreyableFrame): Promise<GreyImage> => {
  const width = frame.visibleRect?.width ?? 0;
  const height = frame.visibleRect?.height ?? 0;
  if (width < 1 || height < 1) throw new Error('the camera sent a picture without a size');
  const planar = frame.format !== null && PLANAR.has(frame.format);
  const redAt = frame.format === null ? undefined : RED_AT[frame.format];
  // Formats of other layouts (10 bits, textures) are converted by the browser.
  const options: VideoFrameCopyToOptions = planar || redAt !== undefined ? {} : { format: 'RGBX' };
  const bytes = new Uint8Array(frame.allocationSize(options));
  const layout = (await frame.copyTo(bytes, options))[0]!;
  return planar
    ? { width, height, data: packRows(bytes, layout, width, height) }
    : { width, height, data: lumaOf(bytes, layout, width, height, redAt ?? 0) };
};

const packRows = (bytes: Uint8Array, { offset, stride }: PlaneLayout, width: number, height: number): Uint8Array => {
  if (stride === width) return bytes.subarray(offset, offset + width * height);
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) out.set(bytes.subarray(offset + y * stride, offset + y * stride + width), y * width);
  return out;
};

const lumaOf = (
  bytes: Uint8Array,
  { offset, stride }: PlaneLayout,
  width: number,
  height: number,
  redAt: 0 | 2,
): Uint8Array => {
  const out = new Uint8Array(width * height);
  const blueAt = 2 - redAt;
  for (let y = 0, to = 0; y < height; y++)
    for (let from = offset + y * stride, end = from + 4 * width; from < end; from += 4, to++)
      // Rec. 709 weights in 1/256.
      out[to] = (54 * bytes[from + redAt]! + 183 * bytes[from + 1]! + 19 * bytes[from + blueAt]!) >> 8;
  return out;
};
