/**
 * A small picture for finding the sheet: writing is closed over, so that only large shapes and their edges remain.
 * In: camera px. Out: the same view at `scale` work px per camera px.
 */
import type { Cv } from './cv.ts';
import type { GreyImage } from './grey-image.ts';
import { withMats } from './with-mats.ts';

/** Long side of the work picture: a sheet's edge stays sharp to half a px, and all hypotheses fit into a few ms. */
const WORK_LONG_PX = 400;
/** Dark strokes thinner than this vanish: at a sheet that fills half the picture, a 4 mm marker. */
const CLOSING_PX = 5;
const BLUR_SIGMA_PX = 0.8;

export interface WorkPicture extends GreyImage {
  readonly scale: number;
}

export const flattenWriting = (cv: Cv, grey: GreyImage): WorkPicture =>
  withMats(cv, (scope) => {
    const scale = Math.min(1, WORK_LONG_PX / Math.max(grey.width, grey.height));
    const width = Math.max(1, Math.round(grey.width * scale));
    const height = Math.max(1, Math.round(grey.height * scale));
    const small = scope.mat();
    cv.resize(scope.grey(grey), small, { width, height }, 0, 0, cv.INTER_AREA);
    const kernel = scope.own(cv.getStructuringElement(cv.MORPH_RECT, { width: CLOSING_PX, height: CLOSING_PX }));
    const closed = scope.mat();
    cv.morphologyEx(small, closed, cv.MORPH_CLOSE, kernel);
    cv.GaussianBlur(closed, small, { width: 5, height: 5 }, BLUR_SIGMA_PX, BLUR_SIGMA_PX, cv.BORDER_REPLICATE);
    return { width, height, data: small.data.slice(), scale };
  });
