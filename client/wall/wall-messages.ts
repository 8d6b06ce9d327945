/** What the wall's page and its worker say to each other. Points are canvas mm; times are absolute ms (performance.timeOrigin + now). */
import type { Size } from '../../calibration/frames.ts';
import type { PenColour } from '../sources/virtual-wall/ink.ts';
import type { LiveState } from '../sources/virtual-wall/live-driver.ts';
import type { Lens } from '../sources/virtual-wall/world.ts';

export interface WallSettings {
  readonly seed: number;
  /** null: sheet after sheet. */
  readonly lineCount: number | null;
  readonly auto: boolean;
  readonly camera: Size;
  /** Of the camera. */
  readonly exposure: number;
  /** Keep that size, however slowly it is painted. */
  readonly keepsCamera: boolean;
  /** Pictures a second at most. */
  readonly mostFps: number;
}

/** Where things are: for the pointer, the calibration and checks. */
export interface WallGeometry {
  readonly sheet: { readonly widthMm: number; readonly heightMm: number };
  readonly cameraSize: Size;
  readonly projectorSize: Size;
  /** Row-major 3×3, before the lens. */
  readonly canvasToCamera: readonly number[];
  readonly canvasToProjector: readonly number[];
  readonly lens: Lens;
}

export type ToWallWorker =
  | { readonly type: 'start'; readonly frames: WritableStream<VideoFrame>; readonly settings: WallSettings }
  /** RGBA of the projector's raster. */
  | { readonly type: 'projector'; readonly size: Size; readonly data: Uint8ClampedArray }
  /** x, y, width (mm) triples of one pen's way, at least two. */
  | { readonly type: 'pen'; readonly colour: PenColour; readonly way: Float32Array }
  | { readonly type: 'play'; readonly on: boolean }
  | { readonly type: 'next-line' }
  | { readonly type: 'new-sheet' }
  | { readonly type: 'hand'; readonly on: boolean }
  | { readonly type: 'lamp'; readonly on: boolean }
  /** Of the camera. */
  | { readonly type: 'exposure'; readonly value: number };

export type FromWallWorker =
  | { readonly type: 'geometry'; readonly geometry: WallGeometry }
  | {
      readonly type: 'status';
      readonly state: LiveState;
      /** Frames a second that were delivered, over the last seconds. */
      readonly fps: number;
      /** ms of work a frame, median. */
      readonly frameMs: number;
      readonly written: readonly { readonly text: string; readonly penUpAt: number }[];
      /** Mean light on the ink and beside it since the first pen-up; 0 before. */
      readonly litOnInk: number;
      readonly litElsewhere: number;
    }
  | { readonly type: 'failed'; readonly message: string };
