/**
 * The coordinate frames of Inklight, each with its own point type, so that mixing them does not compile.
 *
 * | frame     | origin, axes                                              | unit |
 * | camera    | top-left, y down, pixel centres at integers               | px of the camera image |
 * | canvas    | top-left of the paper as its writers see it, y down       | mm |
 * | projector | top-left, y down, pixel centres at integers               | px of the projector's native raster |
 * | ndc       | centre, y up, −1…1; only inside projector/warp.ts         | – |
 */
declare const frame: unique symbol;

export type FrameName = 'camera' | 'canvas' | 'projector' | 'ndc';

export interface Point<F extends FrameName> {
  readonly x: number;
  readonly y: number;
  readonly [frame]?: F;
}

export type CameraPoint = Point<'camera'>;
export type CanvasPoint = Point<'canvas'>;
export type ProjectorPoint = Point<'projector'>;
export type NdcPoint = Point<'ndc'>;

export const cameraPoint = (x: number, y: number): CameraPoint => ({ x, y });
/** x, y in mm from the paper's top-left corner. */
export const canvasPoint = (x: number, y: number): CanvasPoint => ({ x, y });
export const projectorPoint = (x: number, y: number): ProjectorPoint => ({ x, y });
export const ndcPoint = (x: number, y: number): NdcPoint => ({ x, y });

/** [topLeft, topRight, bottomRight, bottomLeft] as the paper's writers see it. */
export type Quad<F extends FrameName> = readonly [Point<F>, Point<F>, Point<F>, Point<F>];

/** Size of a raster in px, or of a sheet in mm where the name says so. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The sheet's size in mm, as its writers see it. */
export interface SheetSize {
  readonly widthMm: number;
  readonly heightMm: number;
}

/** The sheet's four corners in the canvas frame. */
export const sheetQuad = (sheet: SheetSize): Quad<'canvas'> => [
  canvasPoint(0, 0),
  canvasPoint(sheet.widthMm, 0),
  canvasPoint(sheet.widthMm, sheet.heightMm),
  canvasPoint(0, sheet.heightMm),
];
