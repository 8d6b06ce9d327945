/** Loads OpenCV.js when it is first wanted: 11 MB of script with its WebAssembly inside. */
import { asCv, type Cv } from '../vision/cv.ts';

export const loadCv = async (): Promise<Cv> => {
  const loaded: { readonly default: unknown } = await import('@techstark/opencv-js');
  // The package's main export is a Promise of the library.
  return asCv(await loaded.default);
};
