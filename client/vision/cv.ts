/**
 * The part of OpenCV.js that vision uses, typed here because the package's own types are incomplete and pull in the DOM: declare what you use.
 * It is loaded outside (worker, tests) and passed in. Much of vision is plain TypeScript instead: OpenCV.js has no SIMD, and is no faster there.
 * Every Mat lives in WebAssembly memory and must be freed: make them through withMats (with-mats.ts).
 */

export interface Deletable {
  delete(): void;
}

export interface CvMat extends Deletable {
  /** A view of WebAssembly memory: valid until the next call that allocates. Copy what must stay. */
  readonly data: Uint8Array;
}

export interface CvSize {
  readonly width: number;
  readonly height: number;
}

export interface Cv {
  readonly Mat: {
    new (): CvMat;
    new (rows: number, cols: number, type: number): CvMat;
  };
  readonly CV_8UC1: number;
  readonly INTER_AREA: number;
  resize(source: CvMat, target: CvMat, size: CvSize, fx: number, fy: number, interpolation: number): void;
  readonly BORDER_REPLICATE: number;
  GaussianBlur(source: CvMat, target: CvMat, kernel: CvSize, sigmaX: number, sigmaY: number, border: number): void;
  readonly MORPH_RECT: number;
  readonly MORPH_CLOSE: number;
  getStructuringElement(shape: number, size: CvSize): CvMat;
  morphologyEx(source: CvMat, target: CvMat, operation: number, kernel: CvMat): void;
  /** OpenCV.js throws numbers: pointers to a C++ exception. */
  exceptionFromPtr(pointer: number): { readonly msg: string };
}

/** Narrows what was loaded. Throws when it is no OpenCV.js. */
export const asCv = (loaded: unknown): Cv => {
  const candidate = loaded as Partial<Cv> | null;
  if (typeof candidate?.Mat !== 'function' || typeof candidate.morphologyEx !== 'function')
    throw new TypeError('what was loaded is not OpenCV.js: Mat or morphologyEx is missing');
  return candidate as Cv;
};
