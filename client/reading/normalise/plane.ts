/**
 * A picture in floats, row-major: grey 0 … 255 at first, later ink 0 … 1. Frame: the work plane, the crop shrunk to a few rows.
 */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}
