/**
 * The part of OpenCV.js that vision uses, typed here because the package's own types are incomplete and pull in the DOM.
 * Values of this interface are loaded outside (worker, tests) and passed in. Rasters only: no coordinate frame of its own.
 * Every Mat and MatVector lives in WebAssembly memory and must be freed: make them through withMats (with-mats.ts).
 */

export interface Deletable {
  delete(): void;
}

export interface CvMat extends Deletable {
  readonly rows: number;
  readonly cols: number;
  /** Views of WebAssembly memory: valid until the next call that allocates. Copy what must stay. */
  readonly data: Uint8Array;
  readonly data16S: Int16Array;
  readonly data32S: Int32Array;
  readonly data32F: Float32Array;
  readonly data64F: Float64Array;
  type(): number;
  channels(): number;
  setTo(value: readonly number[], mask?: CvMat): CvMat;
  copyTo(target: CvMat, mask?: CvMat): void;
  convertTo(target: CvMat, type: number, alpha?: number, beta?: number): void;
  clone(): CvMat;
  /** A view that shares memory; it too must be freed. */
  roi(rectangle: CvRect): CvMat;
}

export interface CvMatVector extends Deletable {
  size(): number;
  /** A copy of the header: must be freed. */
  get(index: number): CvMat;
  push_back(mat: CvMat): void;
}

export interface CvSize {
  readonly width: number;
  readonly height: number;
}
export interface CvPoint {
  readonly x: number;
  readonly y: number;
}
export interface CvRect extends CvPoint, CvSize {}

export interface Cv {
  readonly Mat: {
    new (): CvMat;
    new (rows: number, cols: number, type: number): CvMat;
    new (rows: number, cols: number, type: number, fill: readonly number[]): CvMat;
  };
  readonly MatVector: new () => CvMatVector;
  matFromArray(rows: number, cols: number, type: number, values: ArrayLike<number>): CvMat;

  readonly CV_8U: number;
  readonly CV_8UC1: number;
  readonly CV_16S: number;
  readonly CV_16SC1: number;
  readonly CV_32S: number;
  readonly CV_32SC1: number;
  readonly CV_32F: number;
  readonly CV_32FC1: number;
  readonly CV_32FC2: number;
  readonly CV_64F: number;
  readonly CV_64FC1: number;

  readonly INTER_NEAREST: number;
  readonly INTER_LINEAR: number;
  readonly INTER_AREA: number;
  resize(source: CvMat, target: CvMat, size: CvSize, fx: number, fy: number, interpolation: number): void;
  warpPerspective(
    source: CvMat,
    target: CvMat,
    map: CvMat,
    size: CvSize,
    flags: number,
    border: number,
    fill: readonly number[],
  ): void;
  remap(source: CvMat, target: CvMat, mapX: CvMat, mapY: CvMat, interpolation: number, border: number): void;
  readonly WARP_INVERSE_MAP: number;

  readonly BORDER_CONSTANT: number;
  readonly BORDER_REPLICATE: number;
  readonly BORDER_REFLECT_101: number;
  readonly BORDER_DEFAULT: number;
  GaussianBlur(source: CvMat, target: CvMat, kernel: CvSize, sigmaX: number, sigmaY?: number, border?: number): void;
  blur(source: CvMat, target: CvMat, kernel: CvSize, anchor?: CvPoint, border?: number): void;
  boxFilter(
    source: CvMat,
    target: CvMat,
    depth: number,
    kernel: CvSize,
    anchor?: CvPoint,
    normalise?: boolean,
    border?: number,
  ): void;
  medianBlur(source: CvMat, target: CvMat, kernel: number): void;
  Sobel(
    source: CvMat,
    target: CvMat,
    depth: number,
    dx: number,
    dy: number,
    kernel?: number,
    scale?: number,
    delta?: number,
    border?: number,
  ): void;
  Canny(source: CvMat, edges: CvMat, low: number, high: number, kernel?: number, l2?: boolean): void;

  readonly MORPH_RECT: number;
  readonly MORPH_CROSS: number;
  readonly MORPH_ELLIPSE: number;
  readonly MORPH_OPEN: number;
  readonly MORPH_CLOSE: number;
  readonly MORPH_GRADIENT: number;
  readonly MORPH_TOPHAT: number;
  readonly MORPH_BLACKHAT: number;
  getStructuringElement(shape: number, size: CvSize): CvMat;
  dilate(source: CvMat, target: CvMat, kernel: CvMat): void;
  erode(source: CvMat, target: CvMat, kernel: CvMat): void;
  morphologyEx(source: CvMat, target: CvMat, operation: number, kernel: CvMat): void;

  readonly THRESH_BINARY: number;
  readonly THRESH_BINARY_INV: number;
  readonly THRESH_OTSU: number;
  readonly ADAPTIVE_THRESH_MEAN_C: number;
  readonly ADAPTIVE_THRESH_GAUSSIAN_C: number;
  threshold(source: CvMat, target: CvMat, level: number, max: number, kind: number): number;
  adaptiveThreshold(
    source: CvMat,
    target: CvMat,
    max: number,
    method: number,
    kind: number,
    block: number,
    c: number,
  ): void;

  add(a: CvMat, b: CvMat, target: CvMat): void;
  subtract(a: CvMat, b: CvMat, target: CvMat): void;
  multiply(a: CvMat, b: CvMat, target: CvMat, scale?: number): void;
  divide(a: CvMat, b: CvMat, target: CvMat, scale?: number): void;
  absdiff(a: CvMat, b: CvMat, target: CvMat): void;
  addWeighted(a: CvMat, alpha: number, b: CvMat, beta: number, gamma: number, target: CvMat): void;
  min(a: CvMat, b: CvMat, target: CvMat): void;
  max(a: CvMat, b: CvMat, target: CvMat): void;
  bitwise_and(a: CvMat, b: CvMat, target: CvMat): void;
  bitwise_or(a: CvMat, b: CvMat, target: CvMat): void;
  bitwise_not(a: CvMat, target: CvMat): void;
  countNonZero(source: CvMat): number;

  readonly CC_STAT_LEFT: number;
  readonly CC_STAT_TOP: number;
  readonly CC_STAT_WIDTH: number;
  readonly CC_STAT_HEIGHT: number;
  readonly CC_STAT_AREA: number;
  connectedComponents(source: CvMat, labels: CvMat, connectivity?: number, type?: number): number;
  connectedComponentsWithStats(
    source: CvMat,
    labels: CvMat,
    stats: CvMat,
    centroids: CvMat,
    connectivity?: number,
    type?: number,
  ): number;
  readonly DIST_L1: number;
  readonly DIST_L2: number;
  distanceTransform(source: CvMat, target: CvMat, kind: number, mask: number): void;

  readonly RETR_EXTERNAL: number;
  readonly RETR_LIST: number;
  readonly CHAIN_APPROX_NONE: number;
  readonly CHAIN_APPROX_SIMPLE: number;
  findContours(source: CvMat, contours: CvMatVector, hierarchy: CvMat, mode: number, method: number): void;
  convexHull(points: CvMat, hull: CvMat, clockwise?: boolean, returnPoints?: boolean): void;
  approxPolyDP(curve: CvMat, target: CvMat, epsilon: number, closed: boolean): void;
  contourArea(contour: CvMat): number;

  /** OpenCV.js throws numbers: pointers to a C++ exception. */
  exceptionFromPtr(pointer: number): { readonly msg: string };
}

/** Which Cv is loaded is decided outside vision; this only narrows what was loaded. Throws when it is no OpenCV.js. */
export const asCv = (loaded: unknown): Cv => {
  const candidate = loaded as Partial<Cv> | null;
  if (typeof candidate?.Mat !== 'function' || typeof candidate.warpPerspective !== 'function')
    throw new TypeError('what was loaded is not OpenCV.js: Mat or warpPerspective is missing');
  return candidate as Cv;
};
