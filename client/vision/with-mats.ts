/**
 * The one place where OpenCV memory is owned: everything made in a scope is freed when the scope ends, however it ends.
 * OpenCV.js has no finaliser, and about 290 colour frames exhaust its heap, so a leak of one Mat a frame ends a show in seconds.
 */
import type { Cv, CvMat, Deletable } from './cv.ts';
import type { GreyImage } from './grey-image.ts';

export interface MatScope {
  /** An empty Mat, for a function to fill. */
  mat(): CvMat;
  /** A copy of a grey image as CV_8UC1. */
  grey(image: GreyImage): CvMat;
  /** Frees, at the scope's end, a Mat that something else made (getStructuringElement). */
  own<T extends Deletable>(owned: T): T;
}

let alive = 0;

/** Mats owned by open scopes, over the whole thread: 0 between frames. */
export const liveMats = (): number => alive;

/**
 * Runs `body` with a scope and frees all that the scope made. What `body` returns must not be a Mat or a view of one.
 * A number thrown by OpenCV becomes an Error with OpenCV's own message.
 */
export const withMats = <T>(cv: Cv, body: (scope: MatScope) => T): T => {
  const owned: Deletable[] = [];
  const own = <D extends Deletable>(made: D): D => {
    owned.push(made);
    alive++;
    return made;
  };
  const scope: MatScope = {
    mat: () => own(new cv.Mat()),
    grey: (image) => {
      const mat = own(new cv.Mat(image.height, image.width, cv.CV_8UC1));
      mat.data.set(image.data);
      return mat;
    },
    own,
  };
  try {
    return body(scope);
  } catch (thrown) {
    if (typeof thrown === 'number') throw new Error(`OpenCV: ${cv.exceptionFromPtr(thrown).msg}`);
    throw thrown;
  } finally {
    for (const made of owned.reverse()) {
      made.delete();
      alive--;
    }
  }
};
