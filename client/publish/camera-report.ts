/**
 * What the camera page says of itself to tests and evaluations, as `window.inklightCamera.report()`: plain data, safe to
 * serialise. Times are the page's performance.now ms; timings are ms.
 */
import type { Fault, ObservedLine } from '../../server/protocol.ts';
import type { PaperSighting } from '../vision/paper.ts';
import type { Stage } from '../workers/messages.ts';

export interface CameraReport {
  /** null until the reader is loaded. */
  readonly backend: 'webgpu' | 'wasm' | null;
  readonly model: string | null;
  /** Pictures that went through the pipeline, a second, over the last four seconds. */
  readonly fps: number;
  readonly frames: number;
  readonly timings: Readonly<Partial<Record<Stage, { readonly p50: number; readonly p95: number }>>>;
  readonly lines: readonly Pick<ObservedLine, 'text' | 'confidence' | 'state' | 'kind'>[];
  /** When the camera's first picture arrived, whether or not anything could look at it yet. */
  readonly firstFrameAt: number | null;
  readonly firstCommittedAt: number | null;
  readonly paper: PaperSighting;
  /** Everything that the panel shows: this page's own, the server's, and other pages'. */
  readonly faults: readonly Fault[];
  /** OpenCV Mats alive after the last frame. */
  readonly liveMats: number;
}

export interface InklightCamera {
  report(): CameraReport;
}

declare global {
  interface Window {
    inklightCamera?: InklightCamera;
  }
}
