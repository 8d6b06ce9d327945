/** OpenCV.js for commands and tests in Node: the same build that the worker loads. */
import { createRequire } from 'node:module';
import { asCv, type Cv } from '../../client/vision/cv.ts';

/** Loaded with require: a bundler that rewrites the package to a module breaks its start. */
export const loadOpenCv = async (): Promise<Cv> =>
  asCv(await (createRequire(import.meta.url)('@techstark/opencv-js') as unknown));
