/**
 * A picture file → grey bytes, as a camera's Y plane gives them: Rec. 601 luma of the coded values, full range.
 * EXIF orientation is applied, so pixels are as people see the picture; transparency is laid on white.
 */
import sharp from 'sharp';
import type { GreyImage } from '../../client/vision/grey-image.ts';

/** Throws sharp's error, with the path, when the file is absent or no picture. */
export const loadPicture = async (path: string): Promise<GreyImage> => {
  const { data, info } = await sharp(path)
    .rotate()
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((cause: unknown) => {
      throw new Error(`cannot read the picture ${path}: ${cause instanceof Error ? cause.message : String(cause)}`);
    });
  const { width, height, channels } = info;
  const grey = new Uint8Array(width * height);
  for (let i = 0; i < grey.length; i++) {
    const at = i * channels;
    grey[i] = channels < 3 ? data[at]! : (data[at]! * 299 + data[at + 1]! * 587 + data[at + 2]! * 114 + 500) / 1000;
  }
  return { width, height, data: grey };
};
