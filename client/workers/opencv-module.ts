/**
 * OpenCV.js as a module of our own, to be imported lazily. The package exports a Promise, and a bundler that turns such a
 * CommonJS export into a namespace makes a thenable that is no Promise: importing it directly with import() throws.
 */
import opencv from '@techstark/opencv-js';

export const opencvPromise: unknown = opencv;
