/** A 32-bit digest of a picture (FNV-1a over every so many pixels): two live pictures never share one, a repeated one does. */
import type { GreyImage } from '../vision/grey-image.ts';

/** A prime, so that the samples lie in all columns; 10,000 samples of a 720p picture, each with a sensor's noise. */
const EVERY = 89;

export const digestPicture = ({ data, width }: GreyImage): number => {
  let hash = (0x811c9dc5 ^ width) >>> 0;
  for (let i = 0; i < data.length; i += EVERY) hash = Math.imul(hash ^ data[i]!, 0x01000193) >>> 0;
  return hash;
};
