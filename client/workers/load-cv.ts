/** Loads OpenCV.js when it is first wanted: 11 MB of script with its WebAssembly inside. */
import { asCv, type Cv } from '../vision/cv.ts';

export const loadCv = async (): Promise<Cv> => {
  const { opencvPromise } = await import('./opencv-module.ts');
  return asCv(await opencvPromise);
};
