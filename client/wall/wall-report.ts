/** What /wall offers as `window.inklightWall`: to the camera page inside it, to tests and to evaluations. */
import type { InklightWall } from '../sources/virtual-wall-source.ts';
import type { WallGeometry } from './wall-messages.ts';

export interface WallReport {
  readonly seed: number;
  /** Lines whose ink is all on the paper; penUpAt is this page's performance.now ms. */
  readonly written: readonly { readonly text: string; readonly penUpAt: number }[];
  /** Frames a second that the wall gave to its camera, over the last seconds. */
  readonly cameraFps: number;
  /**
   * Mean light that the projector adds to the wall (linear luminance, 1 = its full white), within 3 mm of true ink and farther than
   * 15 mm from it on the sheet: means over time, sampled each second since the first pen-up.
   */
  readonly projectorLitOnInk: number;
  readonly projectorLitElsewhere: number;
}

export interface InklightWallWindow extends InklightWall {
  report(): WallReport;
  /** Null until the room is built. */
  truth(): WallGeometry | null;
}

declare global {
  interface Window {
    inklightWall?: InklightWallWindow;
  }
}
